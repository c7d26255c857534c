/**
 * The widget's capture without the widget: what it would tell the engine is
 * kept, and taken by the recorder. Ticks are the recorder's matter.
 */

import { capture } from "../../../widget/src/capture/index";
import type { Stream } from "../../../widget/src/engine";
import { createGuard } from "../../../widget/src/guard";
import { takeNatives } from "../../../widget/src/natives";
import { EventKind, HEAD_SIZE, Writer, writeElement, writeName, writePlace } from "../../../widget/src/wire";

const stage = new Uint8Array(4 << 20);
const w = new Writer(stage);
const faults: string[] = [];
const now = (): number => Math.round(performance.now());

const act: Stream["act"] = (kind, flags = 0, code = 0, target = 0, at = now(), x = 0, y = 0, n = 0) => {
  if (w.length + HEAD_SIZE + (1 << 14) < stage.length) w.act(kind, flags, code, target, at, x, y, n);
};

const stream: Stream = {
  act,
  element: (target, v) => (act(EventKind.Element, 0, 0, target), writeElement(w, v)),
  place: (v, at = now()) => (act(EventKind.Place, 0, 0, 0, at), writePlace(w, v)),
  name: (kind, name, n = 0) => (act(kind, 0, 0, 0, now(), 0, 0, n), writeName(w, { name })),
  words: () => undefined,
  flush: () => undefined,
};

capture(createGuard(takeNatives().natives, (error) => faults.push(String(error))), stream, () => false);

Object.assign(window, {
  recorded(): string {
    let s = "";
    for (const byte of stage.subarray(0, w.length)) s += String.fromCharCode(byte);
    return btoa(s);
  },
  faults: () => faults.join("\n"),
  step: (name: string) => stream.name(EventKind.Step, name),
});
