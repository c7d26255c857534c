import { offers } from "./data";
import { say, type Key } from "./words";

type Row = Readonly<Record<string, number>>;

const most = 30;
const z = 1.96; // of an interval of 95 %

/** What help brings: how many got on with it, and how many of those held out got on without. */
export function Effect() {
  const rows = [...offers.value].filter(([, r]) => r.shown || r.held).sort((a, b) => (b[1].shown ?? 0) - (a[1].shown ?? 0));
  if (rows.length === 0) return null;
  const all: Record<string, number> = {};
  for (const [, r] of rows) for (const [k, n] of Object.entries(r)) all[k] = (all[k] ?? 0) + n;
  return (
    <section class="card wide" aria-labelledby="effect">
      <h2 id="effect">{say("effect")}</h2>
      <p class="help">{say("effect.lead")}</p>
      <div class="scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th>{say("counts.article")}</th><th>{say("effect.form")}</th><th class="number">{say("counts.shown")}</th>
              <th class="number">{say("effect.through")}</th><th class="number">{say("effect.held")}</th>
              <th class="number">{say("effect.without")}</th><th class="number">{say("effect.uplift")}</th>
            </tr>
          </thead>
          <tbody>
            <tr class="sum"><td>{say("effect.all")}</td><td />{figures(all)}</tr>
            {rows.slice(0, most).map(([label, r]) => {
              const [id = "", form = ""] = label.split("#");
              return <tr key={label}><td>{id ? <code>{id}</code> : "–"}</td><td>{say(`form.${form}` as Key)}</td>{figures(r)}</tr>;
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function figures(r: Row) {
  const { shown = 0, through = 0, held = 0, heldthrough = 0 } = r;
  const a = wilson(through, shown), b = wilson(heldthrough, held), d = a.share - b.share;
  const low = d - Math.hypot(a.share - a.low, b.high - b.share), high = d + Math.hypot(a.high - a.share, b.share - b.low);
  return (
    <>
      <td class="number">{shown}</td><td class="number">{shown ? percent(a.share) : ""}</td>
      <td class="number">{held}</td><td class="number">{held ? percent(b.share) : ""}</td>
      <td class="number">{shown && held ? `${signed(d)} (${signed(low)} … ${signed(high)})` : say("effect.unknown")}</td>
    </>
  );
}

/** A share and its interval of 95 %. The difference of two is Newcombe's. */
function wilson(part: number, n: number): { low: number; share: number; high: number } {
  if (n === 0) return { low: 0, share: 0, high: 1 };
  const share = Math.min(part, n) / n, mid = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n)), over = 1 + (z * z) / n;
  return { low: Math.max(0, (mid - half) / over), share, high: Math.min(1, (mid + half) / over) };
}

const percent = (v: number): string => `${Math.round(100 * v)}\u202f%`;
const signed = (v: number): string => `${v < 0 ? "−" : "+"}${Math.abs(Math.round(100 * v))}`;
