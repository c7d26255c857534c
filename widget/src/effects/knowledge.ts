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
import type { Root } from "./roots";
import { spare } from "./spare";
import { type Store, fromBase64 } from "./store";

const MAX_HEAD = 64 << 10; // bytes; of a root as well
const MAX_BUNDLE = 16 << 20; // bytes
const LARGE = 1 << 20; // bytes; hashing so many is a task of its own
const MAX_VERSION = 2 ** 48;
const MAX_JUMP = 1_000_000; // versions; a head beyond this would lock out every later one
const DAY = 24 * 3600_000; // ms by which a head may come from the future
const localeForm = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/;
const hashForm = /^[0-9a-f]{64}$/;
const PREFIX = "lamplight-head-v1\n";

/** A signed document as it travels. */
export interface Envelope {
  head?: string;
  root?: string;
  signatures: { alg: string; key: string; signature: string }[];
}
/** The text that a key of the list has signed, or "". */
export type Signed = (prefix: string, text: string, envelope: Envelope, keys: string[]) => Promise<string>;

interface File {
  hash: string;
  size: number;
}
interface Entry extends File {
  /** By the hash of the bundle that a delta starts from. */
  deltas?: Record<string, File>;
}
interface Head {
  site: string;
  version: number;
  issued: number;
  expires: number;
  bundles: Record<string, Entry>;
}

export interface KnowledgePort {
  natives: Natives;
  edge: string;
  site: string;
  /** Pinned keys as KEYID:BASE64URL, separated by blanks, or "" to ask the edge for them. */
  key: string;
  store: Store;
}

export interface Found {
  bytes: Uint8Array<ArrayBuffer>;
  locale: string;
  version: number;
  /** The head has expired, or there is none; what this is may be out of date. */
  stale: boolean;
  /** Bytes of bundle or delta that came over the net; 0 when an earlier page had kept it. */
  fetched: number;
  /** Why the head was refused, when this is the last good bundle in its place. */
  error?: string;
}

export interface Knowledge {
  /** The bundle for a locale, or undefined when the one handed out last is still right. */
  fetch(locale: string): Promise<Found | undefined>;
  /** The engine has taken it: from now on nothing older counts. */
  taken(): void;
  /** Keeps what was taken for the next page, as soon as the visitor's use of the widget allows it. */
  keep(): void;
}

export function createKnowledge({ natives, edge, site, key, store }: KnowledgePort): Knowledge {
  const base = `${edge}/v1/${site}/`;
  const { parse } = natives.JSON;
  let root: Root | undefined;
  let last: (Found & { hash: string }) | undefined;
  let good = false; // the engine has taken the last one

  async function read(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await natives.fetch(base + path, { credentials: "omit" });
    if (!answer.ok || !answer.body) throw new Error(`${path} answered ${answer.status}`);
    const bytes = await readUpTo(answer.body, limit);
    if (bytes.length > LARGE) await new Promise((then) => natives.setTimeout(then));
    return bytes;
  }
  const json = async (path: string): Promise<unknown> => parse(new TextDecoder().decode(await read(path, MAX_HEAD)));

  // --- whom to believe ---

  /** Highest version taken. What was damaged in storage counts as nothing. */
  function seen(): number {
    const n = Number(store.get("version"));
    return n > 0 && n <= MAX_VERSION ? n : 0;
  }

  async function trusted(): Promise<Root> {
    const keys = key.split(/\s+/).filter(Boolean).map((k) => k.replace(/^.*:/, ""));
    if (!keys.length) {
      const asked = (await json("root")) as { keys: { alg: string; key: string }[] };
      return { pin: "", number: 0, keys, heads: asked.keys.filter((k) => k.alg === "ed25519").map((k) => k.key) };
    }
    try {
      const kept = parse(store.get("root")) as Root;
      if (kept.pin === key) return kept;
    } catch {
      // None, or damaged: the embed's keys are the first root.
    }
    return { pin: key, number: 1, keys, heads: keys };
  }

  /** A key has signed this that was not known: is there a root that says it may? */
  async function successor(from: Root): Promise<Root> {
    const { follow } = await spare();
    return follow(from, {
      site, signed, parse,
      get: (number) => json("root/" + number).catch((error: Error) => {
        if (!/404$/.test(error.message)) throw error;
      }) as Promise<Envelope | undefined>,
      take(next, fresh) {
        root = next;
        store.set("root", natives.JSON.stringify(next));
        if (fresh) store.set("version", "");
      },
    });
  }

  async function head(): Promise<Head> {
    const envelope = (await json("head")) as Envelope;
    const check = (by: Root): Promise<string> => signed(PREFIX, envelope.head!, envelope, by.heads);
    root ??= await trusted();
    const text = (await check(root)) || (root.pin && (await check(await successor(root))));
    if (!text) {
      if (!root.pin) root = undefined; // the edge may have others by the next look
      throw new Error("the head is not signed by this site");
    }
    const h = parse(text) as Head;
    if (h.site !== site) throw new Error("the head is another site's");
    const before = seen(), v = h.version;
    if (!Number.isSafeInteger(v) || v < 1 || !(0 < h.issued && h.issued < h.expires)) throw new Error("the head is malformed");
    if (v < before) throw new Error("the head is older than one seen before");
    if (v > MAX_VERSION || (before && v > before + MAX_JUMP)) throw new Error("the head's version jumps too far");
    return h;
  }

  // --- what an earlier page kept ---

  const shelf = (): Promise<Cache> => caches.open("lamplight:" + site);
  /** Hash and locale of what is on the shelf. */
  const label = (): string[] => store.get("kept").split(" ");

  async function kept(hash: string): Promise<Uint8Array<ArrayBuffer>> {
    const found = await (await shelf()).match(base + hash);
    return new Uint8Array(await found!.arrayBuffer());
  }

  async function keep(): Promise<void> {
    const [old] = label();
    if (!last || !good || !store.allowed || old === last.hash) return;
    const all = await shelf();
    await all.put(base + last.hash, new Response(last.bytes));
    store.set("kept", last.hash + " " + last.locale);
    if (old) await all.delete(base + old);
  }

  /** The bundle from what is here already, with a delta where one is needed; undefined to take it whole. */
  async function nearby(entry: Entry): Promise<[Uint8Array<ArrayBuffer>, number] | undefined> {
    const have = last?.hash ?? label()[0]!;
    const delta = entry.deltas?.[have];
    if (have !== entry.hash && !(delta && hashForm.test(delta.hash) && delta.size < entry.size)) return undefined;
    try {
      const old = last?.bytes ?? (await kept(have));
      if (!delta) return [await right(old, entry), 0];
      const [patch, { applyDelta }] = await Promise.all([read("bundle/" + delta.hash, delta.size), spare()]);
      return [await right(applyDelta(old, await right(patch, delta), entry.size), entry), delta.size];
    } catch {
      return undefined;
    }
  }

  /** What can be had without a head that is good: the last bundle that was. */
  async function without(error: unknown): Promise<Found & { hash: string }> {
    const [hash, locale] = label();
    if (last || !hash || !locale) throw error;
    const bytes = await kept(hash).catch(() => {
      throw error;
    });
    return { bytes: await right(bytes, { hash, size: bytes.length }), locale, version: seen(), stale: true, fetched: 0, hash, error: String(error) };
  }

  async function current(locale: string): Promise<typeof last> {
    const h = await head();
    const stale = h.expires < Date.now() || h.issued > Date.now() + DAY;
    const tag = choose(Object.keys(h.bundles).filter((t) => localeForm.test(t)), locale);
    const entry = tag === undefined ? undefined : h.bundles[tag];
    if (!entry || !hashForm.test(entry.hash)) throw new Error("the head names no bundle");
    if (entry.hash === last?.hash || (stale && last)) return undefined;
    if (!(entry.size > 0 && entry.size <= MAX_BUNDLE)) throw new Error("the bundle is too large");
    const [bytes, fetched] = (await nearby(entry)) ?? [await right(await read("bundle/" + entry.hash, entry.size), entry), entry.size];
    return { bytes, locale: tag!, version: h.version, stale, fetched, hash: entry.hash };
  }

  return {
    async fetch(locale) {
      const found = await current(locale).catch(without);
      if (found) [last, good] = [found, false];
      return found;
    },
    taken() {
      if (!last) return;
      good = true;
      store.set("version", String(last.version));
      this.keep();
    },
    keep: () => void keep().catch(() => undefined), // no place for it: the next page fetches it again
  };
}

/** Bytes that are the ones named, or an error. */
async function right(bytes: Uint8Array<ArrayBuffer>, { hash, size }: File): Promise<Uint8Array<ArrayBuffer>> {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join("");
  if (hex !== hash || bytes.length !== size) throw new Error("the bundle is not the one that the head names");
  return bytes;
}

export async function signed(prefix: string, text: string, envelope: Envelope, keys: string[]): Promise<string> {
  const payload = new TextDecoder("utf-8", { ignoreBOM: true }).decode(fromBase64(text));
  const message = new TextEncoder().encode(prefix + payload);
  const known = await Promise.all(keys.map((k) => crypto.subtle.importKey("raw", fromBase64(k), "Ed25519", false, ["verify"])));
  for (const s of envelope.signatures.slice(0, 16)) {
    if (s.alg !== "ed25519") continue;
    const signature = fromBase64(s.signature);
    for (const k of known) if (await crypto.subtle.verify("Ed25519", k, signature, message)) return payload;
  }
  return "";
}

/**
 * Reads a body and cuts it off at the limit, whatever its headers say. Each
 * piece is copied once, when it arrives: nothing is left to do at the end.
 */
export async function readUpTo(body: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader(), out = new Uint8Array(limit);
  let n = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return out.subarray(0, n);
    if (n + value.length > limit) {
      await reader.cancel();
      throw new Error("longer than it said");
    }
    out.set(value, n);
    n += value.length;
  }
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
