import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { drafts, type Draft } from "../outbox";
import { isOpen, type Conversation, type Message } from "../protocol";
import { isSealed, questionOf, textOf } from "../seal";
import { session } from "../session";
import { choose, markRead, move, problem, sendAgain, typing } from "../store";
import { when } from "../language";
import { say, sayKind } from "../words";
import { Composer } from "./composer";

export function ConversationView({ conversation: c }: { conversation: Conversation }) {
  const pending = drafts.value.filter((d) => d.conversation === c.conversation);
  return (
    <main class="conversation">
      <Bar conversation={c} />
      {problem.value && <p class="notice" role="alert">{problem.value}</p>}
      <Log conversation={c} pending={pending} />
      {typing.value === c.conversation && <p class="typing" role="status">{say("typing")}</p>}
      {isOpen(c.state) ? <Composer conversation={c} /> : (
        <div class="closed"><button type="button" onClick={() => move("reopen", c.conversation)}>{say("reopen")}</button></div>
      )}
    </main>
  );
}

function Bar({ conversation: c }: { conversation: Conversation }) {
  const asking = useSignal(false);
  const mine = c.agent === session.value?.agent && !!c.agent;
  return (
    <div class="bar">
      <button type="button" class="quiet back" onClick={() => choose(null)} aria-label={say("back")}>←</button>
      <div class="bar-title">
        <h2>{questionOf(c) ?? say("sealed.closed")}</h2>
        <p>
          <span class={`state state-${c.state}`}>{sayKind("state", c.state)}</span>
          {isSealed(c) && <span class="sealed">{say("sealed")}</span>}
          {c.agent && !mine && <span>{say("held", { name: c.name ?? "" })}</span>}
        </p>
      </div>
      {isOpen(c.state) && !c.agent && <button type="button" class="primary" onClick={() => move("take", c.conversation)}>{say("take")}</button>}
      {mine && !asking.value && <>
        <button type="button" onClick={() => move("release", c.conversation)}>{say("release")}</button>
        <button type="button" onClick={() => (asking.value = true)}>{say("resolve")}</button>
      </>}
      {mine && asking.value && (
        <div class="sure" role="group" aria-label={say("resolve.sure")}>
          <span>{say("resolve.sure")}</span>
          <button type="button" class="primary" autofocus onClick={() => { asking.value = false; move("resolve", c.conversation); }}>{say("resolve.yes")}</button>
          <button type="button" onClick={() => (asking.value = false)}>{say("cancel")}</button>
        </div>
      )}
    </div>
  );
}

function Log({ conversation: c, pending }: { conversation: Conversation; pending: Draft[] }) {
  const list = useRef<HTMLOListElement>(null);
  const last = c.messages.at(-1)?.seq ?? 0;
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
    if (last > (c.read?.agent ?? 0) && document.visibilityState === "visible") markRead(c.conversation, last);
  }, [last, pending.length]);
  return (
    <ol class="log" ref={list} aria-live="polite" tabIndex={0}>
      {c.messages.map((m) => <li key={m.id} class={`message from-${m.role}`}><Entry conversation={c} message={m} read={c.read?.visitor ?? 0} /></li>)}
      {pending.map((d) => <li key={d.id} class="message from-agent"><Waiting draft={d} /></li>)}
    </ol>
  );
}

function Entry({ conversation: c, message: m, read }: { conversation: Conversation; message: Message; read: number }) {
  if (m.role === "system") {
    return <p class="event">{sayEvent(m)} · <time>{when(m.at)}</time></p>;
  }
  const mine = m.role === "agent" && m.name === session.value?.name;
  const author = m.role === "visitor" ? say("visitor") : mine ? say("you") : m.name ?? say("agent");
  return (
    <>
      <p class="author">{author} · <time>{when(m.at)}</time></p>
      <p class="text" dir="auto">{textOf(c, m) ?? say("sealed.closed")}</p>
      {m.role === "agent" && <p class="receipt">{m.seq <= read ? say("seen") : say("sent")}</p>}
    </>
  );
}

function sayEvent(m: Message): string {
  return sayKind("event", m.event ?? "").replace("{name}", m.name ?? say("agent"));
}

function Waiting({ draft }: { draft: Draft }) {
  return (
    <>
      <p class="author">{say("you")}</p>
      <p class="text" dir="auto">{draft.text}</p>
      {draft.refused
        ? <p class="receipt failure" role="alert">{say("unsent", { why: draft.refused })} <button type="button" class="quiet" onClick={() => sendAgain(draft)}>{say("again")}</button></p>
        : <p class="receipt">{say("sending")}</p>}
    </>
  );
}
