/** The field for questions, with what fits them while they are being typed. */

import { useEffect, useRef } from "preact/hooks";
import type { Actions } from "./actions";
import { Next, Send } from "./icons";
import { type State, withPerson } from "./state";

const HIGHEST = 120; // px that the field grows to

export function Composer({ state, act }: { state: State; act: Actions }) {
  const t = state.words;
  const field = useRef<HTMLTextAreaElement>(null);
  const person = withPerson(state);
  const draft = state.draft;
  const live = !person && draft.trim() ? state.live : undefined;

  useEffect(() => {
    if (state.open) field.current?.focus({ preventScroll: true });
  }, [state.open]);
  useEffect(() => {
    const f = field.current;
    if (!f) return;
    f.style.height = "auto";
    f.style.height = `${Math.min(HIGHEST, f.scrollHeight)}px`;
  }, [draft]);

  const send = () => {
    // The field itself is asked: what was typed last may not be drawn yet.
    const text = field.current?.value.trim();
    if (!text) return;
    if (person) act.send(text);
    else act.ask(text);
  };
  // Enter sends, Shift+Enter breaks the line. What counts is the line break that
  // is about to be typed: an input method's Enter makes none, and keyboards on
  // phones name no key.
  const shift = useRef(false);
  const breaks = (e: InputEvent) => {
    if (e.inputType !== "insertLineBreak" || shift.current) return;
    e.preventDefault();
    send();
  };
  const label = person ? t.placeholder_live : t.placeholder;
  return (
    <div class="composer">
      {live && live.options.length + live.completion.length > 0 && (
        <ul class="live" aria-label={t.live_results}>
          {live.completion.map((q) => <li key={q}><button type="button" onClick={() => act.ask(q)}><span>{q}</span></button></li>)}
          {live.options.map((o) => (
            <li key={o.id}>
              <button type="button" onClick={() => act.choose(o)}>
                <span>{o.title}</span><Next />
              </button>
            </li>
          ))}
        </ul>
      )}
      {!state.talk.durable && <p class="small">{t.history_off}</p>}
      <form onSubmit={(e) => (e.preventDefault(), send())}>
        <textarea ref={field} rows={1} maxLength={4000} value={draft} aria-label={label} placeholder={label} autocomplete="off"
          onInput={(e) => act.typing(e.currentTarget.value.replace(/^\s+/, ""))} onKeyDown={(e) => (shift.current = e.shiftKey)} onBeforeInput={breaks} />
        <button class="go" type="submit" aria-label={t.send} title={t.send} disabled={!draft.trim()}><Send /></button>
      </form>
    </div>
  );
}
