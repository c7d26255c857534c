/** The words of the conversation with a person. They come with its chunk. */

import en from "./en.json";
import zh from "./zh.json";

export type PersonWords = typeof en;

const languages: Record<string, PersonWords> = { en, zh };

/** The words for a BCP 47 tag; English where there are none. */
export const personWords = (tag: string): PersonWords => languages[tag.toLowerCase().split("-")[0]!] ?? en;
