import { counts, talks } from "./data";
import { say, type Key } from "./words";

const kinds = ["shown", "accepted", "dismissed", "answered", "helpful", "unhelpful"] as const;
const most = 30;

/** How often each article was shown and answered, and what became of it. */
export function Counts() {
  const rows = [...counts.value].filter(([, row]) => kinds.some((k) => row[k]));
  rows.sort((a, b) => sum(b[1]) - sum(a[1]));
  return (
    <section class="card wide" aria-labelledby="counts">
      <h2 id="counts">{say("counts")}</h2>
      <p class="help">{say(rows.length > 0 ? "counts.lead" : "counts.none")}</p>
      <Talks />
      {rows.length > 0 && (
        <div class="scroll" tabIndex={0}>
          <table>
            <thead>
              <tr><th>{say("counts.article")}</th>{kinds.map((k) => <th key={k} class="number">{say(`counts.${k}` as Key)}</th>)}</tr>
            </thead>
            <tbody>
              {rows.slice(0, most).map(([id, row]) => (
                <tr key={id}><td><code>{id}</code></td>{kinds.map((k) => <td key={k} class="number">{row[k] ?? ""}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** How the conversations in the page ended, under the strict definition: whoever reached a person within a day was not helped. */
function Talks() {
  const { resolved = 0, unresolved = 0, reopened = 0, unknown = 0 } = talks.value;
  const all = resolved + unresolved;
  if (all + unknown === 0) return null;
  const solved = Math.max(0, resolved - reopened);
  return <p>{say("counts.talks", { solved, all, reopened, unknown })}</p>;
}

function sum(row: Readonly<Record<string, number>>): number {
  return kinds.reduce((n, k) => n + (row[k] ?? 0), 0);
}
