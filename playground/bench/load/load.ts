/**
 * Loads knowledge as the widget does, with the widget's own code, and looks at
 * the clock: from the moment at which the last byte of the bundle has arrived
 * to the moment at which the engine can search it.
 *
 * The main thread is watched by messages that the page sends to itself without
 * a pause. The longest gap between two of them is the longest time for which
 * nothing else could have run.
 */

import { loadCore } from "../../../widget/src/effects/core";
import { type Found, createKnowledge } from "../../../widget/src/effects/knowledge";
import type { Store } from "../../../widget/src/effects/store";
import { createEngine } from "../../../widget/src/engine";
import { createGuard } from "../../../widget/src/guard";
import { takeNatives } from "../../../widget/src/natives";
import { encode } from "../../../widget/src/view/panel/encode";
import { ABI, type Command, CommandKind, EventKind, writeWords } from "../../../widget/src/wire";

interface Loaded {
  /** ms from the last byte to Ready. */
  ready: number;
  /** The longest time, in ms, for which the main thread was not free meanwhile. */
  slice: number;
  /** ms of the first search after it. */
  search: number;
  articles: number;
}

const nothing = (): void => undefined;

/** Watches the main thread. The result stops and returns the longest gap in ms. */
function watch(): () => number {
  const { port1, port2 } = new MessageChannel();
  let last = performance.now(), longest = 0, on = true;
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (on) port2.postMessage(0);
  };
  port2.postMessage(0);
  return () => {
    on = false;
    return Math.max(longest, performance.now() - last);
  };
}

function memory(): Store {
  const values: Record<string, string> = {};
  return { get: (k) => values[k] ?? "", set: (k, v) => void (values[k] = v), allow: nothing, clear: nothing, allowed: false };
}

/** The moment at which the body of the bundle has arrived. */
let arrived = 0;
let stop: (() => number) | undefined;

/** fetch, with every body read whole before anybody looks at it. */
async function arriving(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const answer = await fetch(input, init);
  if (!String(input).includes("/bundle/")) return answer;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const body = new ReadableStream<Uint8Array>({
    start(out) {
      for (let at = 0; at < bytes.length; at += 1 << 16) out.enqueue(bytes.subarray(at, at + (1 << 16))); // as a network does
      out.close();
    },
  });
  await new Promise((then) => setTimeout(then, 50));
  stop = watch();
  arrived = performance.now();
  return new Response(body);
}

/** One page: engine, head, bundle, first question. asset is the engine's file. */
export async function load(site: string, key: string, asset: { url: string; sha256: string }, question: string): Promise<Loaded> {
  const natives = { ...takeNatives().natives, fetch: arriving as typeof fetch };
  const guard = createGuard(natives, (error) => console.error(error));
  const store = memory();
  let found: Found | undefined, articles = 0, turns = 0, done: (ms: number) => void;
  const ready = new Promise<number>((then) => (done = then));
  const engine = createEngine({
    guard, forget: nothing, quiet: (why) => console.error(why),
    load: () => loadCore(natives, location.href, asset),
    hello: () => ({ abi: ABI, trace: false, build: "bench", site, locale: "en", seed: 7n, wall: 1_700_000_000_000n, holdout: 0, memory: new Uint8Array() }),
    command(c: Command) {
      if (c.command === CommandKind.Ready && c.articles > 0) {
        articles = c.articles;
        knowledge.taken();
        done(performance.now());
      }
      if (c.command === CommandKind.Turn || c.command === CommandKind.Suggest) turns++;
    },
  });
  const knowledge = createKnowledge({ natives, edge: location.origin, site, key, store });
  await engine.start();
  await new Promise((then) => setTimeout(then, 100));
  found = await knowledge.fetch("en");
  guard.after(0, () => engine.bundle(found!.bytes)); // as main.ts does
  const at = await ready;
  await new Promise((then) => setTimeout(then, 0));
  const slice = stop!();
  const before = performance.now();
  engine.send(EventKind.Ask, encode((w) => writeWords(w, { text: question })));
  engine.flush();
  const search = performance.now() - before;
  if (turns === 0) throw new Error("nothing answered");
  guard.stop();
  return { ready: at - arrived, slice, search, articles };
}
