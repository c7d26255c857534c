/**
 * What the chat shows. Components only read it; desk.ts changes it, and draws
 * everything again once per frame. At this size that is simpler than signals,
 * and 3 KB lighter.
 */

import type { Talk } from "../../effects/conversation";
import { type Words, wordsFor } from "../../locale/index";
import type { Context, Option, Turn } from "../../wire";
import type { Tour } from "./guide";
import type { PersonParts } from "./person";
import type { TaskParts, TaskRun } from "./task";

export type Entry =
  | { kind: "asked"; text: string }
  | { kind: "turn"; turn: Turn; rated?: boolean }
  | { kind: "consent"; context: Context; done?: "sent" | "cancelled" }
  | { kind: "leave"; question: string; done?: "sent" | "cancelled" }
  | { kind: "task"; run: TaskRun }
  | { kind: "note"; text: keyof Words };

export interface State {
  locale: string;
  words: Words;
  open: boolean;
  dir: "ltr" | "rtl";
  /** The conversation with the assistant, oldest first. */
  entries: Entry[];
  suggestions: Option[];
  /** What fits the words typed so far; undefined when nothing is typed. */
  live: Turn | undefined;
  draft: string;
  /** The conversation with a person, and what draws it once it has come. */
  talk: Talk;
  person: PersonParts | undefined;
  /** What draws tasks, once the product has registered any. */
  tasks: TaskParts | undefined;
  /** A secret is asked for: nothing can be typed elsewhere. */
  secret: boolean;
  /** The steps that are being shown in the page. */
  tour: Tour | undefined;
  /** The conversation began with a note: it is one with a person only after an answer. */
  noted: boolean;
  degraded: string;
  offline: boolean;
}

export function createState(locale: string): State {
  return {
    locale, words: wordsFor(locale), open: false, dir: "ltr", entries: [], suggestions: [], live: undefined, draft: "",
    talk: { kept: undefined, pending: [], link: "none", typing: "", durable: true, gone: false }, person: undefined, tasks: undefined, secret: false, tour: undefined, noted: false,
    degraded: "", offline: !navigator.onLine,
  };
}

/** A person is or will be at the other end. */
export function withPerson(state: State): boolean {
  const { kept, pending } = state.talk;
  if (state.noted && !kept?.messages.some((m) => m.role === "agent")) return pending.some((p) => !!p.refused);
  return !!kept || pending.length > 0;
}
