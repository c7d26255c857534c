import { effect, signal } from "@preact/signals";
import { type Directory, fetchDirectory } from "../../../widget/src/seal/directory";
import {
  Direction, Kind, Op, SALT, type SealModule, epochBytes, epochOf, hex, loadSeal, random, threadOf, toBase64Url,
} from "../../../widget/src/seal/module";
import { fromBase64, toBase64 } from "../../../widget/src/effects/store";
import { keepKey, myKey } from "./keys";
import type { Context, Conversation, Item, Message } from "./protocol";
import { api, session, site } from "./session";

// Sealed conversations, opened with the agent's own key. The edge hands out
// envelopes and wrapped secrets; what is in them is seen only here.
//
//   my key ─▶ share ─▶ secret of this epoch ─▶ secrets of those before
//   secret of an epoch + opening envelope ─▶ thread ─▶ messages

/** How things stand: the site does not seal; no key here yet; a key that nobody has added; all is well; something is wrong. */
export type KeyState = "off" | "none" | "waiting" | "ready" | "failed";
export const keyState = signal<KeyState>("off");
/** Fingerprint of my key, to be compared by whoever adds it. */
export const fingerprint = signal("");
export const trouble = signal("");
/** Changes when more can be opened than before. */
const opened = signal(0);

interface Team {
  site: string;
  epochs: { epoch: number; key: string; next?: string }[];
  agents: { id: string; name: string; key: string; share: string }[];
}

const base = `/v1/${site}/`;
const natives = { fetch: fetch.bind(window), JSON };
let module: SealModule | undefined;
let secrets = new Map<number, Uint8Array>();
const threads = new Map<string, Uint8Array>(); // records by thread
let known = new WeakMap<Message[], Uint8Array | null>(); // newest thread of a list of messages
const texts = new Map<string, string | undefined>(); // opened, by place and envelope
const asked = new Set<number>(); // epochs that were looked for
const places = new Map<string, string>(); // which message an envelope was first seen as

/** Follows the session: whoever signs in gets what their key opens. */
export function startSeal(): void {
  effect(() => {
    if (session.value) void look();
    else close();
  });
}

function close(): void {
  secrets = new Map();
  threads.clear();
  texts.clear();
  known = new WeakMap();
  places.clear();
  keyState.value = "off";
}

const keys = async (): Promise<string[]> =>
  ((await (await fetch(base + "root")).json()) as { keys: { alg: string; key: string }[] }).keys.filter((k) => k.alg === "ed25519").map((k) => k.key);

/** Finds out how things stand, and opens what can be opened. */
export async function look(): Promise<void> {
  try {
    const slot = `lamplight-desk-seal-${site}`;
    const d = await fetchDirectory({ natives, base, site, keys, get: () => localStorage.getItem(slot) ?? "", set: (_, v) => localStorage.setItem(slot, v) });
    if (!d) return void (keyState.value = "off");
    module ??= await loadSeal(natives, import.meta.url, __SEAL__);
    const seed = await myKey(site);
    if (!seed) return void (keyState.value = "none");
    fingerprint.value = spaced(hex(module.call(Op.Fingerprint, module.call(Op.Public, seed))));
    keyState.value = (await unlock(d, seed)) ? "ready" : "waiting";
  } catch (error) {
    trouble.value = String(error);
    keyState.value = "failed";
  }
}

/** Takes every secret that the share leads to; false when there is no share for this key. */
async function unlock(d: Directory, seed: Uint8Array): Promise<boolean> {
  const file = new Uint8Array(await (await api("seal/team")).arrayBuffer());
  if (hex(new Uint8Array(await crypto.subtle.digest("SHA-256", file))) !== d.team) throw new Error("the team file is not the one that the directory names");
  const team = JSON.parse(new TextDecoder().decode(file)) as Team;
  const me = hex(module!.call(Op.Fingerprint, module!.call(Op.Public, seed)));
  const agent = team.agents.find((a) => a.id === me);
  if (!agent) return false;
  const found = new Map<number, Uint8Array>();
  let secret = module!.call(Op.Share, site, epochBytes(d.epoch), seed, fromBase64(agent.share), fromBase64(d.key));
  found.set(d.epoch, secret);
  for (const e of [...team.epochs].reverse()) {
    if (e.epoch >= d.epoch || !e.next) continue;
    secret = module!.call(Op.Previous, site, epochBytes(e.epoch), secret, fromBase64(e.next), fromBase64(e.key));
    found.set(e.epoch, secret);
  }
  secrets = found;
  texts.clear();
  known = new WeakMap();
  opened.value++;
  return true;
}

/** Makes the agent's key, or takes it from a file, and hands in its public half. */
export async function makeKey(seed?: Uint8Array<ArrayBuffer>): Promise<void> {
  const mine = await keepKey(site, seed);
  await api("seal/keys", "POST", { key: toBase64(module!.call(Op.Public, mine)) });
  await look();
}

/** A fingerprint in groups of four, to be read aloud. */
const spaced = (s: string): string => s.replace(/(.{4})(?=.)/g, "$1 ");

// --- opening ---

/** What can be shown in place of a sealed text: the text, or undefined where it does not open. */
function open(place: { conversation: string; id: string; direction: Direction; kind: Kind }, sealed: string): string | undefined {
  if (keyState.value !== "ready" || opened.value < 0) return undefined;
  const slot = [place.conversation, place.id, place.direction, place.kind, sealed].join();
  if (!texts.has(slot)) texts.set(slot, tryOpen(place, sealed));
  return texts.get(slot);
}

function tryOpen(place: { conversation: string; id: string; direction: Direction; kind: Kind }, sealed: string): string | undefined {
  try {
    const envelope = fromBase64(sealed);
    const record = threadFor(envelope);
    if (!record) return undefined;
    return new TextDecoder().decode(module!.call(Op.Open, record, place.kind, place.direction, place.id, envelope));
  } catch {
    return undefined;
  }
}

function threadFor(envelope: Uint8Array): Uint8Array | undefined {
  const front = module!.call(Op.Look, envelope);
  const name = threadOf(front);
  const epoch = epochOf(front), secret = secrets.get(epoch);
  if (!secret && !asked.has(epoch)) { // the team's key has changed since
    asked.add(epoch);
    setTimeout(() => void look());
  }
  if (!threads.has(name) && front[7] === 1 && secret) threads.set(name, module!.call(Op.Team, site, secret, envelope));
  return threads.get(name);
}

/** The messages at hand, and before them the first one, which a long conversation keeps apart. */
const headed = (c: Conversation & { head?: Message | undefined }): Message[] => (c.head ? [c.head, ...c.messages] : c.messages);

/** The newest thread of a conversation that the visitor began. */
function newest(c: Conversation): Uint8Array | undefined {
  const had = known.get(c.messages);
  if (had !== undefined) return had ?? undefined;
  let found: Uint8Array | undefined;
  for (const m of headed(c)) {
    if (m.role !== "visitor" || !m.sealed) continue;
    try {
      found = threadFor(fromBase64(m.sealed)) ?? found;
    } catch {
      // Damaged: another one may do.
    }
  }
  known.set(c.messages, found ?? null);
  return found;
}

export const isSealed = (c: Conversation | Item): boolean => !!c.sealed;

export function questionOf(c: Conversation | Item): string | undefined {
  const sealed = "messages" in c ? headed(c)[0]?.sealed : c.sealed;
  return sealed ? open({ conversation: c.conversation, id: c.conversation, direction: Direction.ToTeam, kind: Kind.Message }, sealed) : c.question;
}

export function textOf(c: Conversation, m: Message): string | undefined {
  if (!m.sealed) return m.text;
  const first = places.get(m.sealed);
  if (first && first !== m.conversation + m.seq) return undefined; // the same envelope, shown a second time
  places.set(m.sealed, m.conversation + m.seq);
  newest(c); // learns the threads that earlier messages have begun
  return open({ conversation: c.conversation, id: m.id, direction: m.role === "agent" ? Direction.ToVisitor : Direction.ToTeam, kind: Kind.Message }, m.sealed);
}

export function contextOf(c: Conversation): Context | undefined {
  if (!c.enclosed) return c.context;
  newest(c);
  const text = open({ conversation: c.conversation, id: c.conversation, direction: Direction.ToTeam, kind: Kind.Context }, c.enclosed);
  return text === undefined ? undefined : (JSON.parse(text) as Context);
}

/** A reply in the thread that the visitor began last; undefined where it cannot be sealed. */
export function sealReply(c: Conversation, id: string, text: string): string | undefined {
  const record = keyState.peek() === "ready" ? newest(c) : undefined;
  if (!record) return undefined;
  return toBase64Url(module!.call(Op.Seal, record, Kind.Message, Direction.ToVisitor, id, text, 0, random(SALT)));
}
