/** The slot that is asked for: a field of its kind, or a button for each choice. */

import { useEffect, useRef } from "preact/hooks";
import { fill } from "../../locale/fill";
import { taskWords } from "../../locale/task/index";
import { MoveKind, Trouble } from "../../wire";
import type { State } from "../panel/state";
import type { TaskRun } from "../panel/task";
import { type Deeds, day, shown } from "./card";
import { optionLabel, say, type SlotOptions } from "./register";

interface Props {
  run: TaskRun;
  slot: SlotOptions;
  state: State;
  deeds: Deeds;
}

const types: Record<string, { type: "text" | "date" | "email" | "password"; mode?: "decimal" | "email"; complete?: string }> = {
  text: { type: "text" }, number: { type: "text", mode: "decimal" }, date: { type: "date" },
  email: { type: "email", mode: "email", complete: "email" }, secret: { type: "password" },
};

export function Field({ run, slot, state, deeds }: Props) {
  const t = taskWords(state.locale);
  const label = say(slot.label, state.locale);
  const hint = slot.kind === "secret" ? t.secret_hint : say(slot.hint, state.locale);
  const message = run.refused?.text || trouble(run, slot, state.locale);
  const skip = slot.optional && <button class="quiet" type="button" onClick={() => deeds.fill(run, "")}>{t.skip}</button>;
  const says = (
    <>
      {hint && <p class="small" id="task-hint">{hint}</p>}
      {message && <p class="trouble-line" id="task-trouble" role="alert">{message}</p>}
    </>
  );
  const about = [hint && "task-hint", message && "task-trouble"].filter(Boolean).join(" ");
  if (slot.kind === "choice") return <Choices {...{ run, slot, state, deeds, label, says, about, skip }} />;
  return <Typed {...{ run, slot, state, deeds, label, says, about, skip }} bad={!!message} />;
}

type Parts = Props & { label: string; says: preact.ComponentChild; about: string; skip: preact.ComponentChild };

function Choices({ run, slot, state, deeds, label, says, about, skip }: Parts) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus({ preventScroll: true }), []);
  return (
    <div class="slot" role="group" aria-label={label} aria-describedby={about || undefined}>
      <b>{label}</b>
      {says}
      <div class="choices">
        {slot.options!.map((o, i) => {
          const text = optionLabel(o, state.locale);
          return <button key={text} ref={i ? null : first} class="plain" type="button" onClick={() => deeds.fill(run, text)}>{text}</button>;
        })}
      </div>
      {skip}
    </div>
  );
}

function Typed({ run, slot, state, deeds, label, says, about, skip, bad }: Parts & { bad: boolean }) {
  const t = taskWords(state.locale);
  const input = useRef<HTMLInputElement>(null);
  const kind = types[slot.kind ?? "text"]!;
  const dates = slot.kind === "date" ? { min: slot.min, max: slot.max } : {};
  const before = slot.kind === "secret" ? "" : (run.move.values[run.move.slot] ?? "");
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    input.current?.select();
  }, [run.move]);
  const submit = (e: Event) => {
    e.preventDefault();
    deeds.fill(run, input.current!.value.trim());
  };
  return (
    <form class="slot" noValidate onSubmit={submit}>
      <label>
        <b>{label}{slot.optional && <span class="small"> ({t.optional})</span>}</b>
        <input ref={input} type={kind.type as "text"} inputMode={kind.mode} autocomplete={kind.complete ?? "off"} maxLength={200} {...dates}
          defaultValue={before} aria-invalid={bad} aria-describedby={about || undefined} />
      </label>
      {says}
      <div class="row"><button class="primary" type="submit">{t.next}</button>{skip}</div>
    </form>
  );
}

/** Why the value did not fit, and what would. */
function trouble(run: TaskRun, slot: SlotOptions, locale: string): string {
  const { kind, trouble: why } = run.move;
  if (kind !== MoveKind.Bad) return "";
  const t = taskWords(locale);
  const bound = (v: number | string | undefined): string => (v === undefined ? "" : shown(slot, String(v), locale));
  const sentence = t[("trouble_" + why) as keyof typeof t] ?? t.trouble_1;
  const example = why === Trouble.Date ? day(new Date().toISOString().slice(0, 10), locale) : "";
  return fill(sentence, { least: bound(slot.min), most: bound(slot.max), example });
}
