/** The words of answers by a language model. They come with its chunk. */

import en from "./en.json";
import zh from "./zh.json";

export type AnswerWords = typeof en;

const languages: Record<string, AnswerWords> = { en, zh };

/** The words for a BCP 47 tag; English where there are none. */
export const answerWords = (tag: string): AnswerWords => languages[tag.toLowerCase().split("-")[0]!] ?? en;
