/** What every capture module gets: the guard, the stream, and the register of elements. */

import type { Stream } from "../engine";
import type { Guard } from "../guard";
import { origin } from "../dom";
import { Flags } from "../wire";
import type { Register } from "./register";

export interface Sink {
  guard: Guard;
  stream: Stream;
  register: Register;
  /** True for what happens inside the widget itself. */
  ours(e: Event): boolean;
}

/** A capture module. It registers through the guard, so it needs no stop of its own. */
export type Capture = (sink: Sink) => void;

/** ms since the time origin at which a person acted; the clock's time when the event carries none. */
export function when(e: Event): number {
  const t = e.timeStamp, now = performance.now();
  return Math.round(t > 0 && t <= now ? t : now);
}

/** The target of something a person did to the host page, or nothing. */
export function acted(sink: Sink, e: Event): Element | null {
  return e.isTrusted && !sink.ours(e) ? origin(e) : null;
}

export function modifiers(e: KeyboardEvent | MouseEvent): number {
  return e.shiftKey || e.ctrlKey || e.metaKey || e.altKey ? Flags.Shift : 0;
}

/** Fits a coordinate or a difference into 16 bits. */
export function short(n: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(n)));
}
