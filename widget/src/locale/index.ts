/**
 * The visible words. Every language has every key: the types are those of the
 * English file, so a missing one does not compile.
 */

import en from "./en.json";
import zh from "./zh.json";

export type Words = typeof en;
export type Key = keyof Words;

const languages: Record<string, Words> = { en, zh };

/** The words for a BCP 47 tag; English where there are none. */
export function wordsFor(tag: string): Words {
  return languages[languageOf(tag)] ?? en;
}

export function languageOf(tag: string): string {
  const language = tag.toLowerCase().split("-")[0]!;
  return language in languages ? language : "en";
}

/** Puts values into "{name}" places. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}

/** A sentence about a named element; one without a name is "this". */
export function about(words: Words, sentence: string, name: string): string {
  const text = name ? fill(sentence, { name }) : fill(sentence.replace(/["「]\{name\}["」]/, "{name}"), { name: words.this });
  return text.charAt(0).toUpperCase() + text.slice(1);
}
