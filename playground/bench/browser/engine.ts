/**
 * One instance of the engine for a measurement.
 *
 * It copies a batch in, calls once and reads the commands, as the widget's
 * shell does, and in addition tells how large linear memory is.
 */

import { ABI, type Command, CommandKind, EventKind, HEAD_SIZE, type Hello, Writer, readCommands, writeHello } from "../../../widget/src/wire";

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  ll_abi(): number;
  ll_inbox(n: number): number;
  ll_handle(n: number): number;
  ll_outbox(): number;
  ll_bundle(n: number): number;
}

const FAILED = 0x80000000;

/** Writes one event. */
export function record(kind: EventKind, at: number, n = 0, body?: (w: Writer) => void): Uint8Array {
  const bytes = new Uint8Array(HEAD_SIZE + (body ? 1 << 15 : 0));
  const w = new Writer(bytes);
  w.act(kind, 0, 0, 0, at, 0, 0, n);
  body?.(w);
  return bytes.slice(0, w.length);
}

export class Engine {
  private constructor(private x: Exports) {}

  static async open(module: WebAssembly.Module, locale: string): Promise<Engine> {
    const x = (await WebAssembly.instantiate(module, {})).exports as unknown as Exports;
    x._initialize();
    if (x.ll_abi() !== ABI) throw new Error(`the engine speaks version ${x.ll_abi()}, this page ${ABI}`);
    const engine = new Engine(x);
    const hello: Hello = {
      abi: ABI, trace: false, build: "bench", site: "bench", locale, seed: 7n, wall: 1_700_000_000_000n, holdout: 0, memory: new Uint8Array(),
    };
    engine.ready(engine.handle(record(EventKind.Hello, 0, 0, (w) => writeHello(w, hello))));
    return engine;
  }

  /** Runs a batch of events. */
  handle(batch: Uint8Array): Command[] {
    const x = this.x, at = x.ll_inbox(batch.length) >>> 0;
    new Uint8Array(x.memory.buffer, at, batch.length).set(batch);
    const n = x.ll_handle(batch.length) >>> 0;
    if (n >= FAILED) throw new Error(`the engine answered ${n - FAILED}`);
    return n ? readCommands(new Uint8Array(x.memory.buffer, x.ll_outbox() >>> 0, n)) : none;
  }

  /** Hands a bundle over and returns how many articles are ready. */
  bundle(bytes: Uint8Array, at = 1): number {
    const x = this.x, to = x.ll_bundle(bytes.length) >>> 0;
    if (!to) throw new Error("the engine has no room for the bundle");
    new Uint8Array(x.memory.buffer, to, bytes.length).set(bytes);
    return this.ready(this.handle(record(EventKind.Bundle, at, bytes.length)));
  }

  /** Bytes of linear memory. */
  get memory(): number {
    return this.x.memory.buffer.byteLength;
  }

  private ready(commands: Command[]): number {
    for (const c of commands) {
      if (c.command === CommandKind.Ready) return c.articles;
      if (c.command === CommandKind.Refuse) throw new Error(`refused: ${c.detail}`);
    }
    throw new Error("the engine is not ready");
  }
}

const none: Command[] = [];
