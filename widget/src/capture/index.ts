/**
 * Everything that is recorded of the page, started in one place. Each module
 * registers through the guard, so the guard is also what ends them.
 */

import type { Stream } from "../engine";
import type { Guard } from "../guard";
import { field } from "./field";
import { keys } from "./keys";
import { life } from "./life";
import { net } from "./net";
import { happenings, place, reading } from "./page";
import { pointer } from "./pointer";
import { type Register, createRegister } from "./register";
import type { Sink } from "./sink";
import { validity } from "./validity";

/** ours says which events come from inside the widget. */
export function capture(guard: Guard, stream: Stream, ours: (e: Event) => boolean): Register {
  const register = createRegister(stream);
  const sink: Sink = { guard, stream, register, ours };
  happenings(sink);
  place(sink);
  const { lastFailure } = net(sink);
  life(sink, validity(sink, lastFailure)); // before pointer and keys: it settles at their events
  pointer(sink);
  keys(sink);
  field(sink);
  reading(sink);
  return register;
}
