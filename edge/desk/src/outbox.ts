import { signal } from "@preact/signals";
import type { Attachment } from "./protocol";
import { site } from "./session";

// What the agent has written and the edge has not yet acknowledged. It stays
// in local storage until the ack, so a reload or a crash loses nothing; the
// same id sent twice is one message.

export interface Draft {
  id: string;
  conversation: string;
  text: string;
  articles: string[];
  /** Files that the edge has already. */
  attachments?: Attachment[];
  /** The envelope, where the conversation is sealed. The same draft keeps the same one. */
  sealed?: string;
  at: number;
  /** Why the edge refused it; the agent decides what to do. */
  refused?: string;
}

const key = `lamplight-desk-outbox-${site}`;
export const drafts = signal<Draft[]>(read());

function read(): Draft[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]") as Draft[];
  } catch {
    return [];
  }
}

function write(list: Draft[]): void {
  drafts.value = list;
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // Storage full or blocked: the message still waits in this tab.
  }
}

export const put = (d: Draft): void => write([...drafts.value.filter((o) => o.id !== d.id), d]);
export const drop = (id: string): void => write(drafts.value.filter((d) => d.id !== id));
export const refuse = (id: string, why: string): void =>
  write(drafts.value.map((d) => (d.id === id ? { ...d, refused: why } : d)));
export const frameOf = (d: Draft): object => ({
  t: "send", id: d.id, conversation: d.conversation,
  ...(d.sealed ? { sealed: d.sealed } : { text: d.text, ...(d.articles.length > 0 && { articles: d.articles }), ...(d.attachments?.length && { attachments: d.attachments.map((a) => a.id) }) }),
});
