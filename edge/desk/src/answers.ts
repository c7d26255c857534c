import { signal } from "@preact/signals";
import { readArticle } from "../../../widget/src/effects/article";
import { type Core, loadCore } from "../../../widget/src/effects/core";
import { createKnowledge } from "../../../widget/src/effects/knowledge";
import type { Store } from "../../../widget/src/effects/store";
import type { Natives } from "../../../widget/src/natives";
import { ABI, BlockKind, type Block, type Command, CommandKind, EventKind, Flags, HEAD_SIZE, TurnKind, Writer, writeHello, writeWords } from "../../../widget/src/wire";
import type { Conversation, Suggestion } from "./protocol";
import { isSealed, questionOf } from "./seal";
import { site } from "./session";

// The three best answers to a sealed question, found here: the edge cannot
// search for what it cannot read. The same engine as in the page searches the
// same bundle, fetched and checked as pages do: signature of the head, hash and
// size of the bundle. The question leaves the desk for nowhere.

const LIMIT = 3;
const LONGEST = 2000; // characters; agents edit it before it goes out
const READY = 200; // steps until the bundle must be loaded

const natives = { fetch: fetch.bind(window), setTimeout: setTimeout.bind(window), JSON } as unknown as Natives;
const found = signal<ReadonlyMap<string, Suggestion[]>>(new Map());
const begun = new Set<string>();
const libraries = new Map<string, Promise<Library>>();

interface Library {
  core: Core;
  bundle: Uint8Array;
}

/** The answers beside a conversation: the edge's, or those found here. */
export function answersOf(c: Conversation): Suggestion[] {
  if (!isSealed(c)) return c.suggestions ?? [];
  const question = questionOf(c);
  if (question !== undefined && !begun.has(c.conversation)) {
    begun.add(c.conversation);
    void search(question, c.locale)
      .then((list) => (found.value = new Map(found.peek()).set(c.conversation, list)))
      .catch(() => begun.delete(c.conversation));
  }
  return found.value.get(c.conversation) ?? [];
}

async function search(question: string, locale: string): Promise<Suggestion[]> {
  let library = libraries.get(locale);
  if (!library) libraries.set(locale, (library = open(locale)));
  library.catch(() => libraries.delete(locale));
  const { core, bundle } = await library;
  const turn = core.handle(event(EventKind.Typing, (w) => writeWords(w, { text: question.slice(0, 4000) })))
    .find((c) => c.command === CommandKind.Turn && c.kind === TurnKind.Live);
  if (turn?.command !== CommandKind.Turn) return [];
  return turn.options.slice(0, LIMIT).map((o, i) => ({
    article: o.id, title: o.title, text: plain(readArticle(bundle, o.id)?.blocks ?? []), score: 1 - i / 10,
  }));
}

/** The site's bundle of a language, in an engine of its own. */
async function open(locale: string): Promise<Library> {
  const values = new Map<string, string>(); // nothing of it is kept on disk
  const store: Store = { get: (k) => values.get(k) ?? "", set: (k, v) => void values.set(k, v), allow() {}, clear: () => values.clear(), allowed: false };
  const { bytes: bundle } = (await createKnowledge({ natives, edge: "", site, key: "", store }).fetch(locale))!;
  const core = await (await loadCore(natives, import.meta.url, __ENGINE__))();
  const hello = { abi: ABI, trace: false, build: "desk", site, locale, seed: 1n, wall: BigInt(Date.now()), holdout: 0, memory: new Uint8Array() };
  core.handle(event(EventKind.Hello, (w) => writeHello(w, hello)));
  core.region(bundle);
  let commands = core.handle(event(EventKind.Bundle, undefined, bundle.length));
  for (let i = 0; !commands.some(isReady) && i < READY; i++) commands = core.handle(event(EventKind.Tick));
  return { core, bundle };
}

const isReady = (c: Command): boolean => c.command === CommandKind.Ready;

function event(kind: EventKind, body?: (w: Writer) => void, n = 0): Uint8Array {
  const bytes = new Uint8Array(HEAD_SIZE + (1 << 14));
  const w = new Writer(bytes);
  w.act(kind, Flags.Trusted, 0, 0, Math.round(performance.now()), 0, 0, n);
  body?.(w);
  return bytes.slice(0, w.length);
}

/** Blocks as text, ready to insert. */
function plain(blocks: Block[]): string {
  let step = 0;
  const lines = blocks.map((b) => {
    const text = b.spans.map((s) => s.text).join("");
    step = b.kind === BlockKind.Step ? step + 1 : 0;
    return b.kind === BlockKind.Step ? `${step}. ${text}` : b.kind === BlockKind.Item ? `- ${text}` : text;
  });
  const text = lines.filter(Boolean).join("\n");
  return text.length > LONGEST ? text.slice(0, LONGEST) + "…" : text;
}
