/**
 * Asks the site's language model through the edge, and reads the events that
 * come back (edge/PROTOCOL.md, Answers in words).
 *
 * What arrives is checked as if the edge were a stranger: lengths, types, and
 * that a stream ends with one of its three ends. Whatever goes wrong is one
 * `failed` event, never an exception.
 */

import type { Guard } from "../guard";
import type { Natives } from "../natives";

export interface Citation {
  article: string;
  title: string;
}
export type Heard =
  | { type: "sentence"; text: string; citations: Citation[] }
  | { type: "done" }
  /** There is no answer in the articles; take the sentences back. text says so, in the visitor's language, or is "". */
  | { type: "refused" | "failed"; text: string };

export interface Ask {
  question: string;
  locale: string;
  /** Ids of articles, best first. */
  articles: string[];
}

interface Port {
  guard: Guard;
  natives: Natives;
  options: { edge: string; site: string };
}

const IDLE = 20_000; // ms without a byte; the edge gives the model less
const MAX_STREAM = 256 << 10; // bytes
const MAX_TEXT = 1000; // characters of a sentence; the edge sends 700 bytes
const MAX_ARTICLES = 16;
const MAX_QUESTION = 600; // characters; the edge uses no more

/** Asks, and tells what it hears, ending with exactly one of done, refused and failed. The result stops it. */
export function askModel(port: Port, ask: Ask, tell: (heard: Heard) => void): () => void {
  const control = new AbortController();
  let over = false, alive: (() => void) | undefined;
  const end = (heard: Heard): void => {
    if (over) return;
    over = true;
    alive?.();
    control.abort();
    tell(heard);
  };
  const wait = (): void => {
    alive?.();
    alive = port.guard.after(IDLE, () => end({ type: "failed", text: "" }));
  };
  const stop = (): void => {
    over = true;
    alive?.();
    control.abort();
  };
  wait();
  void talk(port, ask, control.signal, wait, (heard) => {
    if (over) return;
    if (heard.type === "sentence") tell(heard);
    else end(heard);
  }).then(() => end({ type: "failed", text: "" }), () => end({ type: "failed", text: "" }));
  port.guard.undo(stop);
  return stop;
}

async function talk(port: Port, ask: Ask, signal: AbortSignal, alive: () => void, hear: (heard: Heard) => void): Promise<void> {
  const { JSON } = port.natives;
  const answer = await port.natives.fetch(`${port.options.edge}/v1/${port.options.site}/answer`, {
    method: "POST", credentials: "omit", signal, headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ question: ask.question.slice(0, MAX_QUESTION), locale: ask.locale, articles: ask.articles.slice(0, MAX_ARTICLES) }),
  });
  if (!answer.body) return;
  const decoder = new TextDecoder();
  const reader = answer.body.getReader();
  let text = "", size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    alive();
    if ((size += value.length) > MAX_STREAM) return;
    text += decoder.decode(value, { stream: true });
    if (!answer.ok) continue;
    const events = text.split("\n\n");
    text = events.pop()!;
    for (const event of events) {
      const data = event.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
      const heard = data && read(JSON.parse(data));
      if (heard) hear(heard);
    }
  }
  if (!answer.ok) hear({ type: "failed", text: sentence((JSON.parse(text) as { detail?: unknown }).detail) });
}

/** One event as it should be, undefined for one that this page does not know. Throws on a broken one. */
function read(event: unknown): Heard | undefined {
  const { type, text, citations } = (event ?? {}) as Record<string, unknown>;
  if (type === "done") return { type };
  if (type === "refused" || type === "failed") return { type, text: sentence(text) };
  if (type !== "sentence") return undefined;
  const list = (Array.isArray(citations) ? citations : []).slice(0, 5).map((c: Record<string, unknown>): Citation => ({ article: sentence(c.article), title: sentence(c.title) }));
  if (!sentence(text) || !list.some((c) => c.article)) throw new Error("a sentence without its article");
  return { type, text: sentence(text), citations: list.filter((c) => c.article) };
}

const sentence = (v: unknown): string => (typeof v === "string" && v.length <= MAX_TEXT ? v : "");
