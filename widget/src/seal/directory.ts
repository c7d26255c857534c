/**
 * Whose key to seal to: the site's signed directory, checked before it is
 * used. edge/seal/directory writes and explains it.
 *
 * What was seen once is remembered. After that an older version, another key
 * for the same epoch, or no directory at all where there was one is refused:
 * whoever runs the edge cannot talk a page back into plain text. Nobody
 * seals to one that has expired, for a newer one may be withheld; desks go on
 * reading with it.
 */

import { type Envelope, readUpTo, signed } from "../effects/knowledge";
import { fromBase64 } from "../effects/store";
import type { Natives } from "../natives";

export interface Directory {
  site: string;
  version: number;
  issued: number;
  expires: number;
  mode: "on" | "off";
  suite: string;
  epoch: number;
  /** Public keys in base64: the team's of this epoch, and the offline one. */
  key: string;
  recovery: string;
  /** SHA-256 of the file for the desks. */
  team: string;
  /** The keys of blind tokens from an epoch on: of each, 16 bytes of its SHA-256. */
  tokens?: { epoch: number; keys: string };
}

const PREFIX = "lamplight-seal-v1\n";
const SUITE = "xwing-hkdf-sha256-chacha20poly1305";
const MAX = 16 << 10; // bytes
const MAX_VERSION = 2 ** 48;
const MAX_JUMP = 1_000_000;
const KEY = 1216; // bytes

/** What is remembered of the last directory taken. */
interface Seen {
  version: number;
  epoch: number;
  key: string;
}

export interface DirectoryPort {
  natives: Pick<Natives, "fetch" | "JSON">;
  /** …/v1/SITE/ */
  base: string;
  site: string;
  /** Keys that may have signed it, base64url. */
  keys(): Promise<string[]>;
  get(key: string): string;
  set(key: string, value: string): void;
}

/** Could not be fetched: a later try may work. Everything else is a refusal. */
export class Unreachable extends Error {}

/** The directory, or undefined where the site has none. Throws when it is not to be trusted. */
export async function fetchDirectory(port: DirectoryPort): Promise<Directory | undefined> {
  const { parse, stringify } = port.natives.JSON;
  const seen = parse(port.get("seal") || "null") as Seen | null;
  const answer = await port.natives.fetch(port.base + "seal", { credentials: "omit", cache: "no-cache" }).catch((e) => {
    throw new Unreachable(String(e));
  });
  if (answer.status === 404) {
    if (seen) throw new Error("the key directory is gone");
    return undefined;
  }
  if (!answer.ok || !answer.body) throw new Unreachable(`seal answered ${answer.status}`);
  const envelope = parse(new TextDecoder().decode(await readUpTo(answer.body, MAX))) as Envelope & { directory: string };
  const text = await signed(PREFIX, envelope.directory, envelope, await port.keys());
  if (!text) throw new Error("the key directory is not signed by this site");
  const d = parse(text) as Directory;
  check(d, port.site, seen);
  port.set("seal", stringify({ version: d.version, epoch: d.epoch, key: d.key } satisfies Seen));
  return d;
}

function check(d: Directory, site: string, seen: Seen | null): void {
  if (d.site !== site) throw new Error("the key directory is another site's");
  if (d.suite !== SUITE) throw new Error("the key directory names another suite");
  if (!Number.isSafeInteger(d.version) || d.version < 1 || d.version > MAX_VERSION) throw new Error("the key directory is malformed");
  if (!Number.isSafeInteger(d.epoch) || d.epoch < 1 || d.epoch > 0xffffffff || (d.mode !== "on" && d.mode !== "off")) throw new Error("the key directory is malformed");
  if (!(0 < d.issued && d.issued < d.expires)) throw new Error("the key directory is malformed");
  if (fromBase64(d.key).length !== KEY || fromBase64(d.recovery).length !== KEY) throw new Error("the key directory is malformed");
  if (!seen) return;
  if (d.version < seen.version || d.epoch < seen.epoch) throw new Error("the key directory is older than one seen before");
  if (d.version > seen.version + MAX_JUMP) throw new Error("the key directory's version jumps too far");
  if (d.epoch === seen.epoch && d.key !== seen.key) throw new Error("the key directory has another key for the same epoch");
}
