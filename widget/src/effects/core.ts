/**
 * One instance of the engine's WebAssembly, and the loading of it.
 *
 * The file must have the hash that was baked into this script: the browser
 * checks it (Subresource Integrity on fetch) before a byte is compiled, in
 * secure and insecure contexts alike. A stock-Go build asks for a few WASI
 * functions; they are answered here with nothing, for the engine does no I/O.
 */

import { ABI, type Command, readCommands } from "../wire";
import type { Natives } from "../natives";

interface Exports {
  memory: WebAssembly.Memory;
  _initialize?(): void;
  ll_abi(): number;
  ll_inbox(n: number): number;
  ll_handle(n: number): number;
  ll_outbox(): number;
  ll_bundle(n: number): number;
}

export interface Core {
  /** Runs a batch of events. Throws after a trap. */
  handle(batch: Uint8Array): Command[];
  /** Copies a knowledge bundle to where the next Bundle event finds it. */
  region(bundle: Uint8Array): void;
}

const FAILED = 0x80000000;
const MALFORMED = 0x80000004;

/** Fetches and compiles once; the result makes as many instances as asked for. */
export async function loadCore(natives: Natives, base: string, asset: { url: string; sha256: string }): Promise<() => Promise<Core>> {
  const module = await compile(natives, base, asset);
  return async () => open(module);
}

/** Fetches and compiles a module that has the hash that it must have. */
export async function compile(natives: Pick<Natives, "fetch">, base: string, asset: { url: string; sha256: string }): Promise<WebAssembly.Module> {
  const pairs = asset.sha256.match(/../g) ?? [];
  const integrity = "sha256-" + btoa(String.fromCharCode(...pairs.map((pair) => parseInt(pair, 16))));
  const answer = await natives.fetch(new URL(asset.url, base).href, { integrity, credentials: "omit" });
  if (!answer.ok) throw new Error(`${asset.url} answered ${answer.status}`);
  return WebAssembly.compile(await answer.arrayBuffer());
}

async function open(module: WebAssembly.Module): Promise<Core> {
  let memory: WebAssembly.Memory | undefined;
  const instance = await WebAssembly.instantiate(module, imports(module, () => memory!.buffer));
  const x = instance.exports as unknown as Exports;
  memory = x.memory;
  x._initialize?.();
  if (x.ll_abi() !== ABI) throw new Error(`the engine speaks version ${x.ll_abi()}, this script ${ABI}`);
  const copy = (at: number, bytes: Uint8Array): void => {
    if (!at) throw new Error("the engine has no room");
    new Uint8Array(memory!.buffer, at, bytes.length).set(bytes);
  };
  return {
    handle(batch) {
      copy(x.ll_inbox(batch.length) >>> 0, batch);
      let n = x.ll_handle(batch.length) >>> 0;
      if (n === MALFORMED) n = x.ll_handle(0) >>> 0; // what came before the bad one
      if (n >= FAILED) throw new Error(`the engine answered ${n - FAILED}`);
      return n ? readCommands(new Uint8Array(memory!.buffer, x.ll_outbox() >>> 0, n)) : [];
    },
    region: (bundle) => copy(x.ll_bundle(bundle.length) >>> 0, bundle),
  };
}

/** WASI as far as a Go program without I/O asks for it. TinyGo asks for nothing. */
export function imports(module: WebAssembly.Module, buffer: () => ArrayBuffer): WebAssembly.Imports {
  const answers: Record<string, (...args: number[]) => number> = {
    clock_time_get: (_id, _precision, at) => {
      new DataView(buffer()).setBigUint64(at!, 0n, true);
      return 0;
    },
    random_get: (at, n) => {
      crypto.getRandomValues(new Uint8Array(buffer(), at!, n!));
      return 0;
    },
    fd_write: (_fd, vectors, count, written) => {
      const v = new DataView(buffer());
      let n = 0;
      for (let i = 0; i < count!; i++) n += v.getUint32(vectors! + 8 * i + 4, true);
      v.setUint32(written!, n, true);
      return 0;
    },
    proc_exit: (code) => {
      throw new Error(`the engine ended with ${code}`);
    },
  };
  const zeros = (first: number, second: number): number => {
    const v = new DataView(buffer());
    v.setUint32(first, 0, true);
    v.setUint32(second, 0, true);
    return 0;
  };
  answers.args_sizes_get = answers.environ_sizes_get = zeros as (...args: number[]) => number;
  answers.args_get = answers.environ_get = answers.sched_yield = () => 0;
  const out: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (out[from] ??= {})[name] = answers[name] ?? (() => 8); // 8 is EBADF: there are no files
  }
  return out;
}
