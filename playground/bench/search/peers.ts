/**
 * The peers, each with prefixes and spelling tolerance as its manual says, and
 * the heading counting twice where it can be weighed.
 */

import MiniSearch from "minisearch";
import { Charset, Document } from "flexsearch";
import { create, insertMultiple, load, save, search } from "@orama/orama";
import { createTokenizer } from "@orama/tokenizers/mandarin";
import lunr from "lunr";
import type { Find } from "./search";

export interface Passage {
  section: number;
  title: string;
  text: string;
}

export interface Peer {
  /** The index as a site would ship it. */
  pack(passages: Passage[], chinese: boolean): Promise<Uint8Array>;
  open(bytes: Uint8Array, chinese: boolean): Promise<Find>;
}

const FIRST = 5;
const fields = ["title", "text"];

const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
/** Words as the browser divides Chinese. */
function words(text: string): string[] {
  const out: string[] = [];
  for (const s of segmenter.segment(text)) if (s.isWordLike) out.push(s.segment.toLowerCase());
  return out;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const miniOptions = (chinese: boolean) => ({
  fields,
  ...(chinese ? { tokenize: words } : {}),
  searchOptions: { prefix: true, fuzzy: 0.2, boost: { title: 2 }, ...(chinese ? { tokenize: words } : {}) },
});

export const minisearch: Peer = {
  async pack(passages, chinese) {
    const m = new MiniSearch(miniOptions(chinese));
    m.addAll(passages.map((p, id) => ({ id, ...p })));
    return bytes(JSON.stringify(m));
  },
  async open(b, chinese) {
    const m = MiniSearch.loadJSON(text(b), miniOptions(chinese));
    return (q) => m.search(q).slice(0, FIRST).map((r) => r.id as number);
  },
};

const flex = (chinese: boolean) =>
  new Document({
    encoder: chinese ? Charset.CJK : Charset.LatinBalance,
    tokenize: "forward",
    document: { id: "id", index: fields },
  });

export const flexsearch: Peer = {
  async pack(passages, chinese) {
    const d = flex(chinese);
    passages.forEach((p, id) => d.add({ id, title: p.title, text: p.text }));
    const parts: [string, string][] = [];
    await d.export((key: string, data: string) => void parts.push([key, data]));
    return bytes(JSON.stringify(parts));
  },
  async open(b, chinese) {
    const d = flex(chinese);
    for (const [key, data] of JSON.parse(text(b)) as [string, string][]) await d.import(key, data);
    return (q) => {
      const merged: number[] = [];
      for (const field of d.search(q, { limit: FIRST, suggest: true })) {
        for (const id of field.result) if (!merged.includes(id as number)) merged.push(id as number);
      }
      return merged.slice(0, FIRST);
    };
  },
};

const oramaBase = (chinese: boolean) =>
  create({
    schema: { title: "string", text: "string" } as const,
    ...(chinese ? { components: { tokenizer: createTokenizer() } } : {}),
  });

export const orama: Peer = {
  async pack(passages, chinese) {
    const db = oramaBase(chinese);
    await insertMultiple(db, passages.map((p, id) => ({ id: String(id), title: p.title, text: p.text })), 1000);
    const raw = save(db) as { docs: { docs: Record<string, unknown> } };
    for (const id of Object.keys(raw.docs.docs)) raw.docs.docs[id] = { id: (raw.docs.docs[id] as { id: string }).id };
    return bytes(JSON.stringify(raw));
  },
  async open(b, chinese) {
    const db = oramaBase(chinese);
    load(db, JSON.parse(text(b)));
    return async (q) => {
      const found = await search(db, { term: q, limit: FIRST, tolerance: 1, boost: { title: 2 } });
      return found.hits.map((h) => Number(h.id));
    };
  },
};

const lunrWords = (value: unknown): lunr.Token[] =>
  words(String(value ?? "")).map((w, i) => new lunr.Token(w, { position: [0, w.length], index: i }));

export const lunrPeer: Peer = {
  async pack(passages, chinese) {
    const built = lunr(function () {
      this.ref("id");
      this.field("title", { boost: 2 });
      this.field("text");
      if (chinese) {
        this.tokenizer = lunrWords as never;
        this.pipeline.reset();
        this.searchPipeline.reset();
      }
      passages.forEach((p, id) => this.add({ id, title: p.title, text: p.text }));
    });
    return bytes(JSON.stringify(built));
  },
  async open(b, chinese) {
    const x = lunr.Index.load(JSON.parse(text(b)));
    const split = chinese ? lunrWords : lunr.tokenizer;
    return (q) =>
      x
        .query((query) => {
          for (const token of split(q)) {
            const term = String(token);
            query.term(term, { boost: 10 });
            query.term(term, { boost: 5, usePipeline: false, wildcard: lunr.Query.wildcard.TRAILING });
            if (term.length > 3) query.term(term, { boost: 1, usePipeline: false, editDistance: 1 });
          }
        })
        .slice(0, FIRST)
        .map((r) => Number(r.ref));
  },
};
