/** The words around tasks. They come with their chunk. */

import en from "./en.json";
import zh from "./zh.json";

export type TaskWords = typeof en;

const languages: Record<string, TaskWords> = { en, zh };

/** The words for a BCP 47 tag; English where there are none. */
export const taskWords = (tag: string): TaskWords => languages[tag.toLowerCase().split("-")[0]!] ?? en;
