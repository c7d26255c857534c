/** Measures one engine on one set of passages. beside.ts adds the peers. */

import { CommandKind, EventKind, writeWords } from "../../../widget/src/wire";
import { Engine, record } from "../browser/engine";

/** Finds the numbers of passages, best first, at most five. */
export type Find = (query: string) => number[] | Promise<number[]>;

export interface Query {
  kind: string;
  text: string;
  section: number;
}

export interface Figures {
  ready: number; // ms
  index: number; // bytes
  memory: number; // bytes
  p50: number; // ms
  p99: number;
  rounds: number;
  found: Record<string, number>; // share by kind
}

const LIMIT = 500; // ms after which no further round of queries begins
const SLOW = 3000; // further ms after which the first round, which only warms up, has to do
const ROUNDS = 20;

declare const gc: () => void;
export const heap = (): number => {
  gc();
  gc();
  return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
};

export const json = async <T>(path: string): Promise<T> => (await fetch(path)).json();
const bytes = async (path: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(path)).arrayBuffer());

/** Asks every query in rounds. The first warms up, the times of all others count. */
export async function ask(find: Find, queries: Query[], sections: number[]): Promise<Omit<Figures, "ready" | "index" | "memory">> {
  const hit: Record<string, number> = {}, of: Record<string, number> = {};
  let times: number[] = [], rounds = 0;
  const end = performance.now() + LIMIT;
  for (let round = 0; round <= ROUNDS; round++) {
    if (round === 1) times = [];
    rounds = Math.max(1, round);
    for (const q of queries) {
      const t = performance.now();
      const pending = find(q.text);
      const ids = pending instanceof Promise ? await pending : pending;
      times.push(performance.now() - t);
      if (round > 0) continue;
      of[q.kind] = (of[q.kind] ?? 0) + 1;
      hit[q.kind] = (hit[q.kind] ?? 0) + (ids.some((id) => sections[id] === q.section) ? 1 : 0);
    }
    if (performance.now() > (round ? end : end + SLOW)) break;
  }
  times.sort((x, y) => x - y);
  const at = (q: number): number => times[Math.floor(q * (times.length - 1))]!;
  return { p50: at(0.5), p99: at(0.99), rounds, found: Object.fromEntries(Object.keys(of).map((k) => [k, hit[k]! / of[k]!])) };
}

/** The engine. */
export async function lamplight(set: string, locale: string, index: number): Promise<Figures> {
  const module = await WebAssembly.compile(await bytes("/engine.wasm") as BufferSource);
  const engine = await Engine.open(module, locale);
  const bundle = await bytes(`/bundle/${set}`);
  const sections = await json<number[]>(`/sections/${set}`), queries = await json<Query[]>(`/queries/${set}`);
  const before = engine.memory, t = performance.now();
  engine.bundle(bundle);
  const ready = performance.now() - t;
  let at = 1000;
  const find: Find = (q) => {
    const out = engine.handle(record(EventKind.Typing, (at += 100), 0, (w) => writeWords(w, { text: q })));
    for (const c of out) if (c.command === CommandKind.Turn) return c.options.map((o) => o.article);
    throw new Error("no turn");
  };
  const figures = await ask(find, queries, sections);
  return { ready, index, memory: engine.memory - before, ...figures };
}
