/**
 * Every listener, timer and observer of the widget is registered here and
 * nowhere else. Two promises follow: nothing that the widget does throws into
 * the host page, and stop() undoes everything in reverse order.
 */

import type { Natives } from "./natives";

export type Stop = () => void;

export interface Guard {
  /** Listens until stopped. Capturing and passive unless told otherwise. */
  listen<E extends Event>(target: EventTarget, type: string, fn: (e: E) => void, options?: AddEventListenerOptions): Stop;
  /** Runs fn once after ms, unless stopped. */
  after(ms: number, fn: () => void): Stop;
  /** Observes mutations until stopped. */
  observe(target: Node, options: MutationObserverInit, fn: (records: MutationRecord[]) => void): Stop;
  /** Adds a step to undo. */
  undo(fn: () => void): void;
  /** Wraps fn so that it never throws. */
  safe<A extends unknown[]>(fn: (...args: A) => void): (...args: A) => void;
  /** A guard that stops with this one, or earlier. */
  child(): Guard;
  stop(): void;
  readonly stopped: boolean;
}

/** fault receives what was thrown inside; it must not throw. */
export function createGuard(natives: Natives, fault: (error: unknown) => void): Guard {
  const steps = new Set<Stop>();
  let stopped = false;

  const safe = <A extends unknown[]>(fn: (...args: A) => void) => (...args: A): void => {
    if (stopped) return;
    try {
      fn(...args);
    } catch (error) {
      fault(error);
    }
  };
  const keep = (undo: Stop): Stop => {
    const step = () => {
      if (steps.delete(step)) undo();
    };
    steps.add(step);
    return step;
  };

  const guard: Guard = {
    safe,
    get stopped() {
      return stopped;
    },
    listen(target, type, fn, options = { capture: true, passive: true }) {
      const listener = safe(fn as (e: Event) => void);
      natives.addEventListener.call(target as Window, type, listener, options);
      return keep(() => natives.removeEventListener.call(target as Window, type, listener, options));
    },
    after(ms, fn) {
      const timer = natives.setTimeout(() => {
        steps.delete(step);
        safe(fn)();
      }, ms);
      const step = keep(() => natives.clearTimeout(timer));
      return step;
    },
    observe(target, options, fn) {
      const observer = new natives.MutationObserver(safe(fn));
      observer.observe(target, options);
      return keep(() => observer.disconnect());
    },
    undo(fn) {
      keep(fn);
    },
    child() {
      const inner = createGuard(natives, fault);
      const step = keep(() => inner.stop());
      inner.undo(() => steps.delete(step));
      return inner;
    },
    stop() {
      for (const step of [...steps].reverse()) {
        try {
          step();
        } catch (error) {
          fault(error);
        }
      }
      stopped = true;
    },
  };
  return guard;
}
