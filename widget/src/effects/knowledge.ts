/**
 * The knowledge of a site: its signed head, and the bundle that the head
 * names for the page's locale.
 *
 *   head ── Ed25519 over the exact bytes ──▶ version, expiry, hashes
 *   bundle ── SHA-256 and length as the head says ──▶ engine
 *
 * Anything that does not check out is refused, and what was there before
 * stays. An expired head changes nothing either: it is only called stale.
 */

import type { Natives } from "../natives";
import { fromBase64 } from "./store";

const MAX_HEAD = 64 << 10; // bytes
const MAX_BUNDLE = 16 << 20; // bytes
const MAX_VERSION = 2 ** 48;
const MAX_JUMP = 1_000_000; // versions; a head beyond this would lock out every later one
const DAY = 24 * 3600_000; // ms by which a head may come from the future
const localeForm = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/;
const PREFIX = "lamplight-head-v1\n";

interface Envelope {
  head: string;
  signatures: { alg: string; key: string; signature: string }[];
}
interface Head {
  site: string;
  version: number;
  issued: number;
  expires: number;
  bundles: Record<string, { hash: string; size: number }>;
}

export interface KnowledgePort {
  natives: Natives;
  edge: string;
  site: string;
  /** Pinned keys as KEYID:BASE64URL, separated by blanks, or "" to ask the edge for them. */
  key: string;
  /** Highest version taken so far, 0 for none. */
  seen(): number;
}

export interface Found {
  bytes: Uint8Array;
  locale: string;
  version: number;
  /** The head has expired; what it names may be out of date. */
  stale: boolean;
}

export interface Knowledge {
  /** The bundle for a locale, or undefined when the one handed out last is still right. */
  fetch(locale: string): Promise<Found | undefined>;
}

export function createKnowledge(port: KnowledgePort): Knowledge {
  const base = `${port.edge}/v1/${port.site}/`;
  let keys: Promise<CryptoKey[]> | undefined;
  let current = "";

  async function read(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await port.natives.fetch(base + path, { credentials: "omit" });
    if (!answer.ok || !answer.body) throw new Error(`${path} answered ${answer.status}`);
    return readUpTo(answer.body, limit);
  }
  const json = async (path: string): Promise<unknown> =>
    port.natives.JSON.parse(new TextDecoder().decode(await read(path, MAX_HEAD)));

  async function roots(): Promise<CryptoKey[]> {
    const pinned = port.key.split(/\s+/).filter(Boolean).map((k) => k.replace(/^.*:/, ""));
    const texts = pinned.length ? pinned : ((await json("root")) as { keys: { alg: string; key: string }[] }).keys
      .filter((k) => k.alg === "ed25519").map((k) => k.key);
    return Promise.all(texts.map((k) => crypto.subtle.importKey("raw", fromBase64(k), "Ed25519", false, ["verify"])));
  }

  async function head(): Promise<Head> {
    const envelope = (await json("head")) as Envelope;
    const payload = fromBase64(envelope.head);
    keys ??= roots();
    keys.catch(() => (keys = undefined));
    if (!(await signed(payload, envelope, await keys))) throw new Error("the head is not signed by this site");
    const h = port.natives.JSON.parse(new TextDecoder().decode(payload)) as Head;
    if (h.site !== port.site) throw new Error("the head is another site's");
    const seen = port.seen(), v = h.version;
    if (!Number.isSafeInteger(v) || v < 1 || !(0 < h.issued && h.issued < h.expires)) throw new Error("the head is malformed");
    if (v < seen) throw new Error("the head is older than one seen before");
    if (v > MAX_VERSION || (seen && v > seen + MAX_JUMP)) throw new Error("the head's version jumps too far");
    return h;
  }

  return {
    async fetch(locale) {
      const h = await head();
      const stale = h.expires < Date.now() || h.issued > Date.now() + DAY;
      const tag = choose(Object.keys(h.bundles).filter((t) => localeForm.test(t)), locale);
      const entry = tag === undefined ? undefined : h.bundles[tag];
      if (!entry || !/^[0-9a-f]{64}$/.test(entry.hash)) throw new Error("the head names no bundle");
      if (entry.hash === current || (stale && current)) return undefined;
      if (!(entry.size > 0 && entry.size <= MAX_BUNDLE)) throw new Error("the bundle is too large");
      const bytes = await read("bundle/" + entry.hash, entry.size);
      const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      const hex = Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join("");
      if (hex !== entry.hash || bytes.length !== entry.size) throw new Error("the bundle is not the one that the head names");
      current = entry.hash;
      return { bytes, locale: tag!, version: h.version, stale };
    },
  };
}

async function signed(payload: Uint8Array<ArrayBuffer>, envelope: Envelope, keys: CryptoKey[]): Promise<boolean> {
  const prefix = new TextEncoder().encode(PREFIX);
  const message = new Uint8Array(prefix.length + payload.length);
  message.set(prefix);
  message.set(payload, prefix.length);
  for (const s of envelope.signatures.slice(0, 8)) {
    if (s.alg !== "ed25519") continue;
    const signature = fromBase64(s.signature);
    for (const key of keys) if (await crypto.subtle.verify("Ed25519", key, signature, message)) return true;
  }
  return false;
}

/** Reads a body and cuts it off at the limit, whatever its headers say. */
async function readUpTo(body: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let n = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    n += value.length;
    if (n > limit) {
      await reader.cancel();
      throw new Error("longer than it said");
    }
    chunks.push(value);
  }
  const out = new Uint8Array(n);
  let at = 0;
  for (const c of chunks) {
    out.set(c, at);
    at += c.length;
  }
  return out;
}

/** The tag that fits a locale best: itself, its language, English, the first. */
export function choose(tags: string[], locale: string): string | undefined {
  const wanted = locale.toLowerCase(), language = wanted.split("-")[0];
  return (
    tags.find((t) => t.toLowerCase() === wanted) ??
    tags.find((t) => t.toLowerCase().split("-")[0] === language) ??
    tags.find((t) => t === "en") ??
    tags[0]
  );
}
