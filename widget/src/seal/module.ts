/**
 * The second WebAssembly module: it seals and opens. widget/seal/box says what
 * its operations take and answer; the numbers here are the same.
 *
 * It is fetched when somebody asks for a person and not before, with its hash
 * pinned as the engine's is. Randomness is the browser's.
 */

import { compile, imports } from "../effects/core";
import type { Natives } from "../natives";

const ABI = 1;

export const enum Op {
  Public = 1,
  Begin = 2,
  Seal = 3,
  Look = 4,
  Team = 5,
  Open = 6,
  Share = 7,
  Previous = 8,
  Fingerprint = 9,
  Blind = 10,
  Finalize = 11,
}

export const enum Kind {
  Message = 1,
  Context = 2,
}

export const enum Direction {
  ToTeam = 1,
  ToVisitor = 2,
}

/** Fresh bytes that Op.Begin takes. */
export const BEGIN_RANDOM = 128;
export const SALT = 16;
export const SEED = 32;

/** A refusal by the module, with the code that widget/seal/box gives it. */
export class Refused extends Error {
  constructor(readonly code: number) {
    super(["", "malformed", "bad key", "bad envelope", "not opened", "too long", "bad proof"][code] ?? String(code));
  }
}

export type Field = Uint8Array | string | number;

export interface SealModule {
  /** One operation. A string goes as UTF-8, a number as one byte. Throws Refused. */
  call(op: Op, ...fields: Field[]): Uint8Array<ArrayBuffer>;
}

interface Exports {
  memory: WebAssembly.Memory;
  _initialize?(): void;
  ll_abi(): number;
  ll_inbox(n: number): number;
  ll_call(op: number, n: number): number;
  ll_outbox(): number;
  ll_wipe(): void;
}

const FAILED = 0x80000000;

export async function loadSeal(natives: Pick<Natives, "fetch">, base: string, asset: { url: string; sha256: string }): Promise<SealModule> {
  const module = await compile(natives, base, asset);
  let memory: WebAssembly.Memory | undefined;
  const instance = await WebAssembly.instantiate(module, imports(module, () => memory!.buffer));
  const x = instance.exports as unknown as Exports;
  memory = x.memory;
  x._initialize?.();
  if (x.ll_abi() !== ABI) throw new Error(`the sealing module speaks version ${x.ll_abi()}, this script ${ABI}`);
  return {
    call(op, ...fields) {
      const request = encode(fields);
      const at = x.ll_inbox(request.length) >>> 0;
      if (!at) throw new Refused(5);
      new Uint8Array(memory!.buffer, at, request.length).set(request);
      request.fill(0);
      const n = x.ll_call(op, request.length) >>> 0;
      if (n >= FAILED) throw new Refused(n - FAILED);
      const answer = new Uint8Array(memory!.buffer, x.ll_outbox() >>> 0, n).slice();
      x.ll_wipe();
      return answer;
    },
  };
}

/** Each field as its length in 4 bytes, little endian, and its bytes. */
function encode(fields: Field[]): Uint8Array {
  const parts = fields.map((f) => (typeof f === "string" ? new TextEncoder().encode(f) : typeof f === "number" ? Uint8Array.of(f) : f));
  const out = new Uint8Array(parts.reduce((n, p) => n + 4 + p.length, 0));
  let at = 0;
  for (const p of parts) {
    new DataView(out.buffer).setUint32(at, p.length, true);
    out.set(p, at + 4);
    at += 4 + p.length;
  }
  return out;
}

/** An epoch as the operations take it: 4 bytes, big endian. */
export function epochBytes(epoch: number): Uint8Array {
  const b = new Uint8Array(4);
  new DataView(b.buffer).setUint32(0, epoch);
  return b;
}

/** What stands at the front of an envelope and of a thread's record. */
export const epochOf = (look: Uint8Array): number => new DataView(look.buffer, look.byteOffset).getUint32(8);
export const threadOf = (look: Uint8Array): string => hex(look.subarray(44, 60));
export const epochOfRecord = (record: Uint8Array): number => new DataView(record.buffer, record.byteOffset).getUint32(0);
export const threadOfRecord = (record: Uint8Array): string => hex(record.subarray(4, 20));

export const hex = (b: Uint8Array): string => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");

export function random(n: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(n));
}

/** Base64url without padding, as envelopes travel. */
export function toBase64Url(b: Uint8Array): string {
  let s = "";
  for (let i = 0; i < b.length; i += 4096) s += String.fromCharCode(...b.subarray(i, i + 4096));
  return btoa(s).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
