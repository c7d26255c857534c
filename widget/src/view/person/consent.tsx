/**
 * What would go to a person, before it goes. The visitor sees all of it, can
 * take parts out, and sends it with a press that only a person can make on a
 * button that can be seen.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import { about, fill } from "../../locale/fill";
import { personWords } from "../../locale/person/index";
import type { Context } from "../../wire";
import type { Actions } from "../panel/actions";
import type { Entry, State } from "../panel/state";
import { seen } from "../seen";

interface Props {
  entry: Entry & { kind: "consent" };
  state: State;
  act: Actions;
}

export function Consent({ entry, state, act }: Props) {
  const t = personWords(state.locale);
  const { context } = entry;
  const [question, setQuestion] = useState(context.question);
  const [parts, setParts] = useState({ steps: true, signals: true, shown: true });
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.focus({ preventScroll: true }), []);
  if (entry.done) return null;
  const has = { steps: context.visits.length > 0, signals: context.signals.length > 0, shown: context.shown.length > 0 };
  const any = (has.steps && parts.steps) || (has.signals && parts.signals) || (has.shown && parts.shown);
  const part = (key: keyof typeof parts, title: string, lines: string[]) =>
    has[key] && (
      <label class={parts[key] ? "part" : "part off"}>
        <input type="checkbox" checked={parts[key]} onChange={() => setParts({ ...parts, [key]: !parts[key] })} />
        <span class="what"><b>{title}</b>{lines.map((line, i) => <span key={i}>{line}</span>)}</span>
      </label>
    );
  const send = (e: MouseEvent) => {
    if (!e.isTrusted || !seen(e.currentTarget as HTMLElement) || !question.trim()) return;
    if (any) {
      act.consent(context, {
        question: question.trim(), steps: has.steps && parts.steps, signals: has.signals && parts.signals, shown: has.shown && parts.shown,
      });
    } else {
      act.onlyQuestion(context, question.trim());
    }
  };
  return (
    <form class="consent" ref={form} tabIndex={-1} aria-label={t.consent_title} onSubmit={(e) => e.preventDefault()}>
      <h3>{t.consent_title}</h3>
      <p class="lead">{t.consent_lead}</p>
      <label class="question">
        <b>{t.consent_question}</b>
        <textarea rows={2} maxLength={4000} value={question} placeholder={t.consent_question_hint}
          onInput={(e) => setQuestion(e.currentTarget.value)} />
      </label>
      {part("steps", t.consent_steps, context.visits.map((v) => line(v.title, v.route, pace(v.dwell, state))))}
      {part("signals", t.consent_signals, context.signals.map((s) => sentence(s, state)))}
      {part("shown", t.consent_shown, context.shown.map(act.titleOf))}
      <p class="small">{t.consent_never}</p>
      <div class="buttons">
        <button class="primary" type="button" disabled={!question.trim()} onClick={send}>{any ? t.consent_send : t.consent_only}</button>
        <button class="quiet" type="button" onClick={act.cancelConsent}>{t.consent_cancel}</button>
      </div>
    </form>
  );
}

const line = (...parts: string[]) => parts.filter(Boolean).join(" · ");

function pace(ms: number, state: State): string {
  const t = personWords(state.locale), s = Math.round(ms / 1000);
  if (s < 1) return "";
  return s < 90 ? fill(t.context_seconds, { n: s }) : fill(t.context_minutes, { n: Math.round(s / 60) });
}

/** A signal as the sentence that the visitor would be told. */
function sentence(s: Context["signals"][number], state: State): string {
  const t = state.words;
  const text = about(t, t[("cause_" + s.cause) as keyof typeof t] ?? "", s.name);
  return s.count > 1 ? line(text, fill(personWords(state.locale).times, { n: s.count })) : text;
}
