/** A task as the visitor sees it: what is filled, what is asked, the button, the end. */

import { useEffect, useRef, useState } from "preact/hooks";
import { fill } from "../../locale/fill";
import { taskWords } from "../../locale/task/index";
import { MoveKind } from "../../wire";
import { Next, Warn } from "../panel/icons";
import type { State } from "../panel/state";
import type { TaskRun } from "../panel/task";
import { seen } from "../seen";
import { Field } from "./field";
import { type Registered, say, type SlotOptions } from "./register";

export interface Deeds {
  task(name: string): Registered | undefined;
  begin(name: string): void;
  fill(run: TaskRun, text: string): void;
  edit(slot: number): void;
  cancel(): void;
  /** The visitor has pressed the button. */
  run(): void;
  /** And wants to see it again after it failed. */
  again(): void;
  person(): void;
}

/** The button of an answer that begins a task. */
export const startWith = (deeds: Deeds) => function Start({ name, state }: { name: string; state: State }) {
  const task = deeds.task(name);
  if (!task) return null;
  return (
    <div class="task-start">
      <p>{taskWords(state.locale).start_lead}</p>
      <button class="primary" type="button" onClick={() => deeds.begin(name)}>{say(task.title, state.locale)}</button>
    </div>
  );
};

export const cardWith = (deeds: Deeds) => function Card({ run, state }: { run: TaskRun; state: State }) {
  const task = deeds.task(run.name);
  const t = taskWords(state.locale);
  const { kind, slot } = run.move;
  if (!task) return null;
  if (kind === MoveKind.Cancelled) return <p class="note-line">{t.cancelled}</p>;
  const title = say(task.title, state.locale);
  const asking = kind === MoveKind.Ask || kind === MoveKind.Bad;
  const open = asking || kind === MoveKind.Confirm;
  return (
    <section class="task" aria-label={title}>
      <header>
        <h3>{title}</h3>
        {open && <button class="quiet" type="button" onClick={deeds.cancel}>{t.cancel}</button>}
      </header>
      {kind === MoveKind.Confirm && task.slots.length > 0 && <p class="small">{t.check}</p>}
      <Values run={run} task={task} state={state} deeds={deeds} open={open} />
      {asking && <Field key={slot} run={run} slot={task.slots[slot]!} state={state} deeds={deeds} />}
      {kind === MoveKind.Confirm && <Button title={title} deeds={deeds} />}
      {kind === MoveKind.Run && <p class="working" role="status"><i />{run.progress ?? t.working}{run.progress === "" && ` ${t.slow}`}</p>}
      {kind === MoveKind.Done && <p class="done" role="status"><Tick />{run.said || t.done}</p>}
      {kind === MoveKind.Failed && <Failure run={run} state={state} deeds={deeds} />}
    </section>
  );
};

function Values({ run, task, state, deeds, open }: { run: TaskRun; task: Registered; state: State; deeds: Deeds; open: boolean }) {
  const t = taskWords(state.locale);
  const rows = task.slots.map((s, i) => ({ s, i, value: run.move.values[i] })).filter((r) => r.value !== undefined && r.i !== run.move.slot);
  if (rows.length === 0) return null;
  return (
    <dl>
      {rows.map(({ s, i, value }) => {
        const label = say(s.label, state.locale);
        return (
          <div key={s.name}>
            <dt>{label}</dt>
            <dd>
              <span>{shown(s, value!, state.locale) || <span class="small">{t.skipped}</span>}</span>
              {open && <button type="button" class="link" aria-label={fill(t.change_what, { label })} onClick={() => deeds.edit(i)}>{t.change}</button>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A value as people of the language write it. */
export function shown(s: SlotOptions, value: string, locale: string): string {
  if (!value) return "";
  if (s.kind === "secret") return "••••••";
  if (s.kind === "number") return Number(value).toLocaleString(locale, { maximumFractionDigits: 3 });
  if (s.kind === "date") return day(value, locale);
  return value;
}

export const day = (iso: string, locale: string): string =>
  new Date(iso + "T12:00").toLocaleDateString(locale, { year: "numeric", month: "long", day: "numeric" });

/** The button that does it. Only a person can press it, and only one who sees it. */
function Button({ title, deeds }: { title: string; deeds: Deeds }) {
  const button = useRef<HTMLButtonElement>(null);
  const [gone, setGone] = useState(false);
  useEffect(() => button.current?.focus({ preventScroll: true }), []);
  const press = (e: MouseEvent) => {
    if (!e.isTrusted || gone || !seen(e.currentTarget as HTMLElement)) return;
    setGone(true);
    deeds.run();
  };
  return <button ref={button} class="primary run" type="button" disabled={gone} onClick={press}>{title}<Next /></button>;
}

function Failure({ run, state, deeds }: { run: TaskRun; state: State; deeds: Deeds }) {
  const t = taskWords(state.locale);
  return (
    <div class="failure" role="alert">
      <p><Warn /><span>{run.failure?.text || t.failed} {run.failure?.remedy ?? t.failed_remedy}</span></p>
      <button class="plain" type="button" onClick={deeds.again}>{t.again}</button>
      <button class="quiet" type="button" onClick={deeds.person}>{t.ask_person}</button>
    </div>
  );
}

const Tick = () => <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 13l4.500 4.500L19 7.500" /></svg>;
