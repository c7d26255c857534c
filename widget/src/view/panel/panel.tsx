/** The chat: a header, what was said, and a field to say something. */

import { useEffect, useRef } from "preact/hooks";
import type { Actions } from "./actions";
import { Composer } from "./composer";
import { Guide } from "./guide";
import { Close, Lamp, Next, Person } from "./icons";
import { type Entry, type State, withPerson } from "./state";
import { TurnView } from "./turn";

const MARGIN = 20; // px above what was scrolled to

export interface Props {
  state: State;
  act: Actions;
}

export function Panel({ state, act }: Props) {
  const t = state.words;
  const body = useRef<HTMLDivElement>(null);
  const { talk, person } = state;
  const entries = state.entries;
  const count = entries.length + (talk.kept?.messages.length ?? 0) + talk.pending.length + (talk.typing ? 1 : 0);
  const ended = entries[entries.length - 1];
  const move = ended?.kind === "task" ? ended.run.move : undefined;

  // What is new comes into view: a short reply whole, a long answer from its beginning.
  useEffect(() => {
    const view = body.current;
    const last = view?.querySelector(".log > :last-child");
    if (!view || !last) return;
    const question = last.previousElementSibling;
    const tall = !move && last.getBoundingClientRect().height > view.clientHeight - 60;
    const to = (tall && question?.classList.contains("mine") ? question : last).getBoundingClientRect();
    const top = tall ? to.top - view.getBoundingClientRect().top - MARGIN : view.scrollHeight;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    view.scrollTo({ top: tall ? view.scrollTop + top : top, behavior: calm ? "auto" : "smooth" });
  }, [count, move, state.open]);

  const escape = (e: KeyboardEvent) => {
    if (e.key !== "Escape" || e.isComposing) return;
    e.stopPropagation();
    act.close();
  };
  if (state.tour) return <Guide tour={state.tour} state={state} act={act} />;
  return (
    <section class="ll panel" role="dialog" aria-label={t.panel_label} dir={state.dir} lang={state.locale} onKeyDown={escape}>
      <header>
        <Lamp />
        <div class="who">
          <h2>{talk.kept?.name ? talk.kept.name : t.panel_title}</h2>
          {withPerson(state) && <p role="status">{person?.status(state)}</p>}
        </div>
        {!withPerson(state) && <button class="icon" type="button" aria-label={t.ask_person} title={t.ask_person} onClick={act.person}><Person /></button>}
        <button class="icon" type="button" aria-label={t.close} title={t.close} onClick={act.close}><Close /></button>
      </header>
      <div class="body" ref={body}>
        <div class="log" role="log" aria-live="polite" aria-relevant="additions">
          {!withPerson(state) && <Start state={state} act={act} />}
          {entries.map((e, i) => <EntryView key={i} entry={e} last={i === entries.length - 1} state={state} act={act} />)}
          {person && (withPerson(state) || !state.noted) && <person.Talk state={state} act={act} />}
        </div>
      </div>
      {!state.secret && !entries.some((e) => (e.kind === "consent" || e.kind === "leave") && !e.done) && <Composer state={state} act={act} />}
    </section>
  );
}

/** The opening: what this visitor probably wants to know now. */
function Start({ state, act }: Props) {
  const t = state.words;
  const options = state.suggestions;
  if (state.entries.length > 0) return null;
  return (
    <div class="start">
      <p class="lead">{state.degraded ? t.search_off : t.greeting}</p>
      {options.length > 0 && (
        <>
          <h3>{state.degraded ? t.articles : t.suggestions}</h3>
          <ul class="options">
            {options.map((o) => (
              <li key={o.id}><button type="button" onClick={() => act.choose(o)}><span>{o.title}</span><Next /></button></li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function EntryView({ entry, last, state, act }: Props & { entry: Entry; last: boolean }) {
  const t = state.words;
  switch (entry.kind) {
    case "asked":
      return <p class="mine"><span class="hidden">{t.you}: </span>{entry.text}</p>;
    case "turn":
      return <TurnView entry={entry} last={last} state={state} act={act} />;
    case "consent":
      return state.person ? <state.person.Consent entry={entry} state={state} act={act} /> : null;
    case "leave":
      return state.person && !entry.done ? <state.person.Note question={entry.question} state={state} act={act} /> : null;
    case "task":
      return state.tasks ? <state.tasks.Card run={entry.run} state={state} /> : null;
    case "note":
      return <p class="note-line">{t[entry.text]}</p>;
  }
}
