import { computed, effect, signal } from "@preact/signals";
import { drafts, drop, frameOf, put, refuse, type Draft } from "./outbox";
import { isOpen, type Conversation, type Frame, type Item, type Message } from "./protocol";
import { isSealed, sealReply } from "./seal";
import { session, signOut, site } from "./session";
import { Socket } from "./socket";
import { ulid } from "./ulid";
import { say } from "./words";

// Everything the desk knows, and how frames change it. The views read the
// signals and call the functions; nothing else writes.

export const connected = signal(false);
export const items = signal<ReadonlyMap<string, Item>>(new Map());
export const conversations = signal<ReadonlyMap<string, Conversation>>(new Map());
export const openId = signal<string | null>(new URLSearchParams(location.search).get("conversation"));
export const typing = signal<string | null>(null);
export const problem = signal<string | null>(null);
export const open = computed(() => (openId.value ? conversations.value.get(openId.value) : undefined));

/** The queue: yours first, then who waits, then colleagues'; oldest first. */
export const queue = computed(() => {
  const me = session.value?.agent;
  const list = [...items.value.values()].filter((i) => isOpen(i.state)).sort((a, b) => a.opened - b.opened);
  return {
    mine: list.filter((i) => i.agent === me && me),
    waiting: list.filter((i) => !i.agent),
    others: list.filter((i) => i.agent && i.agent !== me),
  };
});

const kept = new Set(["internal", "unavailable", "slow-down"]);
const typingLapse = 6000;
let socket: Socket | undefined;
let typingTimer: number | undefined;

/** Follows the session: connects when there is one, ends when it is gone. */
export function start(): void {
  effect(() => {
    const held = session.value;
    socket?.end();
    socket = undefined;
    if (!held) return reset();
    socket = new Socket(site, held.session, {
      opened: () => {
        connected.value = true;
        socket?.send({ t: "queue" });
        if (openId.peek()) void load(openId.peek()!);
        for (const d of drafts.peek()) if (!d.refused) socket?.send(frameOf(d));
      },
      closed: () => (connected.value = false),
      expired: () => signOut(false),
      frame,
    });
  });
}

function reset(): void {
  connected.value = false;
  items.value = new Map();
  conversations.value = new Map();
}

/** Shows a conversation and follows it. */
export function choose(id: string | null): void {
  const before = openId.value;
  if (before && before !== id) socket?.send({ t: "leave", conversation: before });
  openId.value = id;
  typing.value = null;
  const url = new URL(location.href);
  if (id) url.searchParams.set("conversation", id);
  else url.searchParams.delete("conversation");
  history.replaceState(null, "", url);
  if (id) void load(id);
}

async function load(id: string): Promise<void> {
  const held = session.peek();
  if (!held) return;
  try {
    const answer = await fetch(`/v1/${site}/conversations/${id}`, { headers: { Authorization: `Bearer ${held.session}` } });
    if (answer.status === 401) return signOut(false);
    if (answer.status === 404) return choose(null);
    if (!answer.ok) return;
    const whole = (await answer.json()) as Conversation;
    const known = conversations.peek().get(id);
    update({ ...whole, messages: merge(known?.messages ?? [], whole.messages ?? []) });
    socket?.send({ t: "resume", conversation: id, cursor: cursorOf(id) });
  } catch {
    // The socket's reconnect comes back here.
  }
}

function update(c: Conversation): void {
  conversations.value = new Map(conversations.peek()).set(c.conversation, c);
}

function change(id: string, patch: (c: Conversation) => Partial<Conversation>): void {
  const c = conversations.peek().get(id);
  if (c) update({ ...c, ...patch(c) });
}

function merge(old: Message[], fresh: Message[]): Message[] {
  const bySeq = new Map([...old, ...fresh].map((m) => [m.seq, m]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** The highest seq up to which nothing is missing. */
function cursorOf(id: string): number {
  let cursor = 0;
  for (const m of conversations.peek().get(id)?.messages ?? []) if (m.seq === cursor + 1) cursor = m.seq;
  return cursor;
}

function add(m: Message): void {
  const gap = m.seq > cursorOf(m.conversation) + 1;
  change(m.conversation, (c) => ({ messages: merge(c.messages, [m]), ...(m.sealed && !c.sealed && { sealed: 1 }) }));
  if (gap) socket?.send({ t: "resume", conversation: m.conversation, cursor: cursorOf(m.conversation) });
}

function frame(f: Frame): void {
  switch (f.t) {
    case "queue":
      items.value = new Map(f.items.map((i) => [i.conversation, i]));
      break;
    case "item":
      items.value = new Map(items.peek()).set(f.item.conversation, f.item);
      break;
    case "message":
      add(f);
      if (f.role === "visitor") typing.value = null;
      break;
    case "resumed":
      change(f.conversation, () => ({ state: f.state, agent: f.agent, name: f.name, read: f.read }));
      if (f.more) socket?.send({ t: "resume", conversation: f.conversation, cursor: f.seq });
      break;
    case "ack":
      acked(f.id, f.seq, f.at);
      break;
    case "state":
      change(f.conversation, () => ({ state: f.state, agent: f.agent, name: f.name }));
      break;
    case "read":
      change(f.conversation, (c) => ({ read: { ...c.read, [f.role]: f.seq } }));
      break;
    case "typing":
      if (f.conversation === openId.peek() && f.role === "visitor") showTyping(f.on);
      break;
    case "gone":
      gone(f.conversation);
      break;
    case "error":
      failed(f);
  }
}

/** What the edge could not do now is asked again; a refusal is shown. */
function failed(f: Frame & { t: "error" }): void {
  const again = kept.has(f.code);
  const draft = f.id && drafts.peek().find((d) => d.id === f.id);
  if (draft) {
    if (!again) refuse(draft.id, f.detail);
    else later(f.retry_after, () => socket?.send(frameOf(draft)));
  } else if (again && f.re === "queue") {
    later(f.retry_after, () => socket?.send({ t: "queue" }));
  } else if (again && f.re === "resume" && f.conversation) {
    const id = f.conversation;
    later(f.retry_after, () => socket?.send({ t: "resume", conversation: id, cursor: cursorOf(id) }));
  } else if (f.re !== "typing" && f.re !== "read") {
    problem.value = f.detail;
  }
}

function later(ms: number | undefined, then: () => void): void {
  setTimeout(then, Math.min(Math.max(ms ?? 1000, 200), 60_000));
}

/** The conversation was erased: no copy stays here. */
function gone(id: string): void {
  const without = <T>(map: ReadonlyMap<string, T>): Map<string, T> => new Map([...map].filter(([k]) => k !== id));
  items.value = without(items.peek());
  conversations.value = without(conversations.peek());
  for (const d of drafts.peek()) if (d.conversation === id) drop(d.id);
  if (openId.peek() === id) choose(null);
}

function acked(id: string, seq: number, at: number): void {
  const d = drafts.peek().find((o) => o.id === id);
  if (!d) return;
  drop(id);
  add({ conversation: d.conversation, seq, id, role: "agent", name: session.peek()?.name, text: d.text, sealed: d.sealed, articles: d.articles, at });
}

function showTyping(on: boolean): void {
  clearTimeout(typingTimer);
  typing.value = on ? openId.peek() : null;
  if (on) typingTimer = setTimeout(() => (typing.value = null), typingLapse);
}

/** Puts a message into the outbox and on its way. */
export function send(conversation: string, text: string, articles: string[]): void {
  const d: Draft = { id: ulid(Date.now()), conversation, text, articles, at: Date.now() };
  const c = conversations.peek().get(conversation);
  if (c && isSealed(c)) {
    d.sealed = sealReply(c, d.id, text);
    if (!d.sealed) d.refused = say("key.cannot");
  }
  put(d);
  if (!d.refused) socket?.send(frameOf(d));
}

/** Sends a refused message once more, under the same id. */
export function sendAgain(d: Draft): void {
  const c = conversations.peek().get(d.conversation);
  const sealed = c && isSealed(c) ? (d.sealed ?? sealReply(c, d.id, d.text)) : undefined;
  if (c && isSealed(c) && !sealed) return;
  const fresh = { ...d, sealed, refused: undefined };
  put(fresh);
  socket?.send(frameOf(fresh));
}

/** A move of the hand-over: take, release, resolve, reopen. */
export function move(t: "take" | "release" | "resolve" | "reopen", conversation: string): void {
  problem.value = null;
  socket?.send({ t, id: ulid(Date.now()), conversation });
}

export function tellTyping(conversation: string, on: boolean): void {
  socket?.send({ t: "typing", conversation, on });
}

export function markRead(conversation: string, seq: number): void {
  socket?.send({ t: "read", conversation, seq });
}
