/** A ring around an element of the page that an article speaks of. */

import { box } from "../dom";
import { Role } from "../wire";
import { findAnchor } from "./anchor";
import type { Port } from "./port";

const SHOWN = 4000; // ms
const css = `div{position:fixed;border-radius:10px;box-shadow:0 0 0 3px var(--lamplight-accent,#3d4fb8),0 0 0 7px #3d4fb840;pointer-events:none}
@media (forced-colors:active){div{outline:3px solid Highlight}}`;

/** Rings the element with a data-help id; "" takes the ring away. */
export function createRing(port: Port): (help: string) => void {
  let off: (() => void) | undefined;
  return (help) => {
    off?.();
    off = undefined;
    const el = help && findAnchor({ target: 0, help, role: Role.None, name: "", selector: "" }, port);
    if (!el) return;
    el.scrollIntoView({ block: "nearest" });
    const host = port.host("ring", css);
    const ring = document.createElement("div");
    const r = box(el);
    Object.assign(ring.style, { left: `${r.left - 4}px`, top: `${r.top - 4}px`, width: `${r.width + 8}px`, height: `${r.height + 8}px` });
    host.root.append(ring);
    const later = port.guard.after(SHOWN, () => off?.());
    off = () => (later(), host.remove());
  };
}
