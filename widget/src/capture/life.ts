/**
 * Signs of life: mutations, animations, media. They answer the question
 * whether a click did anything.
 *
 * Mutations are counted and sent at most ten times a second, with the time of
 * the first of them, and before every press. A page that makes
 * thousands of them is watched in turns: after BUDGET records in a second the
 * observer rests for a second, and the page counts as alive meanwhile.
 */

import { tag } from "../dom";
import { EventKind } from "../wire";
import { type Sink, when } from "./sink";
import type { Validities } from "./validity";

const EVERY = 100; // ms between two reports
const BUDGET = 3000; // records per second
const LOOKED = 60; // records of one batch that are looked at more closely
const REST = 1000; // ms

const observed: MutationObserverInit = { subtree: true, childList: true, characterData: true, attributes: true };

export function life(sink: Sink, validities: Validities): void {
  const { guard, stream, register } = sink;
  let spent = 0, since = 0, nodes = 0, target = 0, first = 0, lastReport = -1e9, waiting = false;

  function watch(place: Node): void {
    let resting = false;
    const stop = guard.observe(place, observed, (records) => {
      if (resting) return;
      const now = performance.now();
      if (now - since > REST) [since, spent] = [now, 0];
      spent += records.length;
      const theirs = records.slice(0, LOOKED).filter((r) => !own(r));
      if (theirs.length === 0) return;
      validities.look(theirs);
      if (nodes === 0) first = now;
      nodes += records.length;
      target ||= nearest(theirs[0]!.target);
      report(now);
      if (spent > BUDGET) {
        resting = true;
        stop();
        guard.after(REST, () => watch(place));
      }
    });
  }

  function report(now: number): void {
    if (now - lastReport < EVERY) {
      if (!waiting) guard.after(EVERY, () => ((waiting = false), nodes && report(performance.now())));
      waiting = true;
      return;
    }
    lastReport = now;
    stream.act(EventKind.Mutation, 0, 0, target, Math.round(first), 0, 0, nodes);
    nodes = target = 0;
  }

  // What changed before a press must not look like its answer.
  const settle = (): void => {
    if (nodes === 0) return;
    lastReport = -1e9;
    report(first);
  };
  guard.listen(window, "pointerdown", settle);
  guard.listen(window, "keydown", settle);

  function nearest(node: Node): number {
    let el = node instanceof Element ? node : node.parentElement;
    for (let depth = 0; el && depth < 6; depth++, el = el.parentElement) {
      const id = register.known(el);
      if (id) return id;
    }
    return 0;
  }

  watch(document);

  // Open shadow roots are found when a person acts in them. Closed ones stay closed.
  const roots = new WeakSet<Node>();
  guard.listen(window, "pointerdown", (e) => {
    if (sink.ours(e)) return;
    for (const step of e.composedPath()) {
      if (step instanceof ShadowRoot && !roots.has(step)) {
        roots.add(step);
        watch(step);
      }
    }
  });

  let lastAnimation = -1e9;
  const animate = (e: Event): void => {
    const at = when(e);
    if (at - lastAnimation < EVERY || sink.ours(e)) return;
    lastAnimation = at;
    stream.act(EventKind.Animate, 0, 0, e.target instanceof Element ? nearest(e.target) : 0, at);
  };
  guard.listen(window, "transitionrun", animate);
  guard.listen(window, "animationstart", animate);

  for (const type of ["play", "pause", "seeked", "volumechange", "ratechange"]) {
    guard.listen(window, type, (e) => {
      stream.act(EventKind.Media, 0, 0, e.target instanceof Element ? register.see(e.target) : 0, when(e));
    });
  }
}

/** The widget's own elements coming and going. */
function own(r: MutationRecord): boolean {
  if (r.type === "attributes") return r.target instanceof Element && tag(r.target).startsWith("lamplight-");
  if (r.type !== "childList") return false;
  const all = [...Array.from(r.addedNodes), ...Array.from(r.removedNodes)];
  return all.length > 0 && all.every((n) => n instanceof Element && tag(n).startsWith("lamplight-"));
}
