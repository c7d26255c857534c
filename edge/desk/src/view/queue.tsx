import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { lines } from "../colleagues";
import { isOpen, type Item } from "../protocol";
import { isSealed, questionOf } from "../seal";
import { api, leads, session } from "../session";
import { choose, chosen, chooseLines, items, openId, queue } from "../store";
import { walk } from "../shortcuts";
import { words } from "../ui";
import { since } from "../language";
import { say, sayKind, type Key } from "../words";

/** The queue in three groups, with a search over it. Arrow keys move, Enter opens. */
export function Queue() {
  const now = useMinute();
  const { mine, waiting, others } = queue.value;
  const groups: [Key, Item[]][] = [["queue.mine", mine], ["queue.waiting", waiting], ["queue.others", others]];
  const shown = groups.map(([title, list]) => [title, list.filter(matches)] as const);
  const empty = shown.every(([, list]) => list.length === 0);
  return (
    <nav class="queue" aria-label={say("queue")} onKeyDown={arrows}>
      <Search now={now} />
      {lines.value.length > 1 && <Lines />}
      {leads(session.value) && lines.value.length > 1 && <Overview now={now} />}
      {items.value === null && <p class="coming" role="status">{say("loading")}</p>}
      {items.value !== null && empty && !words.value && (
        <div class="empty">
          <p>{say("queue.empty")}</p>
          <p>{say("queue.empty.more")}</p>
        </div>
      )}
      {shown.map(([title, list]) => list.length > 0 && (
        <section key={title} aria-labelledby={title}>
          <h2 id={title}>{say(title)} <span class="count">{list.length}</span></h2>
          <ul>{list.map((i) => <li key={i.conversation}><Entry item={i} now={now} /></li>)}</ul>
        </section>
      ))}
    </nav>
  );
}

function matches(i: Item): boolean {
  const w = words.value.trim().toLowerCase();
  return !w || [questionOf(i), i.visitor, i.page, i.name, i.line].some((s) => s?.toLowerCase().includes(w));
}

/** Narrows the queue while one types; Enter looks through everything, resolved conversations too. */
function Search({ now }: { now: number }) {
  const found = useSignal<Item[] | null>(null);
  const state = useSignal<"" | "looking" | "failed">("");
  const look = async (e: SubmitEvent) => {
    e.preventDefault();
    state.value = "looking";
    const answer = await api(`search?q=${encodeURIComponent(words.value.trim())}`).catch(() => null);
    state.value = answer?.ok ? "" : "failed";
    if (answer?.ok) found.value = ((await answer.json()) as { items: Item[] }).items;
  };
  const input = (e: InputEvent) => {
    words.value = (e.currentTarget as HTMLInputElement).value;
    found.value = null;
  };
  return (
    <>
      <form class="search" role="search" onSubmit={(e) => void look(e)}>
        <label class="hidden" for="search">{say("search")}</label>
        <input id="search" type="search" placeholder={say("search")} value={words.value} onInput={input} maxLength={100} />
        <button aria-label={say("search.all")} title={say("search.all")} disabled={state.value === "looking"}>↵</button>
      </form>
      {state.value === "failed" && <p class="failure coming" role="alert">{say("load.failed")}</p>}
      {found.value && (
        <section aria-labelledby="found">
          <h2 id="found" aria-live="polite">{say("found", { n: found.value.length })}</h2>
          <ul>{found.value.map((i) => <li key={i.conversation}><Entry item={i} now={now} /></li>)}</ul>
        </section>
      )}
    </>
  );
}

/** Which lines are on screen. */
function Lines() {
  const own = session.value?.lines;
  const mine = lines.value.filter((l) => !own?.length || leads(session.value) || own.includes(l.line));
  if (mine.length < 2) return null;
  const flip = (name: string) => chooseLines(chosen.value.includes(name) ? chosen.value.filter((l) => l !== name) : [...chosen.value, name]);
  return (
    <div class="chips" role="group" aria-label={say("lines")}>
      <button type="button" aria-pressed={chosen.value.length === 0} onClick={() => chooseLines([])}>{say("lines.all")}</button>
      {mine.map((l) => (
        <button key={l.line} type="button" aria-pressed={chosen.value.includes(l.line)} onClick={() => flip(l.line)}>
          {l.line || say("line.default")}{l.waiting > 0 && <span class="count"> {l.waiting}</span>}
        </button>
      ))}
    </div>
  );
}

/** For a lead: every line, who waits there and for how long, and who is at it. */
function Overview({ now }: { now: number }) {
  const oldest = (line: string) => queue.value.waiting.filter((i) => (i.line ?? "") === line)[0]?.opened;
  return (
    <details class="overview">
      <summary>{say("overview")}</summary>
      <table>
        <thead><tr><th scope="col">{say("lines")}</th><th scope="col">{say("overview.waiting")}</th><th scope="col">{say("overview.oldest")}</th><th scope="col">{say("overview.desks")}</th></tr></thead>
        <tbody>
          {lines.value.map((l) => {
            const since0 = oldest(l.line);
            return (
              <tr key={l.line}>
                <th scope="row">{l.line || say("line.default")}{!l.open && <span class="help"> {say("line.closed")}</span>}</th>
                <td>{l.waiting}</td>
                <td>{since0 ? since(since0, now, say("time.now")) : "–"}</td>
                <td class={l.waiting > 0 && l.agents === 0 ? "warn" : ""}>{l.agents}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}

function Entry({ item, now }: { item: Item; now: number }) {
  const current = item.conversation === openId.value;
  return (
    <button type="button" class="entry" aria-current={current ? "true" : undefined} onClick={() => choose(item.conversation)}>
      <span class="entry-question" dir="auto">{questionOf(item) ?? say("sealed.closed")}</span>
      <span class="entry-meta">
        <span class="entry-where">
          {item.line && <span class="tag">{item.line}</span>}
          {item.verified && <span class="verified">{say("verified")}</span>}
          <bdi>{isSealed(item) ? say("sealed") : item.page}</bdi>
        </span>
        <time dateTime={new Date(item.opened).toISOString()}>
          {isOpen(item.state) ? (item.agent ? item.name : waited(item.opened, now)) : sayKind("state", item.state)}
        </time>
      </span>
      {!!item.escalations && !item.agent && <span class="warn">{say("queue.again")}</span>}
      {!!item.unread && !current && <span class="unread" role="img" aria-label={say("unread", { n: item.unread })}>{item.unread}</span>}
    </button>
  );
}

function waited(from: number, now: number): string {
  return now - from < 60_000 ? say("time.now") : say("waits", { time: since(from, now, "") });
}

function arrows(e: KeyboardEvent): void {
  const step = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
  if (!step || (e.target as HTMLElement).matches("summary")) return;
  walk(step);
  e.preventDefault();
}

/** The time, renewed so that "3 min" stays true. */
function useMinute(): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
