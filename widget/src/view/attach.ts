/**
 * Keeps a tip beside its anchor while the page scrolls, resizes and moves, off
 * the bars that the page keeps at its edges, and hidden while the anchor is
 * covered or out of sight.
 */

import { arrow as arrowAt, autoUpdate, computePosition, flip, hide, offset, shift, size, type Placement } from "@floating-ui/dom";
import { page, tag } from "../dom";
import type { Stop } from "../guard";
import { Form } from "../wire";
import { reachable } from "./anchor";
import type { TipParts } from "./tip";

const GAP = 12; // px between anchor and tip, with room for the arrow
const EDGE = 12; // px kept free at the window's edges

const placements: Partial<Record<Form, Placement>> = { [Form.Beacon]: "top-end", [Form.Hint]: "bottom-start", [Form.Callout]: "bottom" };

/** appear is called whenever the tip is in place; stop undoes everything. */
export function attach(anchor: Element, parts: TipParts, form: Form, appear: () => void): Stop {
  const { box, arrow } = parts;
  let stopped = false;

  async function place(): Promise<void> {
    const padding = edges();
    const middleware = form === Form.Beacon
      ? [offset({ mainAxis: -14, crossAxis: 14 }), shift({ padding: 2 }), hide()]
      : [
          offset(form === Form.Hint ? 6 : GAP),
          flip({ padding, fallbackPlacements: ["top", "right", "left"], fallbackAxisSideDirection: "start" }),
          shift({ padding, crossAxis: true }),
          size({
            padding,
            apply: ({ availableHeight }) => {
              const inner = box.querySelector<HTMLElement>(".inner");
              if (inner && form !== Form.Hint) inner.style.maxHeight = `${Math.max(140, Math.min(440, Math.floor(availableHeight)))}px`;
            },
          }),
          ...(arrow ? [arrowAt({ element: arrow, padding: 16 })] : []),
          hide({ strategy: "referenceHidden" }),
        ];
    const at = await computePosition(anchor, box, { strategy: "fixed", placement: placements[form] ?? "bottom", middleware });
    if (stopped) return;
    box.style.transform = `translate(${Math.round(at.x)}px,${Math.round(at.y)}px)`;
    const gone = at.middlewareData.hide?.referenceHidden || !anchor.isConnected || !reachable(anchor);
    box.toggleAttribute("data-away", !!gone);
    if (arrow) point(arrow, at.placement, at.middlewareData.arrow);
    if (!gone) appear();
  }

  const stop = autoUpdate(anchor, box, () => void place(), { animationFrame: false });
  return () => {
    stopped = true;
    stop();
  };
}

const opposite: Record<string, "top" | "bottom" | "left" | "right"> = { top: "bottom", bottom: "top", left: "right", right: "left" };

function point(arrow: HTMLElement, placement: Placement, at: { x?: number; y?: number } | undefined): void {
  const side = opposite[placement.split("-")[0]!]!;
  const s = arrow.style;
  s.inset = "auto";
  if (at?.x !== undefined) s.left = `${at.x}px`;
  if (at?.y !== undefined) s.top = `${at.y}px`;
  s.setProperty(side, "-6px");
}

/** Room to leave at each edge: a margin, and the page's own fixed bars. */
function edges(): { top: number; bottom: number; left: number; right: number } {
  const x = Math.round(innerWidth / 2);
  return { top: EDGE + bar(x, 4, true), bottom: EDGE + bar(x, innerHeight - 4, false), left: EDGE, right: EDGE };
}

function bar(x: number, y: number, top: boolean): number {
  for (let el = page.at(x, y); el && tag(el) !== "body" && tag(el) !== "html"; el = el.parentElement) {
    if (!/fixed|sticky/.test(getComputedStyle(el).position)) continue;
    const box = el.getBoundingClientRect();
    const thin = box.height < innerHeight / 3 && box.width > innerWidth / 2;
    return thin ? (top ? box.bottom : innerHeight - box.top) : 0;
  }
  return 0;
}
