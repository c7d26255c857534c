/** What the chat shows, as signals. Components only read it; desk.ts changes it. */

import { computed, signal } from "@preact/signals";
import type { Talk } from "../../effects/conversation";
import { type Words, wordsFor } from "../../locale/index";
import type { Context, Option, Turn } from "../../wire";

export type Entry =
  | { kind: "asked"; text: string }
  | { kind: "turn"; turn: Turn; rated?: boolean }
  | { kind: "consent"; context: Context; done?: "sent" | "cancelled" }
  | { kind: "articles"; options: Option[] }
  | { kind: "note"; text: keyof Words };

export function createState(locale: string) {
  const tag = signal(locale);
  const talk = signal<Talk>({ kept: undefined, pending: [], link: "none", typing: "", durable: true, gone: false });
  return {
    locale: tag,
    words: computed(() => wordsFor(tag.value)),
    open: signal(false),
    dark: signal(false),
    dir: signal<"ltr" | "rtl">("ltr"),
    /** The conversation with the assistant, oldest first. */
    entries: signal<Entry[]>([]),
    suggestions: signal<Option[]>([]),
    /** What fits the words typed so far; undefined when nothing is typed. */
    live: signal<Turn | undefined>(undefined),
    draft: signal(""),
    /** The conversation with a person. */
    talk,
    /** A person is or will be at the other end. */
    withPerson: computed(() => !!talk.value.kept || talk.value.pending.length > 0),
    degraded: signal(""),
    offline: signal(!navigator.onLine),
  };
}

export type State = ReturnType<typeof createState>;
