/**
 * Tasks as the product registers them:
 *
 *   lamplight.task("refund", {
 *     title: "Refund an order",
 *     slots: [
 *       {name: "order", label: "Order number", check: (v) => orders.has(v) ? "" : "There is no such order."},
 *       {name: "amount", label: "Amount", kind: "number", min: 1, max: 500},
 *       {name: "reason", label: "Reason", kind: "choice", options: ["Broken", "Wrong size"]},
 *     ],
 *     async run({order, amount, reason}, progress) {
 *       progress("Asking the shop…");
 *       await api.refund(order, amount, reason);
 *       return "Refunded. The money is back in three days.";
 *     },
 *   });
 *
 * Everything a visitor reads may be one string, or one for each language:
 * {en: "Order number", zh: "订单号"}.
 */

import { SlotKind, type Task } from "../../wire";

/** Words of the product: one string, or one for each language. */
export type Said = string | Record<string, string>;

export type Value = string | number | null;

export interface SlotOptions {
  /** Name of the value in what run gets, [a-zA-Z][a-zA-Z0-9_]{0,39}. */
  name: string;
  label: Said;
  /** One sentence under the label. */
  hint?: Said;
  /** "text" when absent. A secret stays in the page: not even the engine is told. */
  kind?: "text" | "number" | "date" | "choice" | "email" | "secret";
  /** Of a choice, at most 24; a value is what run gets, the label when absent. */
  options?: (string | { value?: string; label: Said })[];
  /** Bounds of a number, or of a date as "2026-11-21". */
  min?: number | string;
  max?: number | string;
  optional?: boolean;
  /** Looks at a value that fits its kind. A sentence refuses it. */
  check?(value: Value): Said | undefined | null | false;
}

export interface TaskOptions {
  /** What is done, as a visitor would say it; also on the button. */
  title: Said;
  slots?: SlotOptions[];
  /**
   * Does it, after the visitor's press. What it returns is said. What it
   * throws is not, unless the error has a remedy: then its message and the
   * remedy are shown.
   */
  run(values: Record<string, Value>, progress: (said: Said) => void): unknown;
}

/** A task that is registered. */
export interface Registered extends TaskOptions {
  name: string;
  slots: SlotOptions[];
}

const kinds: Record<string, SlotKind> = {
  text: SlotKind.Text, number: SlotKind.Number, date: SlotKind.Date, choice: SlotKind.Choice, email: SlotKind.Email, secret: SlotKind.Secret,
};

/** Words in a language, cut to what fits on a card. */
export function say(said: Said | undefined | null | false, locale: string): string {
  if (!said) return "";
  const text = typeof said === "string" ? said : (said[locale] ?? said[locale.split("-")[0]!] ?? Object.values(said)[0] ?? "");
  return String(text).slice(0, 400);
}

export const kindOf = (s: SlotOptions): SlotKind => kinds[s.kind ?? "text"]!;

/** The label of an option of a choice. */
export const optionLabel = (o: NonNullable<SlotOptions["options"]>[number], locale: string): string =>
  say(typeof o === "string" ? o : o.label, locale).slice(0, 80);

/** What run gets for a value that the engine has read. */
export function valueOf(s: SlotOptions, text: string, locale: string): Value {
  if (text === "") return null;
  if (s.kind === "number") return Number(text);
  if (s.kind !== "choice") return text;
  const o = s.options!.find((option) => optionLabel(option, locale) === text);
  return typeof o === "object" ? (o.value ?? text) : text;
}

/** What is wrong with a registration, and how to mend it; "" when nothing is. */
export function wrong(name: string, t: TaskOptions): string {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name)) return "its name must be lower-case letters, digits and hyphens";
  if (!t || typeof t.run !== "function") return "it needs run, a function that does it";
  if (!t.title) return "it needs a title, which is what visitors read";
  if (t.slots !== undefined && !(Array.isArray(t.slots) && t.slots.length <= 12)) return "slots must be a list of at most 12";
  for (const s of t.slots ?? []) {
    if (!/^[a-zA-Z]\w{0,39}$/.test(s?.name ?? "")) return `the slot "${s?.name}" needs a name of letters and digits`;
    if (!s.label) return `the slot "${s.name}" needs a label, which is what visitors read`;
    if (!((s.kind ?? "text") in kinds)) return `the slot "${s.name}" has the kind "${s.kind}"; known are ${Object.keys(kinds).join(", ")}`;
    const n = s.options?.length ?? 0;
    if (s.kind === "choice" && (n < 1 || n > 24)) return `the slot "${s.name}" needs 1 to 24 options`;
  }
  return "";
}

const bound = (v: number | string | undefined): string => (v === undefined ? "" : String(v)).slice(0, 20);

/** The task as the engine is told. */
export function toWire(t: Registered, locale: string): Task {
  return {
    name: t.name,
    title: say(t.title, locale),
    slots: t.slots.map((s) => ({
      name: s.name, kind: kindOf(s), options: (s.options ?? []).map((o) => optionLabel(o, locale)),
      least: bound(s.min), most: bound(s.max), optional: !!s.optional,
    })),
  };
}
