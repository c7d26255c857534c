/**
 * Counts for the product team, sent when the visitor leaves the page and once
 * a minute: a key and a number, never a visitor, a time or a word.
 *
 * A report that did not arrive is sent again under the same id, which the edge
 * counts once.
 */

import type { Guard } from "../guard";
import type { Natives } from "../natives";
import { ulid } from "./ulid";

const EVERY = 60_000; // ms
const KEYS = 100; // the edge takes no more in one report

interface Report {
  id: string;
  counts: Record<string, number>;
}

export interface Tallies {
  count(key: string, n: number): void;
}

export function createTallies(guard: Guard, natives: Natives, { edge, site }: { edge: string; site: string }): Tallies {
  let next: Record<string, number> = Object.create(null);
  let unsent: Report | undefined;
  let busy = false;

  async function send(): Promise<void> {
    if (busy) return;
    if (!unsent) {
      if (Object.keys(next).length === 0) return;
      unsent = { id: ulid(), counts: next };
      next = Object.create(null);
    }
    busy = true;
    try {
      const answer = await natives.fetch(`${edge}/v1/${site}/tallies`, {
        method: "POST", keepalive: true, credentials: "omit",
        headers: { "Content-Type": "application/json" }, body: natives.JSON.stringify(unsent),
      });
      if (answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 429)) unsent = undefined;
    } catch {
      // Offline: the next time.
    }
    busy = false;
  }

  function tick(): void {
    void send();
    guard.after(EVERY, tick);
  }
  guard.after(EVERY, tick);
  guard.listen(window, "pagehide", send);
  guard.listen(document, "visibilitychange", () => document.visibilityState === "hidden" && void send());
  return {
    count(key, n) {
      if (n > 0 && (key in next || Object.keys(next).length < KEYS)) next[key] = Math.min(1000, (next[key] ?? 0) + n);
    },
  };
}
