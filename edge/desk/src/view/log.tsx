import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { first, hasNewer, hasOlder, last, type Thread } from "../history";
import type { Draft } from "../outbox";
import type { Message } from "../protocol";
import { textOf } from "../seal";
import { session } from "../session";
import { markRead, markSecret, move, sendAgain } from "../store";
import { when } from "../language";
import { Files } from "./attachment";
import { say, sayKind } from "../words";

const near = 800; // px from an edge at which the next page is fetched
const atEnd = 40; // px from the end that still count as being there

/**
 * The messages, as a window that follows the scrolling. What is in view stays
 * where it is while pages come and go around it.
 */
export function Log({ conversation: c, pending }: { conversation: Thread; pending: Draft[] }) {
  const list = useRef<HTMLOListElement>(null);
  const pinned = useRef(true); // at the end, and stays there
  const anchor = useRef({ seq: 0, offset: 0 });
  const away = useSignal(false);
  const end = last(c);

  const scrolled = () => {
    const box = list.current;
    if (!box) return;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    pinned.current = below < atEnd && !hasNewer(c);
    away.value = !pinned.current;
    anchor.current = topmost(box);
    if (box.scrollTop < near && hasOlder(c)) void move("older", c.conversation);
    else if (below < near && hasNewer(c)) void move("newer", c.conversation);
  };
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return;
    if (pinned.current) box.scrollTop = box.scrollHeight;
    else hold(box, anchor.current);
  }, [first(c), end, pending.length]);
  useEffect(() => {
    if (pinned.current && end > (c.read?.agent ?? 0) && document.visibilityState === "visible") markRead(c.conversation, end);
  }, [end]);
  const toEnd = async () => {
    pinned.current = true;
    if (hasNewer(c)) await move("end", c.conversation);
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
    list.current?.focus();
  };
  return (
    <div class="log-frame">
      <ol class="log" ref={list} tabIndex={0} aria-label={say("log")} onScroll={scrolled}>
        {hasOlder(c) && <li class="more"><button type="button" class="quiet" onClick={() => void move("older", c.conversation)}>{say("older")}</button></li>}
        {c.messages.map((m) => (
          <li key={m.id} data-seq={m.seq} class={`message from-${m.role}`}><Entry conversation={c} message={m} read={c.read?.visitor ?? 0} /></li>
        ))}
        {hasNewer(c) && <li class="more"><button type="button" class="quiet" onClick={() => void move("newer", c.conversation)}>{say("newer")}</button></li>}
        {!hasNewer(c) && pending.map((d) => <li key={d.id} class="message from-agent"><Waiting draft={d} /></li>)}
      </ol>
      {away.value && <button type="button" class="to-end" onClick={() => void toEnd()}>{say("to.end")} ↓</button>}
    </div>
  );
}

/** The first message that is in view, and how far from the top. */
function topmost(box: HTMLElement): { seq: number; offset: number } {
  const top = box.getBoundingClientRect().top;
  for (const e of box.querySelectorAll<HTMLElement>("[data-seq]")) {
    const r = e.getBoundingClientRect();
    if (r.bottom > top) return { seq: Number(e.dataset["seq"]), offset: r.top - top };
  }
  return { seq: 0, offset: 0 };
}

function hold(box: HTMLElement, { seq, offset }: { seq: number; offset: number }): void {
  const e = box.querySelector(`[data-seq="${seq}"]`);
  if (e) box.scrollTop += e.getBoundingClientRect().top - box.getBoundingClientRect().top - offset;
}

function Entry({ conversation: c, message: m, read }: { conversation: Thread; message: Message; read: number }) {
  if (m.role === "system") return <p class="event">{sayEvent(m)} · <time>{when(m.at)}</time></p>;
  const mine = m.role === "agent" && !m.via && m.name === session.value?.name;
  const author = m.role === "visitor" ? say("visitor") : mine ? say("you") : (m.name ?? say("agent"));
  return (
    <>
      <p class="author"><bdi>{author}</bdi>{m.via && <> · <bdi class="via">{m.via}</bdi></>} · <time>{when(m.at)}</time></p>
      {(m.text || m.sealed || !m.attachments) && <p class="text" dir="auto">{textOf(c, m) ?? say("sealed.closed")}</p>}
      {m.attachments?.map((a) => <Files key={a.id} conversation={c.conversation} file={a} />)}
      <p class="receipt">
        {m.role === "agent" && (m.seq <= read ? say("seen") : say("sent"))}
        {m.secret && <span class="secret">{say("secret")}</span>}
        {!m.secret && !m.sealed && <button type="button" class="quiet mark-secret" onClick={() => markSecret(c.conversation, m.seq)}>{say("secret.mark")}</button>}
      </p>
    </>
  );
}

function sayEvent(m: Message): string {
  const to = m.event === "moved" ? m.text || say("line.default") : (m.text ?? "");
  return sayKind("event", m.event ?? "").replace("{name}", m.name ?? say("agent")).replace("{to}", to);
}

function Waiting({ draft }: { draft: Draft }) {
  return (
    <>
      <p class="author">{say("you")}</p>
      {draft.text && <p class="text" dir="auto">{draft.text}</p>}
      {draft.attachments?.map((a) => <p key={a.id} class="text">{a.name}</p>)}
      {draft.refused
        ? <p class="receipt failure" role="alert">{say("unsent", { why: draft.refused })} <button type="button" class="quiet" onClick={() => sendAgain(draft)}>{say("again")}</button></p>
        : <p class="receipt">{say("sending")}</p>}
    </>
  );
}
