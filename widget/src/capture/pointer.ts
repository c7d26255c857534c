/**
 * Pointer, touch and click.
 *
 * A disabled control gets no click event, but the visitor did click: a press
 * and a release on the same disabled control without a click is sent as one.
 * A click on a label brings a second one on its field, which is marked as the
 * page's own. A click without a pointer path or a key comes from assistive
 * technology.
 */

import { closest, tag } from "../dom";
import { EventKind, Flags } from "../wire";
import { isDisabled, leavesPage } from "./traits";
import { type Sink, acted, modifiers, short, when } from "./sink";
import { nameOf } from "./name";
import { roleOf } from "./role";

const MOVE_EVERY = 50; // ms between two recorded moves
const DRAG_FROM = 8; // px
const SWIPE_FROM = 30; // px, as PostHog counts a dead swipe
const REST = 600; // ms on one element that make a hover

export function pointer(sink: Sink): void {
  const { guard, stream, register } = sink;
  let down: { el: Element; x: number; y: number; at: number; dragged: boolean } | undefined;
  let lastClick = { el: null as Element | null, at: -1e9 };
  let lastMove = -1e9;
  let rest = { el: null as Element | null, at: 0 };
  let touch: { x: number; y: number; el: Element } | undefined;

  const flags = (e: MouseEvent): number =>
    Flags.Trusted | modifiers(e) | ((e as PointerEvent).pointerType === "touch" || (e as PointerEvent).pointerType === "pen" ? Flags.Touch : 0);

  function click(e: MouseEvent, el: Element, f: number): void {
    lastClick = { el, at: when(e) };
    const id = register.see(el, true);
    stream.act(EventKind.Click, f, 0, id, when(e), short(e.clientX), short(e.clientY), e.detail);
    const owner = register.owner(el);
    if (!owner) return;
    if (helps(owner)) stream.act(EventKind.Help, f, 0, register.see(owner), when(e));
    if ((tag(owner) === "a" || tag(owner) === "area") && leavesPage(owner)) {
      stream.act(EventKind.Download, f, 0, register.see(owner), when(e));
    }
  }

  guard.listen<PointerEvent>(window, "pointerdown", (e) => {
    const el = acted(sink, e);
    if (!el) return;
    down = { el, x: e.clientX, y: e.clientY, at: when(e), dragged: false };
    stream.act(EventKind.Down, flags(e), 0, register.see(el, true), down.at, short(e.clientX), short(e.clientY));
  });

  guard.listen<PointerEvent>(window, "pointerup", (e) => {
    const el = acted(sink, e);
    if (!el) return;
    const start = down;
    down = undefined;
    stream.act(EventKind.Up, flags(e), 0, register.see(el), when(e), short(e.clientX), short(e.clientY));
    if (!start || start.dragged || e.button !== 0) return;
    const owner = register.owner(el);
    if (!owner || register.owner(start.el) !== owner || !isDisabled(owner)) return;
    guard.after(0, () => {
      if (lastClick.at < start.at) click(e, el, flags(e));
    });
  });

  guard.listen<PointerEvent>(window, "pointermove", (e) => {
    const at = when(e);
    if (at - lastMove < MOVE_EVERY) return;
    const el = acted(sink, e);
    if (!el) return;
    lastMove = at;
    hover(el, at);
    stream.act(EventKind.Move, flags(e), 0, register.known(el), at, short(e.clientX), short(e.clientY));
    if (down && !down.dragged && Math.abs(e.clientX - down.x) + Math.abs(e.clientY - down.y) >= DRAG_FROM) {
      down.dragged = true;
      stream.act(EventKind.Drag, flags(e), 0, register.see(down.el), at);
    }
  });

  function hover(el: Element, at: number): void {
    if (el === rest.el) return;
    if (rest.el && at - rest.at >= REST && register.known(rest.el)) {
      stream.act(EventKind.Hover, Flags.Trusted, 0, register.known(rest.el), at, 0, 0, at - rest.at);
    } else if (rest.el && at - rest.at >= REST && register.owner(rest.el)) {
      stream.act(EventKind.Hover, Flags.Trusted, 0, register.see(rest.el), at, 0, 0, at - rest.at);
    }
    rest = { el, at };
  }

  guard.listen<MouseEvent>(window, "click", (e) => {
    const el = acted(sink, e);
    if (!el) return;
    let f = flags(e);
    const at = when(e);
    if (fromLabel(el, lastClick.el) && at - lastClick.at < 50) f |= Flags.Auto;
    else if (e.detail === 0) f |= at - keyAt(sink) < 1000 ? Flags.Keys : Flags.Assist;
    click(e, el, f);
  });

  guard.listen<TouchEvent>(window, "touchstart", (e) => {
    const el = acted(sink, e), t = e.touches[0];
    touch = el && t && e.touches.length === 1 ? { x: t.clientX, y: t.clientY, el } : undefined;
  });

  guard.listen<TouchEvent>(window, "touchend", (e) => {
    const t = e.changedTouches[0], start = touch;
    touch = undefined;
    if (!t || !start || !e.isTrusted) return;
    const dx = t.clientX - start.x, dy = t.clientY - start.y;
    if (Math.abs(dx) + Math.abs(dy) < SWIPE_FROM) return;
    stream.act(EventKind.Swipe, Flags.Trusted | Flags.Touch, 0, register.see(start.el), when(e), short(dx), short(dy));
  });
}

/** The second of the two clicks that a click on a label makes. */
function fromLabel(el: Element, before: Element | null): boolean {
  const label = before && closest(before, "label");
  return !!label && (label as HTMLLabelElement).control === el && before !== el;
}

const helping = /^(\?|？)$|^(help|faq|learn more|帮助|了解更多|常见问题)/i;

function helps(owner: Element): boolean {
  return helping.test(nameOf(owner, roleOf(owner)));
}

const keys = new WeakMap<Sink, number>();

/** When Enter or Space was last pressed. */
function keyAt(sink: Sink): number {
  return keys.get(sink) ?? -1e9;
}

export function notePress(sink: Sink, at: number): void {
  keys.set(sink, at);
}

