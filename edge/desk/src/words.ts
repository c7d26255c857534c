import { computed, signal } from "@preact/signals";
import en from "./locale/en.json";
import zh from "./locale/zh.json";

// The words of the desk. Every sentence a person reads is in locale/*.json.

export type Key = keyof typeof en;
const tables = { en, zh } as const;
export type Language = keyof typeof tables;

const remembered = localStorage.getItem("lamplight-desk-language");
export const language = signal<Language>(
  remembered === "zh" || (!remembered && navigator.language.startsWith("zh")) ? "zh" : "en",
);
const table = computed<Record<Key, string>>(() => tables[language.value]);

export function switchLanguage(): void {
  language.value = language.value === "en" ? "zh" : "en";
  localStorage.setItem("lamplight-desk-language", language.value);
}

/** The sentence for a key, with {names} filled in. */
export function say(key: Key, values: Record<string, string | number> = {}): string {
  return table.value[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The sentence for a kind that comes from outside; the kind itself when there is none. */
export function sayKind(prefix: string, kind: string): string {
  return (table.value as Record<string, string>)[`${prefix}.${kind}`] ?? kind;
}

/** Clock time, or the date when it was another day. */
export function when(at: number): string {
  const date = new Date(at);
  const today = new Date().toDateString() === date.toDateString();
  return new Intl.DateTimeFormat(language.value, today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" }).format(date);
}

/** Clock time with seconds, for the steps of one visit. */
export function clock(at: number): string {
  return new Intl.DateTimeFormat(language.value, { timeStyle: "medium", hourCycle: "h23" }).format(new Date(at));
}

/** "3 min" since a moment. */
export function since(at: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - at) / 60_000));
  if (minutes < 1) return say("time.now");
  const [n, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 1440 ? [Math.floor(minutes / 60), "hour"] : [Math.floor(minutes / 1440), "day"];
  return new Intl.NumberFormat(language.value, { style: "unit", unit: unit as string, unitDisplay: "short" }).format(n as number);
}
