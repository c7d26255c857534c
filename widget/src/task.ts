/**
 * The chunk of the tasks: what a product registers with lamplight.task, filled
 * slot by slot, confirmed, run after a press by a person, and its result.
 *
 *   register ─▶ engine ─▶ Move: ask | bad | confirm ─▶ card ─▶ press ─▶ Move: run ─▶ run() ─▶ Ran ─▶ done | failed
 *
 * The engine reads and keeps the values, except for secrets: those lie in a map
 * here until the task ends.
 */

import { EventKind, type Move, MoveKind, SlotKind, writeName, writeTask } from "./wire";
import { borrow, type Kit } from "./view/panel/kit";
import { encode } from "./view/panel/encode";
import type { TaskParts, TaskPort, TaskRun } from "./view/panel/task";
import { cardWith, type Deeds, startWith } from "./view/task/card";
import { kindOf, type Registered, say, type TaskOptions, toWire, type Value, valueOf, wrong } from "./view/task/register";
import css from "./view/task/task.css";

const DAY = 86_400_000; // ms
const SLOW = 15_000; // ms until the visitor is told that it takes long

/** The visitor's day, in days since 1970. */
const today = (): number => Math.floor((Date.now() - new Date().getTimezoneOffset() * 60_000) / DAY);

const over = (m: Move): boolean => m.kind === MoveKind.Done || m.kind === MoveKind.Cancelled;

export function start(kit: Kit, port: TaskPort): TaskParts {
  borrow(kit);
  const all = new Map<string, Registered>();
  const secrets = new Map<number, string>();
  let current: TaskRun | undefined;
  let pressed = false; // by a person, and nothing has run since

  // --- registration ---

  function tell(t: Registered): void {
    port.stream.send(EventKind.Task, encode((w) => writeTask(w, toWire(t, port.locale()))), today());
  }

  function register(name: string, options: unknown): void {
    if (!options) {
      all.delete(name);
      port.stream.send(EventKind.Untask, encode((w) => writeName(w, { name })));
      return;
    }
    const given = options as TaskOptions;
    let why = wrong(String(name), given);
    const task: Registered = { ...given, name, slots: given.slots ?? [] };
    try {
      if (!why) tell(task);
    } catch {
      why = "its words take more than 16 KB; shorten labels and options";
    }
    if (why) console.warn(`lamplight.task("${name}"): ${why}.`);
    else all.set(name, task);
  }

  port.tasks.splice(0).forEach(([name, task]) => register(name, task));
  port.tasks.push = (...list) => (list.forEach(([name, task]) => register(name, task)), 0);
  port.changed(() => all.forEach(tell));

  // --- one run ---

  function draw(run: TaskRun): void {
    const slot = asked(run);
    port.secret(!!slot && slot.kind === "secret");
    port.draw(run);
  }

  const asked = (run: TaskRun) => (run.move.kind <= MoveKind.Bad ? all.get(run.name)?.slots[run.move.slot] : undefined);

  /** What run gets. */
  function values(run: TaskRun): Record<string, Value> {
    const out: Record<string, Value> = {};
    all.get(run.name)!.slots.forEach((s, i) => {
      const text = run.move.values[i] ?? "";
      out[s.name] = kindOf(s) === SlotKind.Secret && text ? (secrets.get(i) ?? null) : valueOf(s, text, port.locale());
    });
    return out;
  }

  /** The first value that the product's own check refuses; the one that is asked for is not looked at. */
  function objection(run: TaskRun): TaskRun["refused"] {
    const given = values(run);
    const slots = all.get(run.name)!.slots;
    for (let slot = 0; slot < run.move.values.length; slot++) {
      const s = slots[slot]!;
      if (slot === run.move.slot || !s.check || given[s.name] === null) continue;
      const text = say(s.check(given[s.name]!), port.locale());
      if (text) return { slot, text };
    }
    return undefined;
  }

  function move(m: Move): void {
    const task = all.get(m.task);
    if (!task) return;
    const run: TaskRun = current && !over(current.move) && current.name === m.task ? current : { name: m.task, move: m };
    if (run !== current) secrets.clear();
    current = run;
    run.move = m;
    if (m.kind <= MoveKind.Confirm) delete run.failure;
    if (m.kind === MoveKind.Run) return void perform(run, task);
    if (over(m)) secrets.clear();
    if (m.kind === MoveKind.Ask || m.kind === MoveKind.Confirm) {
      const refused = objection(run);
      if (refused) {
        run.refused = refused;
        return port.act(EventKind.Edit, refused.slot);
      }
    }
    if (run.refused?.slot !== m.slot) delete run.refused;
    draw(run);
  }

  async function perform(run: TaskRun, task: Registered): Promise<void> {
    if (!pressed) return;
    pressed = false;
    draw(run);
    run.progress = undefined;
    const slow = port.guard.after(SLOW, () => ((run.progress ??= ""), draw(run)));
    let worked = false;
    try {
      const said = await task.run(values(run), (progress) => {
        run.progress = say(progress, port.locale());
        if (!over(run.move)) draw(run);
      });
      if (typeof said === "string" || (said && typeof said === "object")) run.said = say(said as Record<string, string>, port.locale());
      worked = true;
    } catch (error) {
      const { message, remedy } = (error ?? {}) as { message?: string; remedy?: string };
      if (remedy) run.failure = { text: say(message, port.locale()), remedy: say(remedy, port.locale()) };
      port.emit("trace", { type: "task", task: run.name, error: String(error) });
    }
    slow();
    port.act(EventKind.Ran, 0, worked ? 1 : 0);
  }

  const deeds: Deeds = {
    task: (name) => all.get(name),
    begin(name) {
      tell(all.get(name)!); // the day may have changed, or the engine been built anew
      port.tell(EventKind.Begin, name);
    },
    fill(run, text) {
      delete run.refused;
      const secret = asked(run)?.kind === "secret";
      if (secret && text) secrets.set(run.move.slot, text);
      if (text === "" && asked(run)?.optional) port.act(EventKind.Skip);
      else port.words(EventKind.Fill, secret && text ? "•" : text);
    },
    edit: (slot) => port.act(EventKind.Edit, slot),
    cancel: () => port.act(EventKind.Quit),
    run() {
      pressed = true;
      port.act(EventKind.Run);
    },
    again: () => port.act(EventKind.Run),
    person: port.person,
  };
  return { css, Card: cardWith(deeds), Start: startWith(deeds), move };
}
