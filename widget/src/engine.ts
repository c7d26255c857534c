/**
 * The engine in the page.
 *
 *   capture ─▶ stage (bytes) ─▶ one ll_handle per task ─▶ commands ─▶ command()
 *
 * Events are written flat into one fixed buffer, the stage: 24 bytes each,
 * nothing allocated. A timer of 0 ms hands the stage over once per task, so
 * that the page's own handlers run first. The stage is a buffer of the page
 * and not the engine's inbox itself, because linear memory moves when it
 * grows, because events arrive before the engine does, and because the bytes
 * are needed again after a trap. The copy costs less than the call.
 *
 * After a trap the engine is built anew once, and the recent events are played
 * to it without drawing anything. After a second trap it stays quiet.
 */

import type { Guard, Stop } from "./guard";
import type { Core } from "./effects/core";
import {
  type Command, type Element as Described, type Hello, type Name, type Place,
  CommandKind, EventKind, Flags, HEAD_SIZE, Writer, writeElement, writeHello, writeName, writePlace,
} from "./wire";

const STAGE = 1 << 16; // bytes: some 2,700 hot events
const BODY = 1 << 14; // the most that one body takes (question, element, place)
const MOVES = 150; // ms that moves may wait in the stage
const RECENT = 1 << 15; // bytes of events that are played again after a trap

/** Everything that can be told to the engine. at is ms since the time origin. */
export interface Stream {
  act(kind: EventKind, flags?: number, code?: number, target?: number, at?: number, x?: number, y?: number, n?: number): void;
  element(target: number, described: Described): void;
  place(place: Place, at?: number): void;
  name(kind: EventKind.Step | EventKind.Goal | EventKind.Track | EventKind.Audience, name: string, n?: number): void;
  /** An event with a body that is encoded already, by the hand of a person. */
  send(kind: EventKind, bytes: Uint8Array, n?: number, code?: number): void;
  /** Hands the stage over now, at the latest when the page goes away. */
  flush(): void;
}

export interface Engine extends Stream {
  /** Loads the engine and says hello. Rejects when it cannot run here. */
  start(): Promise<void>;
  /** Hands over a knowledge bundle, now and after every rebuild. */
  bundle(bytes: Uint8Array): void;
  /** Builds the engine anew with the recent events, for another hello. */
  rebuild(): void;
  readonly running: boolean;
}

export interface Port {
  guard: Guard;
  load(): Promise<() => Promise<Core>>;
  hello(): Hello;
  command(c: Command): void;
  /** The engine has forgotten every element. */
  forget(): void;
  /** It will not run any more, and why. */
  quiet(why: string): void;
}

export function createEngine(port: Port): Engine {
  const stage = new Uint8Array(STAGE);
  const w = new Writer(stage);
  let make: (() => Promise<Core>) | undefined;
  let core: Core | undefined;
  let bundle: Uint8Array | undefined;
  let traps = 0, dead = false, scheduled = Infinity; // ms until the next flush
  let recent: Uint8Array[] = [], kept = 0;
  let wake: Stop | undefined;

  const now = () => Math.round(performance.now());

  /** Makes room, or forgets the oldest events when nobody has taken them. */
  function room(n: number): void {
    if (w.length + n <= STAGE) return;
    flush();
    if (w.length > 0) {
      w.at = 0;
      port.forget();
    }
  }

  function act(kind: EventKind, flags = 0, code = 0, target = 0, at = now(), x = 0, y = 0, n = 0): void {
    if (dead) return;
    room(HEAD_SIZE + BODY);
    w.act(kind, flags, code, target, at, x, y, n);
    // Moves of the pointer can wait for each other; whatever else comes takes them along.
    const wait = kind === EventKind.Move ? MOVES : 0;
    if (core && wait < scheduled) {
      scheduled = wait;
      port.guard.after(wait, flush);
    }
  }

  function flush(): void {
    scheduled = Infinity;
    if (!core || w.length === 0) return;
    const batch = stage.slice(0, w.length);
    w.at = 0;
    if (!run(batch, port.command)) return;
    recent.push(batch);
    kept += batch.length;
    while (kept > RECENT) kept -= recent.shift()!.length;
  }

  /** Runs one batch. False when the engine trapped. */
  function run(batch: Uint8Array, take: (c: Command) => void): boolean {
    let commands: Command[];
    try {
      commands = core!.handle(batch);
    } catch (error) {
      trap(error);
      return false;
    }
    for (const c of commands) {
      if (c.command === CommandKind.Wake) sleep(c.at);
      else take(c);
    }
    return true;
  }

  function sleep(at: number): void {
    wake?.();
    wake = at ? port.guard.after(Math.max(0, at - now()), () => act(EventKind.Tick)) : undefined;
  }

  function trap(error: unknown): void {
    core = undefined;
    if (++traps > 1) quiet(String(error));
    else build().catch((again) => quiet(String(again)));
  }

  function quiet(why: string): void {
    dead = true;
    core = undefined;
    wake?.();
    port.quiet(why);
  }

  async function build(): Promise<void> {
    const fresh = await make!();
    if (port.guard.stopped) return;
    core = fresh;
    open(port.command);
  }

  /** Hello, bundle and the recent events, which draw nothing any more. */
  function open(take: (c: Command) => void): void {
    const hello = port.hello();
    const bytes = new Uint8Array(HEAD_SIZE + hello.memory.length + 4096);
    const first = new Writer(bytes);
    first.act(EventKind.Hello, 0, 0, 0, now(), 0, 0, 0);
    writeHello(first, hello);
    if (!run(bytes.slice(0, first.length), take) || !load(take)) return;
    for (const batch of recent) if (!run(batch, () => undefined)) return;
    if (recent.length > 0) port.forget();
    flush();
  }

  function load(take: (c: Command) => void): boolean {
    if (!core || !bundle) return true;
    const head = new Uint8Array(HEAD_SIZE);
    new Writer(head).act(EventKind.Bundle, 0, 0, 0, now(), 0, 0, bundle.length);
    try {
      core.region(bundle);
    } catch (error) {
      trap(error);
      return false;
    }
    return run(head, take);
  }

  function body(write: () => void): void {
    if (!dead) write();
  }

  return {
    act,
    flush,
    element: (target, v) => body(() => (act(EventKind.Element, 0, 0, target), writeElement(w, v))),
    place: (v, at = now()) => body(() => (act(EventKind.Place, 0, 0, 0, at), writePlace(w, v))),
    name: (kind, name, n = 0) => body(() => (act(kind, 0, 0, 0, now(), 0, 0, n), writeName(w, { name: String(name).slice(0, 200) } as Name))),
    send: (kind, bytes, n, code) => body(() => {
      act(kind, Flags.Trusted, code, 0, undefined, 0, 0, n);
      const at = w.open();
      stage.set(bytes, at);
      w.at += bytes.length;
      w.close(at);
    }),
    bundle(bytes) {
      flush();
      bundle = bytes;
      load(port.command);
    },
    rebuild() {
      if (!core) return;
      flush();
      core = undefined;
      build().catch((error) => quiet(String(error)));
    },
    async start() {
      try {
        make = await port.load();
        await build();
      } catch (error) {
        dead = true;
        throw error;
      }
    },
    get running() {
      return !!core;
    },
  };
}
