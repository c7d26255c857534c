import { computed, signal } from "@preact/signals";

// The language of the desk and the console, and how sentences are found and
// filled in. Every sentence that a person reads is in a locale/*.json.

export type Language = "en" | "zh";

const key = "lamplight-desk-language";
const remembered = localStorage.getItem(key);
export const language = signal<Language>(
  remembered === "zh" || (!remembered && navigator.language.startsWith("zh")) ? "zh" : "en",
);

export function switchLanguage(): void {
  language.value = language.value === "en" ? "zh" : "en";
  localStorage.setItem(key, language.value);
}

/** Says sentences of a page's tables, with {names} filled in. */
export function speaker<Key extends string>(tables: Record<Language, Record<Key, string>>) {
  const table = computed(() => tables[language.value]);
  return (k: Key, values: Record<string, string | number> = {}): string =>
    table.value[k].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

// Making a formatter takes longer than using it a hundred times.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language.value + kind;
  let f = formatters.get(key);
  if (!f) formatters.set(key, (f = new Intl.DateTimeFormat(language.value, options)));
  return f;
}

/** Clock time, or the date when it was another day. */
export function when(at: number): string {
  const date = new Date(at);
  if (new Date().toDateString() === date.toDateString()) return formatter("time", { timeStyle: "short" }).format(date);
  return formatter("day", { dateStyle: "medium", timeStyle: "short" }).format(date);
}

/** Clock time with seconds, for the steps of one visit. */
export function clock(at: number): string {
  return formatter("clock", { timeStyle: "medium", hourCycle: "h23" }).format(new Date(at));
}

/** "3 min", with the word for less than one. */
export function since(at: number, now: number, moment: string): string {
  const minutes = Math.max(0, Math.floor((now - at) / 60_000));
  if (minutes < 1) return moment;
  const [n, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 1440 ? [Math.floor(minutes / 60), "hour"] : [Math.floor(minutes / 1440), "day"];
  return new Intl.NumberFormat(language.value, { style: "unit", unit: unit as string, unitDisplay: "short" }).format(n as number);
}
