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
