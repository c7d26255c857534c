/**
 * Roots: which keys count. A page starts from the keys in its embed, which are
 * root 1, and follows signed successors: number n+1 is taken when a key of n
 * and one of its own have signed it. edge/publish/FORMAT.md has the format.
 */

import type { Envelope, Signed } from "./knowledge";

/** What a page trusts. Keys are base64url of raw Ed25519 keys. */
export interface Root {
  /** The embed's keys that this chain began with; another embed begins anew. */
  pin: string;
  number: number;
  /** May sign the next root. */
  keys: string[];
  /** May sign heads. */
  heads: string[];
}

const MAX_STEPS = 64; // roots that one look follows
const MAX_KEYS = 16;
const PREFIX = "lamplight-root-v1\n";

interface Port {
  site: string;
  /** The envelope of a root by its number, undefined when there is none yet. */
  get(number: number): Promise<Envelope | undefined>;
  signed: Signed;
  parse(text: string): unknown;
  /** Each root that was taken; fresh says that other keys sign heads now. */
  take(root: Root, fresh: boolean): void;
}

/** Follows the chain to its end. Throws at the first root that must not be taken. */
export async function follow(root: Root, port: Port): Promise<Root> {
  for (let step = 0; step < MAX_STEPS; step++) {
    const envelope = await port.get(root.number + 1);
    if (!envelope) break;
    root = await next(root, envelope, port);
  }
  return root;
}

interface File {
  site: string;
  root: number;
  keys: { alg: string; key: string }[];
  heads: { alg: string; key: string }[];
}

async function next(root: Root, envelope: Envelope, port: Port): Promise<Root> {
  const payload = await port.signed(PREFIX, envelope.root ?? "", envelope, root.keys);
  if (!payload) throw new Error("the next root is not signed by a key of the last one");
  const file = port.parse(payload) as File;
  const keys = texts(file.keys), heads = texts(file.heads);
  if (!(await port.signed(PREFIX, envelope.root ?? "", envelope, keys))) throw new Error("the next root is not signed by a key of its own");
  if (file.site !== port.site) throw new Error("the next root is another site's");
  if (file.root !== root.number + 1) throw new Error("the next root has the wrong number");
  if (heads.length === 0) throw new Error("the next root names no key for heads");
  const fresh = heads.join() !== root.heads.join();
  const taken = { pin: root.pin, number: file.root, keys, heads };
  port.take(taken, fresh);
  return taken;
}

function texts(list: File["keys"]): string[] {
  return list.slice(0, MAX_KEYS).filter((k) => k.alg === "ed25519").map((k) => k.key);
}
