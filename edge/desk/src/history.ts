import type { Conversation, Message } from "./protocol";

// A conversation may hold tens of thousands of messages. The desk keeps a
// window of them without a gap, at most windowSize long, that moves as one
// scrolls; what it lets go it can fetch again.

/** A conversation with the window of it that the desk holds. */
export interface Thread extends Conversation {
  /** The highest seq that we know of, whether or not the window reaches it. */
  top: number;
  /** The first message of a sealed conversation, where the window does not reach it: it opens the others. */
  head?: Message | undefined;
}

export const windowSize = 600;

/** A seq beyond every message: asks for the last page. */
export const beyond = 2 ** 49;

export const first = (c: Thread): number => c.messages[0]?.seq ?? 1;
export const last = (c: Thread): number => c.messages.at(-1)?.seq ?? 0;

/** Whether messages come before and after the window. */
export const hasOlder = (c: Thread): boolean => first(c) > 1;
export const hasNewer = (c: Thread): boolean => last(c) < c.top;

/** The whole list of a conversation as one page, which the window becomes. */
export const opened = (c: Conversation): Thread => ({ ...c, messages: c.messages ?? [], top: Math.max(c.seq, c.messages?.at(-1)?.seq ?? 0) });

/** Takes a page that lies before the window, and lets go at its end. */
export function older(c: Thread, page: Message[]): Thread {
  const fresh = page.filter((m) => m.seq < first(c));
  return { ...c, messages: [...fresh, ...c.messages].slice(0, windowSize) };
}

/** Takes a page that follows the window, and lets go at its beginning. */
export function newer(c: Thread, page: Message[]): Thread {
  const fresh = page.filter((m) => m.seq > last(c));
  const messages = [...c.messages, ...fresh].slice(-windowSize);
  return { ...c, messages, top: Math.max(c.top, messages.at(-1)?.seq ?? 0) };
}

/** Takes one message from the socket. gap: something before it is missing. */
export function arrived(c: Thread, m: Message): { thread: Thread; gap: boolean } {
  if (m.seq > c.top + 1) return { thread: c, gap: true };
  const top = Math.max(c.top, m.seq);
  if (m.seq === last(c) + 1) return { thread: newer({ ...c, top }, [m]), gap: false };
  return { thread: { ...c, top, messages: c.messages.map((o) => (o.seq === m.seq ? m : o)) }, gap: false };
}
