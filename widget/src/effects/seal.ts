/**
 * Sealing in a visitor's page: what goes to a person is sealed before it
 * leaves, and what a person answers is opened here.
 *
 *   words ─▶ directory (signed) ─▶ thread ─▶ envelope ─▶ outbox ─▶ edge
 *
 * The plain words stay in the page's outbox until the edge has the envelope,
 * so that they can be sealed again when the team's key has changed meanwhile.
 */

import type { Options } from "../options";
import { type Directory, Unreachable, fetchDirectory } from "../seal/directory";
import {
  BEGIN_RANDOM, Direction, Kind, Op, SALT, type SealModule, epochBytes, epochOfRecord, loadSeal, random, threadOf, threadOfRecord, toBase64Url,
} from "../seal/module";
import type { Natives } from "../natives";
import { type Store, fromBase64, toBase64 } from "./store";
import { type Token, takeToken } from "./token";

const FRESH = 5 * 60_000; // ms that a directory is used without asking again

/** Nothing is sealed to a directory that has expired; desks still read with it. */
function unexpired(d: Directory | undefined): Directory | undefined {
  if (d && d.expires < Date.now()) throw new Error("the key directory has expired");
  return d;
}

/** A key that this page shares with the team. */
export interface Thread {
  /** The module's record of it, base64. It holds the key. */
  record: string;
  /** An envelope that opens it has arrived at the edge. */
  arrived: boolean;
}

export interface SealedBody {
  body: Record<string, unknown>;
  thread: Thread;
}

export interface Sealer {
  /** Whether the site wants what goes to a person sealed. Throws Unreachable, or a refusal. */
  wanted(): Promise<boolean>;
  /** The body of an escalation with question and context sealed. */
  escalation(plain: Record<string, unknown>): Promise<SealedBody>;
  /** One message, in the newest thread or a new one. */
  message(threads: Thread[], conversation: string, id: string, text: string): Promise<{ sealed: string; thread: Thread }>;
  /** The text of a stored message, undefined when it does not open. */
  open(threads: Thread[], id: string, mine: boolean, sealed: string): Promise<string | undefined>;
  /** A blind token, for a site that asks for one. */
  token(): Promise<Token>;
  /** The edge knows a newer directory. */
  forget(): void;
}

export { Unreachable };

export function createSealer(natives: Natives, options: Options, store: Store): Sealer {
  const base = `${options.edge}/v1/${options.site}/`;
  let known: { at: number; directory: Promise<Directory | undefined> } | undefined;
  let loading: Promise<SealModule> | undefined;

  function module(): Promise<SealModule> {
    loading ??= loadSeal(natives, import.meta.url, __SEAL__);
    loading.catch(() => (loading = undefined));
    return loading.catch((e) => {
      throw new Unreachable(String(e));
    });
  }

  /** Keys that sign for the site: a later root's where one was followed, the embed's, the edge's. */
  async function keys(): Promise<string[]> {
    try {
      const root = natives.JSON.parse(store.get("root")) as { pin: string; heads: string[] };
      if (options.key && root.pin === options.key) return root.heads;
    } catch {
      // No later root was followed.
    }
    const pinned = options.key.split(/\s+/).filter(Boolean).map((k) => k.replace(/^.*:/, ""));
    if (pinned.length) return pinned;
    const answer = await natives.fetch(base + "root", { credentials: "omit" }).catch((e) => {
      throw new Unreachable(String(e));
    });
    const { keys } = (await answer.json()) as { keys: { alg: string; key: string }[] };
    return keys.filter((k) => k.alg === "ed25519").map((k) => k.key);
  }

  function directory(): Promise<Directory | undefined> {
    if (!known || Date.now() - known.at > FRESH) {
      const fetched = fetchDirectory({ natives, base, site: options.site, keys, get: store.get, set: store.set }).then(unexpired);
      known = { at: Date.now(), directory: fetched };
      fetched.catch(() => (known = undefined));
    }
    return known.directory;
  }

  async function begin(conversation: string): Promise<Thread> {
    const [m, d] = await Promise.all([module(), directory()]);
    const record = m.call(Op.Begin, options.site, conversation, epochBytes(d!.epoch), fromBase64(d!.key), fromBase64(d!.recovery), random(BEGIN_RANDOM));
    return { record: toBase64(record), arrived: false };
  }

  async function seal(t: Thread, kind: Kind, id: string, text: string, opens: boolean): Promise<string> {
    const m = await module();
    return toBase64Url(m.call(Op.Seal, fromBase64(t.record), kind, Direction.ToTeam, id, text, opens ? 1 : 0, random(SALT)));
  }

  return {
    wanted: async () => (await directory())?.mode === "on",
    token: () => takeToken({ natives, base, store, module, directory }).catch((error) => {
      known = undefined; // perhaps a newer directory names this key
      throw error;
    }),
    forget: () => (known = undefined),
    async escalation({ question, context, ...rest }) {
      const id = String(rest.id);
      const thread = await begin(id);
      const sealed: Record<string, string> = { question: await seal(thread, Kind.Message, id, String(question), true) };
      if (context) sealed.context = await seal(thread, Kind.Context, id, natives.JSON.stringify(context), false);
      return { body: { ...rest, sealed }, thread };
    },
    async message(threads, conversation, id, text) {
      const d = await directory();
      const last = threads[threads.length - 1];
      const thread = last && epochOfRecord(fromBase64(last.record)) === d!.epoch ? last : await begin(conversation);
      return { sealed: await seal(thread, Kind.Message, id, text, !thread.arrived), thread };
    },
    async open(threads, id, mine, sealed) {
      try {
        const m = await module();
        const envelope = fromBase64(sealed);
        const name = threadOf(m.call(Op.Look, envelope));
        const record = threads.map((t) => fromBase64(t.record)).find((r) => threadOfRecord(r) === name);
        if (!record) return undefined;
        return new TextDecoder().decode(m.call(Op.Open, record, Kind.Message, mine ? Direction.ToTeam : Direction.ToVisitor, id, envelope));
      } catch (error) {
        if (error instanceof Unreachable) throw error;
        return undefined;
      }
    },
  };
}
