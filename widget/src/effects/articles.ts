/**
 * A small reader of knowledge bundles (layout: engine/kb): which articles there
 * are. article.ts reads one whole. The bytes were verified before they came
 * here; every length is checked all the same.
 */

import type { Option } from "../wire";

const decoder = new TextDecoder();

export class Reader {
  constructor(private b: Uint8Array, public at: number, private end: number) {}
  varint(): number {
    let v = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      v += (byte & 127) * 2 ** shift;
      if (byte < 128) return v;
    }
    throw new Error("bundle: varint");
  }
  byte(): number {
    if (this.at >= this.end) throw new Error("bundle: short");
    return this.b[this.at++]!;
  }
  bytes(): Uint8Array {
    const n = this.varint();
    if (n > this.end - this.at) throw new Error("bundle: short");
    return this.b.subarray(this.at, (this.at += n));
  }
  str(): string {
    return decoder.decode(this.bytes());
  }
}

export interface Sections {
  bytes: Uint8Array;
  articles: number;
  ends: number;
  records: number;
}

export function open(bytes: Uint8Array): Sections {
  const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 64 || v.getUint32(0) !== 0x4c4d5042) throw new Error("bundle: magic");
  const start = (section: number): number => {
    const before = section === 0 ? 64 : v.getUint32(32 + 4 * (section - 1), true);
    return (before + 7) & ~7;
  };
  return { bytes, articles: Math.min(v.getUint32(12, true), 32768), ends: start(1), records: start(2) };
}

export function record(s: Sections, n: number): Reader {
  const v = new DataView(s.bytes.buffer, s.bytes.byteOffset, s.bytes.byteLength);
  const from = n === 0 ? 0 : v.getUint32(s.ends + 4 * (n - 1), true);
  const to = v.getUint32(s.ends + 4 * n, true);
  if (to > s.bytes.length - s.records || from > to) throw new Error("bundle: offset");
  return new Reader(s.bytes, s.records + from, s.records + to);
}

/** Every article, in the order of its number. */
export function readArticles(bytes: Uint8Array): Option[] {
  try {
    const s = open(bytes);
    return Array.from({ length: s.articles }, (_, article) => {
      const r = record(s, article);
      return { article, id: r.str(), title: r.str(), score: 0 };
    });
  } catch {
    return [];
  }
}
