import { computed, effect, signal } from "@preact/signals";
import { arrived, beyond, first, hasNewer, hasOlder, last, newer, older, opened, type Thread } from "./history";
import { drafts, drop, frameOf, put, refuse, type Draft } from "./outbox";
import { isOpen, type Attachment, type Conversation, type Frame, type Item, type Message } from "./protocol";
import { isSealed, sealReply } from "./seal";
import { answers, api, leads, session, signOut, site } from "./session";
import { Socket } from "./socket";
import { dialog, resolving } from "./ui";
import { ulid } from "./ulid";
import { say } from "./words";

// Everything the desk knows, and how frames change it. The views read the
// signals and call the functions; nothing else writes.

export const connected = signal(false);
/** null until the queue has come for the first time. */
export const items = signal<ReadonlyMap<string, Item> | null>(null);
export const conversations = signal<ReadonlyMap<string, Thread>>(new Map());
export const openId = signal<string | null>(new URLSearchParams(location.search).get("conversation"));
export const typing = signal<string | null>(null);
export const problem = signal<string | null>(null);
export const open = computed(() => (openId.value ? conversations.value.get(openId.value) : undefined));
/** Why the open conversation is not there yet. */
export const loading = signal<"" | "loading" | "failed">("");
/** The latest words of a visitor, for those who hear the desk. */
export const heard = signal("");

const linesKey = `lamplight-desk-lines-${site}`;
/** The lines on screen; none is all that there are for this agent. */
export const chosen = signal<string[]>(readLines());

/** The queue: yours first, then who waits, then colleagues'; oldest first. */
export const queue = computed(() => {
  const me = session.value?.agent;
  const list = [...(items.value?.values() ?? [])].filter((i) => isOpen(i.state)).sort((a, b) => a.opened - b.opened);
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

function readLines(): string[] {
  try {
    return JSON.parse(localStorage.getItem(linesKey) ?? "[]") as string[];
  } catch {
    return [];
  }
}

/** Follows the session: connects when there is one, ends when it is gone. */
export function start(): void {
  const agent = computed(() => (answers(session.value) ? session.value?.agent : undefined));
  effect(() => {
    socket?.end();
    socket = undefined;
    if (!agent.value) return reset();
    socket = new Socket(site, {
      opened: () => {
        connected.value = true;
        follow();
        const c = open.peek();
        if (c) resume(c.conversation);
        else if (openId.peek()) void load(openId.peek()!);
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
  items.value = null;
  conversations.value = new Map();
}

function follow(): void {
  socket?.send({ t: "queue", ...(chosen.peek().length > 0 && { lines: chosen.peek() }) });
}

/** Puts other lines on screen. */
export function chooseLines(list: string[]): void {
  chosen.value = list;
  localStorage.setItem(linesKey, JSON.stringify(list));
  items.value = null;
  follow();
}

function resume(id: string): void {
  const c = conversations.peek().get(id);
  if (c) socket?.send({ t: "resume", conversation: id, cursor: c.top });
}

/** Shows a conversation and follows it. */
export function choose(id: string | null): void {
  const before = openId.value;
  if (before && before !== id) socket?.send({ t: "leave", conversation: before });
  openId.value = id;
  typing.value = problem.value = null;
  resolving.value = false;
  const url = new URL(location.href);
  if (id) url.searchParams.set("conversation", id);
  else url.searchParams.delete("conversation");
  history.replaceState(null, "", url);
  if (id) void load(id);
}

/** Fetches the newest page of a conversation and follows it from there. */
export async function load(id: string): Promise<void> {
  if (!session.peek()) return;
  loading.value = conversations.peek().has(id) ? "" : "loading";
  const whole = await page(id, `before=${beyond}`);
  if (openId.peek() !== id) return;
  loading.value = whole ? "" : "failed";
  if (!whole) return;
  const thread = opened(whole);
  if (isSealed(thread) && hasOlder(thread)) thread.head = (await page(id, "after=0"))?.messages[0]; // it opens the others
  update(thread);
  resume(id);
}

/** One page of a conversation; null when there was none. */
async function page(id: string, query: string): Promise<Conversation | null> {
  try {
    const answer = await api(`conversations/${id}?${query}`);
    if (answer.status === 401) signOut(false);
    if (answer.status === 404) choose(null);
    return answer.ok ? ((await answer.json()) as Conversation) : null;
  } catch {
    return null; // offline; scrolling or reconnecting asks again
  }
}

const moving = new Set<string>();

/** Moves the window of a conversation: back, forth or to its end. */
export async function move(to: "older" | "newer" | "end", id: string): Promise<void> {
  const c = conversations.peek().get(id);
  if (!c || moving.has(id) || (to === "older" && !hasOlder(c)) || (to === "newer" && !hasNewer(c))) return;
  moving.add(id);
  try {
    const got = await page(id, to === "older" ? `before=${first(c)}` : to === "newer" ? `after=${last(c)}` : `before=${beyond}`);
    const now = conversations.peek().get(id);
    if (got && now) update(to === "older" ? older(now, got.messages) : to === "newer" ? newer(now, got.messages) : { ...opened(got), head: now.head });
  } finally {
    moving.delete(id);
  }
}

function update(c: Thread): void {
  conversations.value = new Map(conversations.peek()).set(c.conversation, c);
}

function change(id: string, patch: (c: Thread) => Partial<Thread>): void {
  const c = conversations.peek().get(id);
  if (c) update({ ...c, ...patch(c) });
}

function add(m: Message): void {
  const c = conversations.peek().get(m.conversation);
  if (!c) return;
  const { thread, gap } = arrived(c, m);
  update(m.sealed && !thread.sealed ? { ...thread, sealed: 1 } : thread);
  if (gap) resume(m.conversation);
}

function frame(f: Frame): void {
  switch (f.t) {
    case "queue":
      items.value = new Map(f.items.map((i) => [i.conversation, i]));
      break;
    case "item":
      items.value = new Map(items.peek()).set(f.item.conversation, f.item);
      change(f.item.conversation, () => ({ line: f.item.line }));
      break;
    case "left":
      items.value = without(items.peek() ?? new Map(), f.conversation);
      if (openId.peek() === f.conversation && !leads(session.peek())) choose(null); // it no longer concerns us
      break;
    case "message":
      add(f);
      if (f.role === "visitor") {
        typing.value = null;
        if (f.conversation === openId.peek()) heard.value = f.text ?? "";
      }
      break;
    case "resumed":
      change(f.conversation, () => ({ state: f.state, agent: f.agent, name: f.name, read: f.read }));
      if (f.more) socket?.send({ t: "resume", conversation: f.conversation, cursor: f.seq });
      break;
    case "ack":
      acked(f.conversation, f.id, f.seq, f.at);
      break;
    case "state":
      change(f.conversation, () => ({ state: f.state, agent: f.agent, name: f.name }));
      break;
    case "read":
      change(f.conversation, (c) => ({ read: { ...c.read, [f.role]: f.seq } }));
      break;
    case "secret":
      change(f.conversation, (c) => ({ messages: c.messages.map((m) => (m.seq === f.seq ? { ...m, secret: true } : m)) }));
      break;
    case "typing":
      if (f.conversation === openId.peek()) showTyping(f.on, f.role === "visitor" ? "" : (f.name ?? ""));
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
    later(f.retry_after, follow);
  } else if (again && f.re === "resume" && f.conversation) {
    const id = f.conversation;
    later(f.retry_after, () => resume(id));
  } else if (f.re === "queue" && chosen.peek().length > 0) {
    chooseLines([]); // a line that is no more
  } else if (f.re !== "typing" && f.re !== "read") {
    problem.value = f.detail;
  }
}

function later(ms: number | undefined, then: () => void): void {
  setTimeout(then, Math.min(Math.max(ms ?? 1000, 200), 60_000));
}

const without = <T>(map: ReadonlyMap<string, T>, id: string): Map<string, T> => new Map([...map].filter(([k]) => k !== id));

/** The conversation was erased: no copy stays here. */
function gone(id: string): void {
  items.value = without(items.peek() ?? new Map(), id);
  conversations.value = without(conversations.peek(), id);
  for (const d of drafts.peek()) if (d.conversation === id) drop(d.id);
  if (openId.peek() === id) choose(null);
}

/** A message of ours is stored, or a move of ours, whose event we ask for. */
function acked(conversation: string, id: string, seq: number, at: number): void {
  const d = drafts.peek().find((o) => o.id === id);
  if (!d) return seq > (conversations.peek().get(conversation)?.top ?? seq) ? resume(conversation) : undefined;
  drop(id);
  add({ conversation: d.conversation, seq, id, role: "agent", name: session.peek()?.name, text: d.text, sealed: d.sealed, articles: d.articles, attachments: d.attachments, at });
}

/** Who is writing: "" is the visitor, else a colleague's name. */
function showTyping(on: boolean, who: string): void {
  clearTimeout(typingTimer);
  typing.value = on ? who : null;
  if (on) typingTimer = setTimeout(() => (typing.value = null), typingLapse);
}

/** Puts a message into the outbox and on its way. */
export function send(conversation: string, text: string, articles: string[], attachments: Attachment[] = []): void {
  const d: Draft = { id: ulid(Date.now()), conversation, text, articles, attachments, at: Date.now() };
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

/** A move of the hand-over. */
export function act(t: "take" | "release" | "resolve" | "reopen", conversation: string): void {
  problem.value = null;
  resolving.value = false;
  socket?.send({ t, id: ulid(Date.now()), conversation });
}

/** Hands a conversation to a colleague or to another line. */
export function handOver(conversation: string, to: { to: string } | { line: string }): void {
  problem.value = null;
  dialog.value = null;
  socket?.send({ t: "hand", id: ulid(Date.now()), conversation, ...to });
}

export function tellTyping(conversation: string, on: boolean): void {
  socket?.send({ t: "typing", conversation, on });
}

export function markRead(conversation: string, seq: number): void {
  socket?.send({ t: "read", conversation, seq });
}

/** Keeps a message out of transcripts and of other systems. */
export function markSecret(conversation: string, seq: number): void {
  socket?.send({ t: "secret", conversation, seq });
}
