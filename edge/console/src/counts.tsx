import { counts } from "./data";
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

function sum(row: Readonly<Record<string, number>>): number {
  return kinds.reduce((n, k) => n + (row[k] ?? 0), 0);
}
