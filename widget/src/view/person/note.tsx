/** A note to the team: the visitor's own words, as far as the visitor agrees to send them, and nothing else. */

import { useEffect, useRef, useState } from "preact/hooks";
import { personWords } from "../../locale/person/index";
import type { Actions } from "../panel/actions";
import type { State } from "../panel/state";
import { seen } from "../seen";

export function Note({ question, state, act }: { question: string; state: State; act: Actions }) {
  const t = personWords(state.locale);
  const [text, setText] = useState(question);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const send = (e: MouseEvent) => {
    if (e.isTrusted && text.trim() && seen(e.currentTarget as HTMLElement)) act.note(text.trim());
  };
  return (
    <form class="consent" aria-label={t.note_title} onSubmit={(e) => e.preventDefault()}>
      <h3>{t.note_title}</h3>
      <p class="lead">{t.note_lead}</p>
      <label class="question">
        <b>{t.note_words}</b>
        <textarea ref={field} rows={3} maxLength={4000} value={text} onInput={(e) => setText(e.currentTarget.value)} />
      </label>
      <p class="small">{t.note_only}</p>
      <div class="buttons">
        <button class="primary" type="button" disabled={!text.trim()} onClick={send}>{t.note_send}</button>
        <button class="quiet" type="button" onClick={act.cancelConsent}>{t.consent_cancel}</button>
      </div>
    </form>
  );
}
