import { signal, type Signal } from "@preact/signals";

// What is being written, for each conversation, so that looking at another
// one loses nothing.

const texts = new Map<string, Signal<string>>();
const sources = new Map<string, Set<string>>();

/** An answer that should go into the reply box. */
export const insertion = signal<{ conversation: string; article: string; text: string } | null>(null);

export function draftOf(conversation: string): Signal<string> {
  let draft = texts.get(conversation);
  if (!draft) texts.set(conversation, (draft = signal("")));
  return draft;
}

/** Ids of the articles that the reply was made from. */
export function articlesOf(conversation: string): Set<string> {
  let set = sources.get(conversation);
  if (!set) sources.set(conversation, (set = new Set()));
  return set;
}

export function forgetDraft(conversation: string): void {
  draftOf(conversation).value = "";
  sources.delete(conversation);
}
