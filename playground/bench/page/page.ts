/** Feeds a recorded visitor to the engine and looks at the clock. */

import { type Command, CommandKind, EventKind, HEAD_SIZE, Writer } from "../../../widget/src/wire";
import { Engine } from "../browser/engine";

const BATCH = 50; // events between two looks at the clock
const DISMISSED = 3000; // ms that a tip stays

let module: WebAssembly.Module;
let bundle: Uint8Array;
let events: Uint8Array;

const bytes = async (path: string): Promise<ArrayBuffer> => (await fetch(path)).arrayBuffer();

/** Loads everything and times the two beginnings. ms. */
export async function load(): Promise<{ start: number; bundle: number; tick: number }> {
  const t = performance.now();
  module = await WebAssembly.compile(await bytes("/engine.wasm"));
  const engine = await Engine.open(module, "en");
  const start = performance.now() - t;
  bundle = new Uint8Array(await bytes("/bundle"));
  events = new Uint8Array(await bytes("/events"));
  const then = performance.now();
  engine.bundle(bundle);
  return { start, bundle: performance.now() - then, tick: tick() };
}

/** The step of performance.now, in microseconds. */
function tick(): number {
  let least = 1e9;
  for (let i = 0; i < 200; i++) {
    const t = performance.now();
    let u = t;
    while (u === t) u = performance.now();
    least = Math.min(least, u - t);
  }
  return Math.round(least * 1000);
}

/** Plays the visitor, with the ticks and outcomes that the shell would add. */
class Player {
  private offset = 0;
  private wake = 0;
  private due: { at: number; kind: EventKind; n: number }[] = [];
  private view = new DataView(events.buffer);
  private small = new Uint8Array(HEAD_SIZE);
  readonly seen: Record<number, number> = {};

  constructor(private engine: Engine) {}

  get done(): boolean {
    return this.offset >= events.length;
  }

  /** The next event: one that is due, or the next of the recording. */
  next(): Uint8Array {
    const at = this.view.getUint32(this.offset + 8, true);
    if (this.wake && this.wake <= at) {
      const now = this.wake;
      this.wake = 0;
      return this.write(EventKind.Tick, now, 0);
    }
    if (this.due.length && this.due[0]!.at <= at) {
      const d = this.due.shift()!;
      return this.write(d.kind, d.at, d.n);
    }
    const size = HEAD_SIZE + this.view.getUint32(this.offset + HEAD_SIZE - 4, true);
    const record = events.subarray(this.offset, this.offset + size);
    this.offset += size;
    return record;
  }

  /** What the engine said. */
  take(commands: Command[], at: number): void {
    for (const c of commands) {
      this.seen[c.command] = (this.seen[c.command] ?? 0) + 1;
      if (c.command === CommandKind.Wake) this.wake = c.at;
      if (c.command !== CommandKind.Show) continue;
      this.due.push({ at, kind: EventKind.Shown, n: c.tip }, { at: at + DISMISSED, kind: EventKind.Dismissed, n: c.tip });
    }
  }

  private write(kind: EventKind, at: number, n: number): Uint8Array {
    new Writer(this.small).act(kind, 0, 0, 0, at, 0, 0, n);
    return this.small;
  }

  /** Runs n events; into gets the ms that each batch of size took, kinds the kind of its last event. */
  run(n: number, size: number, into?: Float64Array, kinds?: Uint8Array): void {
    for (let i = 0; i < n && !this.done; i += size) {
      const t = performance.now();
      let kind = 0;
      for (let j = 0; j < size && !this.done; j++) {
        const e = this.next();
        const commands = this.engine.handle(e);
        if (commands.length) this.take(commands, (e[8]! | (e[9]! << 8) | (e[10]! << 16) | (e[11]! << 24)) >>> 0);
        kind = e[0]!;
      }
      if (into) into[i / size] = performance.now() - t;
      if (kinds) kinds[i / size] = kind;
    }
  }
}

async function player(): Promise<[Player, Engine]> {
  const engine = await Engine.open(module, "en");
  engine.bundle(bundle);
  return [new Player(engine), engine];
}

/** Times n events in several fresh instances. All figures in microseconds. */
export async function time(n: number, runs: number): Promise<object> {
  const sum = new Float64Array(n), once = new Float64Array(n), all = new Float64Array(n * runs);
  const batches = new Float64Array((n / BATCH) * runs), kinds = new Uint8Array(n);
  let first: Float64Array | undefined;
  for (let r = 0; r < runs; r++) {
    (await player())[0].run(n, 1, once, kinds);
    for (let i = 0; i < n; i++) sum[i]! += once[i]!;
    all.set(once, r * n);
    first ??= once.slice();
    (await player())[0].run(n, BATCH, batches.subarray((r * n) / BATCH, ((r + 1) * n) / BATCH));
  }
  const us = (a: Float64Array, q: number, by = 1): number => (a.slice().sort()[Math.floor(q * (a.length - 1))]! * 1000) / by;
  return {
    median: us(sum, 0.5, runs), p99: us(sum, 0.99, runs), worst: us(sum, 1, runs), mean: (total(sum) * 1000) / runs / n,
    single: us(all, 0.99), first: us(first!, 0.99), batch: us(batches, 0.5, BATCH), batch99: us(batches, 0.99, BATCH),
    kinds: byKind(sum, kinds, runs),
  };
}

const total = (a: Float64Array): number => a.reduce((x, y) => x + y, 0);

/** Mean microseconds and number of events, by kind. */
function byKind(sum: Float64Array, kinds: Uint8Array, runs: number): { kind: number; n: number; us: number }[] {
  const out: { kind: number; n: number; us: number }[] = [];
  for (let kind = 0; kind < 256; kind++) {
    const of = sum.filter((_, i) => kinds[i] === kind);
    if (of.length) out.push({ kind, n: of.length, us: (total(of) * 1000) / runs / of.length });
  }
  return out;
}

/** Memory in bytes after n events and after all, and how many of each command came. */
export async function memory(n: number): Promise<object> {
  const [p, engine] = await player();
  const start = engine.memory;
  p.run(n, BATCH);
  const few = engine.memory;
  const t = performance.now();
  p.run(1e9, BATCH);
  return { start, few, many: engine.memory, ms: performance.now() - t, seen: p.seen };
}
