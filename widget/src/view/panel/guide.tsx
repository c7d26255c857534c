/**
 * Steps of an answer, shown one at a time where they belong: the chat shrinks
 * to a strip, a ring follows the element that the step is about, and Next and
 * Back go through them. What is not on the page is said.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import { fill } from "../../locale/fill";
import type { Block } from "../../wire";
import type { Actions } from "./actions";
import { Close } from "./icons";
import type { State } from "./state";
import { Blocks } from "./turn";

export interface Tour {
  title: string;
  steps: Block[];
}

export function Guide({ tour, state, act }: { tour: Tour; state: State; act: Actions }) {
  const t = state.words;
  const [at, setAt] = useState(0);
  const [found, setFound] = useState(true);
  const next = useRef<HTMLButtonElement>(null);
  const step = tour.steps[at]!;
  const last = at === tour.steps.length - 1;
  useEffect(() => {
    setFound(true);
    return step.help ? act.follow(step.help, setFound) : undefined;
  }, [at]);
  useEffect(() => next.current?.focus({ preventScroll: true }), []);
  const escape = (e: KeyboardEvent) => {
    if (e.key !== "Escape") return;
    e.stopPropagation();
    act.guide(undefined);
  };
  return (
    <section class="ll panel guide" role="dialog" aria-label={tour.title} dir={state.dir} lang={state.locale} onKeyDown={escape}>
      <header>
        <h2>{tour.title}</h2>
        <button class="icon" type="button" aria-label={t.guide_end} title={t.guide_end} onClick={() => act.guide(undefined)}><Close /></button>
      </header>
      <div class="step" role="status">
        <p class="small">{fill(t.guide_step, { n: at + 1, of: tour.steps.length })}</p>
        <Blocks blocks={[{ ...step, kind: 1, level: 0, help: "" }]} act={act} />
        {!found && <p class="small missing">{t.guide_missing}</p>}
      </div>
      <footer>
        <span class="bar" aria-hidden="true">{tour.steps.map((_, i) => <i key={i} class={i <= at ? "on" : ""} />)}</span>
        <button class="quiet" type="button" disabled={at === 0} onClick={() => setAt(at - 1)}>{t.guide_back}</button>
        <button ref={next} class="primary" type="button" onClick={() => (last ? act.guide(undefined) : setAt(at + 1))}>{last ? t.guide_done : t.guide_next}</button>
      </footer>
    </section>
  );
}
