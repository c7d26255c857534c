import { language, speaker } from "./language";
import en from "./locale/en.json";
import zh from "./locale/zh.json";

// The words of the desk.

const tables = { en, zh };
export type Key = keyof typeof en;
export const say = speaker<Key>(tables);

/** The sentence for a kind that comes from outside; the kind itself when there is none. */
export function sayKind(prefix: string, kind: string): string {
  return (tables[language.value] as Record<string, string>)[`${prefix}.${kind}`] ?? kind;
}
