import { useEffect, useState } from "preact/hooks";
import type { Item } from "../protocol";
import { isSealed, questionOf } from "../seal";
import { choose, openId, queue } from "../store";
import { since } from "../language";
import { say, type Key } from "../words";

/** The queue in three groups. Arrow keys move, Enter opens. */
export function Queue() {
  const now = useMinute();
  const { mine, waiting, others } = queue.value;
  const groups: [Key, Item[]][] = [["queue.mine", mine], ["queue.waiting", waiting], ["queue.others", others]];
  return (
    <nav class="queue" aria-label={say("queue")} onKeyDown={walk}>
      {mine.length + waiting.length + others.length === 0 && (
        <div class="empty">
          <p>{say("queue.empty")}</p>
          <p>{say("queue.empty.more")}</p>
        </div>
      )}
      {groups.map(([title, list]) => list.length > 0 && (
        <section key={title}>
          <h2>{say(title)} <span class="count">{list.length}</span></h2>
          <ul>{list.map((i) => <li key={i.conversation}><Entry item={i} now={now} /></li>)}</ul>
        </section>
      ))}
    </nav>
  );
}

function Entry({ item, now }: { item: Item; now: number }) {
  const current = item.conversation === openId.value;
  return (
    <button type="button" class="entry" aria-current={current ? "true" : undefined} onClick={() => choose(item.conversation)}>
      <span class="entry-question">{questionOf(item) ?? say("sealed.closed")}</span>
      <span class="entry-meta">
        <span>{isSealed(item) ? say("sealed") : item.page}</span>
        <time dateTime={new Date(item.opened).toISOString()}>{since(item.opened, now, say("time.now"))}</time>
      </span>
      {!!item.escalations && !item.agent && <span class="warn">{say("queue.again")}</span>}
      {!!item.unread && !current && <span class="unread" aria-label={String(item.unread)}>{item.unread}</span>}
    </button>
  );
}

function walk(e: KeyboardEvent): void {
  const step = e.key === "ArrowDown" || e.key === "j" ? 1 : e.key === "ArrowUp" || e.key === "k" ? -1 : 0;
  if (!step) return;
  const all = [...(e.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".entry")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
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
