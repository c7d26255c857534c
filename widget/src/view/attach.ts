/**
 * Keeps a tip beside its anchor while the page scrolls, resizes and moves, off
 * the bars that the page keeps at its edges, and hidden while the anchor is
 * covered or out of sight.
 */

import { arrow as arrowAt, autoUpdate, computePosition, flip, offset, shift, type Placement } from "@floating-ui/dom";
import { page, tag } from "../dom";
import type { Stop } from "../guard";
import { Form } from "../wire";
import { reachable } from "./anchor";
import type { TipParts } from "./tip";

const GAP = 12; // px between anchor and tip, with room for the arrow
const EDGE = 12; // px kept free at the window's edges

const placements: Partial<Record<Form, Placement>> = { [Form.Beacon]: "top-end", [Form.Hint]: "bottom-start" };

/** appear is called whenever the tip is in place; stop undoes everything. */
export function attach(anchor: Element, parts: TipParts, form: Form, appear: () => void): Stop {
  const { box, arrow } = parts;
  let stopped = false;
  const placement = placements[form] ?? best(anchor, box);

  async function place(): Promise<void> {
    const padding = edges();
    const middleware = form === Form.Beacon
      ? [offset({ mainAxis: -14, crossAxis: 14 }), shift({ padding: 2 })]
      : [
          offset(form === Form.Hint ? 6 : GAP),
          flip({ padding, crossAxis: false, fallbackPlacements: ["top", "right", "left"], fallbackAxisSideDirection: "start" }),
          shift({ padding, crossAxis: true }),
          ...(arrow ? [arrowAt({ element: arrow, padding: 16 })] : []),
        ];
    const at = await computePosition(anchor, box, { strategy: "fixed", placement, middleware });
    if (stopped) return;
    box.style.transform = `translate(${Math.round(at.x)}px,${Math.round(at.y)}px)`;
    const gone = !anchor.isConnected || !reachable(anchor);
    box.toggleAttribute("data-away", gone);
    if (arrow) point(arrow, at.placement, at.middlewareData.arrow);
    if (!gone) appear();
  }

  const stop = autoUpdate(anchor, box, () => void place(), { animationFrame: false });
  return () => {
    stopped = true;
    stop();
  };
}

/**
 * The side on which a callout fits and covers least of what the visitor works
 * with: the fields of the same form, and the anchor's neighbours. Below wins
 * when nothing is covered anywhere.
 */
function best(anchor: Element, box: HTMLElement): Placement {
  const a = anchor.getBoundingClientRect(), { width: w, height: h } = box.getBoundingClientRect();
  const scope = anchor.closest("form,[role=form],dialog,[role=dialog],main") ?? document.body;
  const fields = Array.from(scope.querySelectorAll("input,select,textarea,button,[role=button]")).slice(0, 60)
    .filter((el) => el !== anchor).map((el) => el.getBoundingClientRect());
  const within = (v: number, size: number, room: number): number => Math.max(EDGE, Math.min(v, room - size - EDGE));
  const x = within(a.left + a.width / 2 - w / 2, w, innerWidth), y = within(a.top + a.height / 2 - h / 2, h, innerHeight);
  const sides: [Placement, number, number][] = [
    ["bottom", x, a.bottom + GAP], ["right", a.right + GAP, y], ["left", a.left - GAP - w, y], ["top", x, a.top - GAP - h],
  ];
  let choice: Placement = "bottom", least = Infinity;
  for (const [placement, left, top] of sides) {
    if (left < EDGE || top < EDGE || left + w > innerWidth - EDGE || top + h > innerHeight - EDGE) continue;
    let covered = 0;
    for (const f of fields) {
      covered += Math.max(0, Math.min(f.right, left + w) - Math.max(f.left, left)) * Math.max(0, Math.min(f.bottom, top + h) - Math.max(f.top, top));
    }
    if (covered < least) [choice, least] = [placement, covered];
  }
  return choice;
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
