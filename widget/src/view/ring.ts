/** A ring around an element of the page that an article speaks of. */

import { box, connected } from "../dom";
import type { Stop } from "../guard";
import { Role } from "../wire";
import { findAnchor } from "./anchor";
import type { Port } from "./port";

const SHOWN = 4000; // ms
const LOOK = 300; // ms between two looks at where a followed element is
const css = `div{position:fixed;border-radius:10px;box-shadow:0 0 0 3px var(--lamplight-accent,#3d4fb8),0 0 0 7px #3d4fb840;pointer-events:none}
@media (forced-colors:active){div{outline:3px solid Highlight}}`;

const find = (help: string, port: Port): Element | undefined =>
  help ? findAnchor({ target: 0, help, role: Role.None, name: "", selector: "" }, port) : undefined;

/** Draws a ring. move brings it to where its element is now. */
function draw(port: Port, el: Element): { move(): void; remove(): void } {
  const host = port.host("ring", css);
  const ring = document.createElement("div");
  const move = (): void => {
    const r = box(el);
    Object.assign(ring.style, { left: `${r.left - 4}px`, top: `${r.top - 4}px`, width: `${r.width + 8}px`, height: `${r.height + 8}px` });
  };
  move();
  host.root.append(ring);
  return { move, remove: host.remove };
}

/** Rings the element with a data-help id for a while; "" takes the ring away. */
export function createRing(port: Port): (help: string) => void {
  let off: (() => void) | undefined;
  return (help) => {
    off?.();
    off = undefined;
    const el = find(help, port);
    if (!el) return;
    el.scrollIntoView({ block: "nearest" });
    const ring = draw(port, el);
    const later = port.guard.after(SHOWN, () => off?.());
    off = () => (later(), ring.remove());
  };
}

/**
 * Rings the element with a data-help id until it is stopped: brings it into
 * view once, follows it when the page scrolls or changes, and tells whether it
 * is there.
 */
export function follow(port: Port, help: string, told: (found: boolean) => void): Stop {
  const guard = port.guard.child();
  let ring: ReturnType<typeof draw> | undefined, el: Element | undefined, there: boolean | undefined;
  const off = (): void => {
    ring?.remove();
    ring = undefined;
  };
  const look = (): void => {
    const now = el && connected(el) && el.checkVisibility() ? el : find(help, port);
    if (now !== el) {
      off();
      el = now;
      if (el) {
        el.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion:reduce)").matches ? "auto" : "smooth" });
        ring = draw(port, el);
      }
    }
    ring?.move();
    if (there !== !!el) told((there = !!el));
    guard.after(LOOK, look);
  };
  guard.listen(window, "scroll", () => ring?.move(), { capture: true, passive: true });
  guard.listen(window, "resize", () => ring?.move());
  guard.undo(off);
  look();
  return () => guard.stop();
}
