import { useEffect, useRef } from "preact/hooks";
import type { Thread } from "../history";
import { drafts } from "../outbox";
import { isOpen } from "../protocol";
import { isSealed, questionOf } from "../seal";
import { leads, session } from "../session";
import { act, choose, heard, problem, typing } from "../store";
import { dialog, resolving } from "../ui";
import { say, sayKind } from "../words";
import { Composer } from "./composer";
import { Log } from "./log";

export function ConversationView({ conversation: c }: { conversation: Thread }) {
  const pending = drafts.value.filter((d) => d.conversation === c.conversation);
  const who = typing.value;
  return (
    <main class="conversation">
      <Bar conversation={c} />
      {problem.value && (
        <p class="notice" role="alert">{problem.value} <button type="button" class="quiet" onClick={() => (problem.value = null)}>{say("close")}</button></p>
      )}
      <Log conversation={c} pending={pending} />
      <p class="typing" role="status">{who === null ? "" : who === "" ? say("typing") : say("typing.colleague", { name: who })}</p>
      <p class="hidden" role="log">{heard.value && say("said", { text: heard.value })}</p>
      {isOpen(c.state) ? <Composer conversation={c} /> : (
        <div class="closed"><button type="button" onClick={() => act("reopen", c.conversation)}>{say("reopen")}</button></div>
      )}
    </main>
  );
}

const HOOK = "h_"; // begins the id of another system, from which everybody here may take a conversation

function Bar({ conversation: c }: { conversation: Thread }) {
  const open = isOpen(c.state);
  const mine = !!c.agent && c.agent === session.value?.agent;
  return (
    <div class="bar">
      <button type="button" class="quiet back" onClick={() => choose(null)} aria-label={say("back")}>←</button>
      <div class="bar-title">
        <h2 dir="auto">{questionOf(c) ?? say("sealed.closed")}</h2>
        <p>
          <span class={`state state-${c.state}`}>{sayKind("state", c.state)}</span>
          {isSealed(c) && <span class="sealed">{say("sealed")}</span>}
          {c.line && <span class="tag">{c.line}</span>}
          {c.agent && !mine && <span>{say("held", { name: c.name ?? "" })}</span>}
        </p>
      </div>
      {open && (!c.agent || c.agent.startsWith(HOOK)) && <button type="button" class="primary" onClick={() => act("take", c.conversation)}>{say("take")}</button>}
      {open && (mine || leads(session.value)) && !resolving.value && (
        <button type="button" onClick={() => (dialog.value = "hand")}>{say("hand")}</button>
      )}
      {open && mine && !resolving.value && <>
        <button type="button" onClick={() => act("release", c.conversation)}>{say("release")}</button>
        <button type="button" onClick={() => (resolving.value = true)}>{say("resolve")}</button>
      </>}
      {open && mine && resolving.value && <Sure conversation={c} />}
    </div>
  );
}

/** Ending is confirmed: the visitor is told. */
function Sure({ conversation: c }: { conversation: Thread }) {
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => yes.current?.focus(), []);
  return (
    <div class="sure" role="group" aria-label={say("resolve.sure")}>
      <span>{say("resolve.sure")}</span>
      <button type="button" class="primary" ref={yes} onClick={() => act("resolve", c.conversation)}>{say("resolve.yes")}</button>
      <button type="button" onClick={() => (resolving.value = false)}>{say("cancel")}</button>
    </div>
  );
}
