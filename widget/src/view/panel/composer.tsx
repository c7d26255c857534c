/** The field for questions, with what fits them while they are being typed. */

import { useEffect, useRef, useState } from "preact/hooks";
import { fill } from "../../locale/fill";
import type { Option } from "../../wire";
import type { Actions } from "./actions";
import { Next, Send } from "./icons";
import { type State, withPerson } from "./state";

const HIGHEST = 120; // px that the field grows to
const MOST = 5; // lines of the list: what fits without scrolling

// Several lines may be typed, so it is a textarea, and what it opens is a list.
// The types know of no such textarea; screen readers do.
const COMBOBOX = "combobox" as "textbox";

/** One line of the list: a whole question to finish with, or an article. */
type Line = { question: string } | { article: Option };

export function Composer({ state, act }: { state: State; act: Actions }) {
  const t = state.words;
  const field = useRef<HTMLTextAreaElement>(null);
  const person = withPerson(state);
  const draft = state.draft;
  const [active, setActive] = useState(-1); // the line that Enter would take
  const now = useRef(-1); // the same, for keys that come before it is drawn
  const go = (to: number) => setActive((now.current = to));
  const [closed, setClosed] = useState(false); // by Escape, until the next key
  const [composing, setComposing] = useState(false); // an input method is at work
  const live = !person && !closed && !composing && draft.trim() ? state.live : undefined;
  const lines: Line[] = live ? [...live.completion.map((question) => ({ question })), ...live.options.slice(0, MOST - live.completion.length).map((article) => ({ article }))] : [];
  const ghost = active < 0 && !draft.includes("\n") ? rest(draft, live?.completion[0]) : "";

  useEffect(() => {
    if (state.open && state.entries[state.entries.length - 1]?.kind !== "task") field.current?.focus({ preventScroll: true });
  }, [state.open]);
  useEffect(() => go(-1), [state.live]);
  useEffect(() => {
    const f = field.current;
    if (!f) return;
    f.style.height = "auto";
    f.style.height = `${Math.min(HIGHEST, f.scrollHeight)}px`;
  }, [draft]);

  const take = (line: Line) => ("question" in line ? act.ask(line.question) : act.choose(line.article));
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
  const typed = (text: string, busy: boolean) => {
    setClosed(false);
    act.typing(busy ? text : text.replace(/^\s+/, ""), busy);
  };
  const complete = (text: string) => {
    act.typing(text, false);
    field.current!.value = text;
  };
  const keys = (e: KeyboardEvent) => {
    shift.current = e.shiftKey;
    if (e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey) return;
    const f = e.currentTarget as HTMLTextAreaElement;
    const line = lines[now.current];
    const atEnd = f.selectionStart === draft.length && f.selectionEnd === draft.length;
    if ((e.key === "ArrowDown" || e.key === "ArrowUp") && lines.length > 0) {
      const n = lines.length + 1; // the field itself is one of the stops
      go(((now.current + 1 + (e.key === "ArrowDown" ? 1 : n - 1)) % n) - 1);
    } else if (e.key === "Enter" && line && !e.shiftKey) take(line);
    else if (e.key === "Tab" && !e.shiftKey && line && "question" in line) complete(line.question);
    else if ((e.key === "Tab" || e.key === "ArrowRight") && !e.shiftKey && ghost && atEnd) complete(draft + ghost);
    else if (e.key === "Escape" && lines.length > 0) setClosed(true);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const label = person ? t.placeholder_live : t.placeholder;
  return (
    <div class="composer">
      {lines.length > 0 && (
        <ul class="live" id="live" role="listbox" aria-label={t.live_results}>
          {lines.map((line, i) => (
            <li key={i} id={"live-" + i} role="option" aria-selected={i === active} class={"question" in line ? "whole" : ""}
              onPointerDown={(e) => e.preventDefault()} onClick={() => take(line)}>
              <span>{"question" in line ? line.question : line.article.title}</span>{"article" in line && <Next />}
            </li>
          ))}
        </ul>
      )}
      <p class="hidden" role="status">{lines.length > 0 ? fill(t.live_count, { n: lines.length }) : ""}</p>
      {!state.talk.durable && <p class="small">{t.history_off}</p>}
      <form onSubmit={(e) => (e.preventDefault(), send())}>
        {person && state.person && <state.person.Attach state={state} />}
        <div class="field">
          {ghost && <div class="ghost" aria-hidden="true"><i>{draft}</i>{ghost}</div>}
          <textarea ref={field} rows={1} maxLength={4000} value={draft} aria-label={label} placeholder={label} autocomplete="off"
            role={person ? undefined : COMBOBOX} aria-autocomplete={person ? undefined : "both"} aria-expanded={person ? undefined : lines.length > 0}
            aria-controls={lines.length > 0 ? "live" : undefined} aria-activedescendant={active >= 0 ? "live-" + active : undefined}
            onInput={(e) => typed(e.currentTarget.value, (e as unknown as InputEvent).isComposing)} onKeyDown={keys} onBeforeInput={breaks}
            onCompositionStart={() => setComposing(true)}
            onCompositionEnd={(e) => (setComposing(false), typed(e.currentTarget.value, false))} />
        </div>
        <button class="go" type="submit" aria-label={t.send} title={t.send} disabled={!draft.trim()}><Send /></button>
      </form>
    </div>
  );
}

/** What is missing from a draft to a question that begins with it. */
function rest(draft: string, question: string | undefined): string {
  if (!question || question.length <= draft.length || question.slice(0, draft.length).toLowerCase() !== draft.toLowerCase()) return "";
  return question.slice(draft.length);
}
