/** Keys, as classes. Which key it was is never looked at again. */

import { closest } from "../dom";
import { EventKind, Flags, KeyClass } from "../wire";
import { type Sink, acted, modifiers, when } from "./sink";
import { notePress } from "./pointer";

const classes: Record<string, KeyClass> = {
  Backspace: KeyClass.Delete, Delete: KeyClass.Delete, Enter: KeyClass.Enter, Tab: KeyClass.Tab, Escape: KeyClass.Escape,
  ArrowUp: KeyClass.Arrow, ArrowDown: KeyClass.Arrow, ArrowLeft: KeyClass.Arrow, ArrowRight: KeyClass.Arrow,
  Home: KeyClass.Arrow, End: KeyClass.Arrow, PageUp: KeyClass.Arrow, PageDown: KeyClass.Arrow, " ": KeyClass.Space,
};

function classOf(e: KeyboardEvent): KeyClass {
  const known = classes[e.key];
  if (known !== undefined) return known;
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "z") return KeyClass.Undo;
  return e.isComposing || (e.key.length <= 2 && !e.ctrlKey && !e.metaKey) ? KeyClass.Text : KeyClass.Other;
}

const searching = "input[type=search],[role=searchbox],[role=search],search";

export function keys(sink: Sink): void {
  const { guard, stream, register } = sink;
  guard.listen<KeyboardEvent>(window, "keydown", (e) => {
    const el = acted(sink, e);
    if (!el || typeof e.key !== "string") return;
    const at = when(e), code = classOf(e);
    if (code === KeyClass.Enter || code === KeyClass.Space) notePress(sink, at);
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "f") stream.act(EventKind.Find, Flags.Trusted, 0, 0, at);
    if (register.secret(el)) return;
    if (code === KeyClass.Enter && closest(el, searching)) stream.act(EventKind.Find, Flags.Trusted, 0, register.see(el), at);
    const flags = Flags.Trusted | modifiers(e) | (e.repeat ? Flags.Repeat : 0);
    stream.act(EventKind.Key, flags, code, register.see(el), at);
  });
}
