/**
 * Focus and edits. Of an edit its class and the change in length are kept, of
 * a secret field not even that it happened.
 */

import { matches, tag } from "../dom";
import { EditClass, EventKind, Flags } from "../wire";
import { inputType } from "./role";
import { type Sink, acted, when } from "./sink";

const choices = /^(checkbox|radio|file|date|time|month|week|datetime-local|color|range)$/;

function classOf(el: Element, how: string): EditClass {
  if (tag(el) === "select" || (tag(el) === "input" && choices.test(inputType(el)))) return EditClass.Choose;
  if (how.startsWith("delete")) return EditClass.Delete;
  if (how.startsWith("history")) return EditClass.Undo;
  if (how.includes("Paste") || how.includes("Drop") || how.includes("Yank")) return EditClass.Paste;
  if (how.includes("Replacement") || how === "") return EditClass.Replace;
  return EditClass.Insert;
}

export function field(sink: Sink): void {
  const { guard, stream, register } = sink;
  const lengths = new WeakMap<Element, number>();

  /** Length now, for fields whose length says nothing secret. */
  function lengthOf(el: Element): number {
    return matches(el, "input,textarea") && !choices.test(inputType(el)) ? (el as HTMLInputElement).value.length : 0;
  }

  guard.listen<FocusEvent>(window, "focusin", (e) => {
    const el = acted(sink, e);
    if (!el) return;
    stream.act(EventKind.Focus, Flags.Trusted, 0, register.see(el, true), when(e));
    if (!register.secret(el)) lengths.set(el, lengthOf(el));
  });

  guard.listen<FocusEvent>(window, "focusout", (e) => {
    const el = acted(sink, e);
    if (el) stream.act(EventKind.Blur, Flags.Trusted, 0, register.see(el), when(e));
  });

  guard.listen<InputEvent>(window, "input", (e) => {
    const el = acted(sink, e);
    if (!el || register.secret(el)) return;
    const how = e.inputType ?? "";
    const n = lengthOf(el), before = lengths.get(el) ?? 0;
    lengths.set(el, n);
    const code = classOf(el, how);
    const auto = code !== EditClass.Choose && (how === "" || filled(el)) ? Flags.Auto : 0;
    stream.act(EventKind.Input, Flags.Trusted | auto, code, register.see(el), when(e), 0, 0, n - before);
  });

  guard.listen<SubmitEvent>(window, "submit", (e) => {
    const el = acted(sink, e);
    if (el) stream.act(EventKind.Submit, Flags.Trusted, 0, register.see(el), when(e));
  });
}

function filled(el: Element): boolean {
  try {
    return matches(el, ":autofill");
  } catch {
    return false;
  }
}
