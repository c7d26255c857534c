import { since } from "../../desk/src/language";
import { isOpen } from "../../desk/src/protocol";
import { queue } from "./data";
import { say } from "./words";

/** Who asked for a person, and on which pages: what the product should explain better. */
export function People() {
  const open = queue.value.filter((i) => isOpen(i.state));
  const waiting = open.filter((i) => !i.agent);
  const pages = new Map<string, number>();
  for (const i of open) pages.set(i.page ?? "", (pages.get(i.page ?? "") ?? 0) + 1);
  const sorted = [...pages].sort((a, b) => b[1] - a[1]).slice(0, 8);
  const most = sorted[0]?.[1] ?? 1;
  return (
    <section class="card" aria-labelledby="people">
      <h2 id="people">{say("people")}</h2>
      {open.length === 0 && <p class="help">{say("people.none")}</p>}
      {open.length > 0 && (
        <>
          <p class="facts">
            <b>{say("people.waiting", { n: waiting.length })}</b>
            <span>{say("people.taken", { n: open.length - waiting.length })}</span>
            {waiting[0] && <span>{say("people.oldest", { time: since(Math.min(...waiting.map((i) => i.opened)), Date.now(), "< 1 min") })}</span>}
          </p>
          <h3>{say("pages")}</h3>
          <ol class="bars">
            {sorted.map(([page, n]) => (
              <li key={page}>
                <code>{page || say("page.none")}</code>
                <meter min={0} max={most} value={n} aria-label={String(n)} />
                <span class="number">{n}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
