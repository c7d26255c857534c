/**
 * Finding where a tip belongs: the very element, then data-help, then role and
 * accessible name, then the selector. Elements that come late are waited for,
 * elements that are covered or out of sight are not pointed at.
 */

import { box, connected, page } from "../dom";
import type { Guard, Stop } from "../guard";
import { type Anchor, Role } from "../wire";
import type { Port } from "./port";

const EVERY = 100; // ms between two looks
const PATIENCE = 8000; // ms

const candidates = "a[href],button,input,select,textarea,summary,label,img,[role],[tabindex],[contenteditable],h1,h2,h3,h4";
const MOST = 3000; // candidates looked at

/** Whether this anchor names a place at all; a card needs none. */
export function isAnchored(a: Anchor): boolean {
  return !!(a.target || a.help || a.selector || (a.role && a.name));
}

export function findAnchor(a: Anchor, port: Port): Element | undefined {
  const known = a.target ? port.find(a.target) : undefined;
  if (known && visible(known)) return known;
  if (a.help) {
    const el = firstVisible(`[data-help="${CSS.escape(a.help)}"]`);
    if (el) return el;
  }
  if (a.role !== Role.None && a.name) {
    for (const el of Array.from(page.findAll(candidates)).slice(0, MOST)) {
      if (port.is(el, a.role, a.name) && visible(el)) return el;
    }
  }
  return a.selector ? firstVisible(a.selector) : undefined;
}

function firstVisible(selector: string): Element | undefined {
  try {
    return Array.from(page.findAll(selector)).find(visible);
  } catch {
    return undefined; // not a selector
  }
}

function visible(el: Element): boolean {
  return connected(el) && el.checkVisibility({ visibilityProperty: true });
}

/** Whether a person could point at el now: in the window and not covered. */
export function reachable(el: Element): boolean {
  const r = box(el);
  const left = Math.max(r.left, 0), right = Math.min(r.right, innerWidth);
  const top = Math.max(r.top, 0), bottom = Math.min(r.bottom, innerHeight);
  if (right - left < 2 || bottom - top < 2) return false;
  const xs = [0.5, 0.15, 0.85], ys = [0.5, 0.2, 0.8];
  for (const fx of xs) for (const fy of ys) if (hits(el, left + (right - left) * fx, top + (bottom - top) * fy)) return true;
  return false;
}

function hits(el: Element, x: number, y: number): boolean {
  let top = page.at(x, y);
  while (top?.shadowRoot && top !== el) {
    const inner = top.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === top) break;
    top = inner;
  }
  if (!top) return false;
  // A label or an icon over the control counts as the control. Our own layers do not cover anything.
  return el.contains(top) || top.contains(el) || top.localName.startsWith("lamplight-") || !!top.closest("label")?.contains(el);
}

/** Waits for the anchor; found gets it, missed is told when it did not come. */
export function awaitAnchor(a: Anchor, port: Port, guard: Guard, found: (el: Element) => void, missed: () => void): Stop {
  const until = performance.now() + PATIENCE;
  let stop: Stop = () => undefined;
  const look = (): void => {
    const el = findAnchor(a, port);
    if (el && reachable(el)) return found(el);
    if (performance.now() > until) return missed();
    stop = guard.after(EVERY, look);
  };
  look();
  return () => stop();
}
