/** The conversation with a person: what the edge has, and what still waits here. */

import type { Conversation } from "../../effects/conversation";
import type { Message, Pending } from "../../effects/outbox";
import { NOT_SEALED } from "../../effects/sealing";
import type { Guard } from "../../guard";
import { fill } from "../../locale/fill";
import { type PersonWords, personWords } from "../../locale/person/index";
import type { Actions } from "../panel/actions";
import { Warn } from "../panel/icons";
import type { State } from "../panel/state";
import { Chip, Sending, whyNot } from "./file";

const events: Record<string, keyof PersonWords> = {
  queued: "event_queued", taken: "event_taken", released: "event_released", resolved: "event_resolved",
  reopened: "event_reopened", "escalated-again": "event_escalated", expired: "event_expired",
};

/** One line under the title that says how things stand. */
export function status({ talk, offline, locale }: State): string {
  const t = personWords(locale);
  if (talk.gone) return t.error_gone;
  if (offline) return t.offline;
  if (!talk.kept) return talk.pending.some((p) => p.refused) ? t.not_sent : talk.pending.some((p) => p.thread) ? t.sealed_sending : t.sending;
  if (talk.link === "cut") return t.reconnecting;
  const key = ("state_" + talk.kept.state) as keyof PersonWords;
  return fill(t[key] ?? t.state_queued, { name: talk.kept.name || t.agent });
}

/** The conversation, whose files come from where its words do. */
export const createTalk = (from: Conversation, guard: Guard) => ({ state, act }: { state: State; act: Actions }) => {
  const t = personWords(state.locale);
  const { kept, pending, typing, gone } = state.talk;
  if (!kept && pending.length === 0) return null;
  return (
    <>
      {kept?.threads?.length ? <p class="event">{t.sealed_note}</p> : null}
      {kept?.messages.map((m) => <MessageView key={m.seq} m={m} state={state} from={from} guard={guard} />)}
      {pending.map((p) => <PendingView key={p.id} p={p} state={state} act={act} />)}
      {typing && <p class="typing">{fill(t.typing, { name: typing.trim() || t.agent })}<i /><i /><i /></p>}
      {(gone || kept?.state === "resolved" || kept?.state === "expired") && pending.length === 0 && (
        <button class="plain again" type="button" onClick={act.startOver}>{t.clear}</button>
      )}
    </>
  );
};

function MessageView({ m, state, from, guard }: { m: Message; state: State; from: Conversation; guard: Guard }) {
  const t = personWords(state.locale);
  if (m.role === "system") {
    const key = events[m.event ?? ""];
    return key ? <p class="event">{fill(t[key], { name: m.name || t.agent })}</p> : null;
  }
  const mine = m.role === "visitor";
  return (
    <div class={mine ? "mine" : "theirs"}>
      {!mine && <b class="name">{m.name || t.agent}{m.via && ` · ${m.via}`}</b>}
      <span class="hidden">{mine ? state.words.you : ""} </span>
      {(m.text || m.secret) && <span class="text">{m.text ?? t.unreadable}</span>}
      {m.attachments?.map((a) => <Chip key={a.id} a={a} t={t} from={from} guard={guard} />)}
      <time dateTime={new Date(m.at).toISOString()}>{clock(m.at, state.locale)}</time>
    </div>
  );
}

function PendingView({ p, state, act }: { p: Pending; state: State; act: Actions }) {
  const t = personWords(state.locale);
  return (
    <div class={p.refused ? "mine refused" : "mine pending"}>
      {p.text && <span class="text">{p.text}</span>}
      {p.file && <Sending file={p.file} t={t} stop={p.refused ? undefined : () => act.discard(p.id)} />}
      {p.refused ? (
        <span class="trouble" role="alert">
          <Warn /><span>{t.not_sent}. {p.refused === NOT_SEALED ? t.not_sealed : whyNot(p.refused, t)}</span>
          <button type="button" onClick={() => act.retry(p.id)}>{t.retry}</button>
          <button type="button" onClick={() => act.discard(p.id)}>{t.discard}</button>
        </span>
      ) : (
        <time>{state.offline ? t.waiting : t.sending}</time>
      )}
    </div>
  );
}

function clock(at: number, locale: string): string {
  const d = new Date(at);
  const time = d.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
  return d.toDateString() === new Date().toDateString() ? time : `${d.toLocaleDateString(locale)} ${time}`;
}
