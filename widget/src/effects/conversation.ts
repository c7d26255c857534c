/**
 * The conversation with a person.
 *
 *   send ─▶ outbox (ULID) ─▶ edge ─▶ ack ─▶ out of the outbox, "sent"
 *                    ▲                │
 *                    └── cut, reload, offline: again, same id ──┘
 *
 * What the edge has acknowledged is a message with a seq; the cursor is the
 * highest seq up to which nothing is missing, and every reconnect resumes
 * from it. So nothing is lost and nothing doubled.
 */

import type { Guard, Stop } from "../guard";
import { type Uploads, createUploads } from "./attachments";
import type { Natives } from "../natives";
import { type Attachment, type Kept, type Message, type Outbox, type Pending } from "./outbox";
import type { Sealer } from "./seal";
import { createSealing } from "./sealing";
import { type Frame, type Socket, createSocket } from "./socket";
import { ulid } from "./ulid";

const REMEMBERED = 200; // messages
const RELOAD = 5000; // ms until the sealing module is asked for again
const ACK = 10_000; // ms without an ack, then the same frame again

export type Link = "none" | "connecting" | "open" | "cut";

/** What there is to draw. */
export interface Talk {
  kept: Kept | undefined;
  pending: Pending[];
  link: Link;
  /** Name of the agent who is typing, "" for nobody. */
  typing: string;
  durable: boolean;
  /** The edge does not know this conversation any more. */
  gone: boolean;
}

export interface ConversationPort {
  guard: Guard;
  natives: Natives;
  edge: string;
  site: string;
  outbox: Outbox;
  sealer: Sealer;
  changed(t: Talk): void;
  /** The edge has the escalation. */
  handed(conversation: string): void;
  /** An agent wrote. */
  said(m: Message): void;
}

export interface Conversation {
  /** Takes up what an earlier page left. */
  resume(): Promise<void>;
  /** Sends a question to a person. The body is complete but for its id. */
  escalate(body: Record<string, unknown> & { question: string }): void;
  send(text: string): void;
  /** Sends a file, which waits in the outbox as words do. */
  attach(blob: Blob, name: string, type: string): void;
  /** The bytes of a file in the conversation. */
  fetch(a: Attachment): Promise<Blob>;
  retry(id: string): void;
  discard(id: string): void;
  typing(on: boolean): void;
  /** The visitor sees everything up to here. */
  read(): void;
  /** Leaves a conversation that is over. */
  leave(): void;
}

export function createConversation(port: ConversationPort): Conversation {
  const { guard, natives, outbox } = port;
  const sealing = createSealing(port.sealer, outbox, natives.JSON);
  const base = `${port.edge}/v1/${port.site}/`;
  const uploads: Uploads = createUploads(natives, base, outbox);
  const talk: Talk = { kept: undefined, pending: [], link: "none", typing: "", durable: true, gone: false };
  let socket: Socket | undefined;
  let posting = false, preparing = false, tries = 0;
  let quiet: Stop | undefined, soon: Stop | undefined;
  const tell = (): void => {
    talk.durable = outbox.durable;
    port.changed(talk);
  };
  const save = (): void => void outbox.keep(talk.kept).then(tell);

  // --- sending ---

  async function add(p: Pending): Promise<void> {
    talk.pending = [...talk.pending, p];
    tell();
    await outbox.put(p);
    tell();
    flush();
  }

  /** Sends everything that waits, oldest first. Repeating it does no harm. */
  function flush(): void {
    const first = talk.pending.find((p) => !p.refused);
    if (!first) return;
    if (first.kind === "escalation") return sealing.ready(first) ? void post(first) : void prepare(first);
    if (talk.link !== "open" || !talk.kept) return;
    for (const p of talk.pending) {
      if (p.kind !== "message" || p.refused) continue;
      if (p.file && !p.file.whole) { // words do not wait for it
        void upload(p);
        continue;
      }
      if (!sealing.ready(p)) return void prepare(p);
      socket?.send({ t: "send", id: p.id, conversation: talk.kept.conversation, ...(p.file ? { attachments: [p.id] } : p.sealed ? { sealed: p.sealed } : { text: p.text }) });
    }
    soon?.();
    soon = guard.after(ACK, flush);
  }

  async function upload(p: Pending): Promise<void> {
    const end = await uploads.send(p, talk.kept!, () => {
      talk.pending = [...talk.pending];
      tell();
      return talk.pending.includes(p);
    });
    if (end === "later") later(0);
    else if (end === "done") flush();
    else if (end) await refuse(p.id, end);
  }

  /** Seals what goes next, and goes on. */
  async function prepare(p: Pending): Promise<void> {
    if (preparing) return;
    preparing = true;
    try {
      await sealing.prepare(p, talk.kept);
      preparing = false;
      talk.pending = [...talk.pending];
      tell();
      flush();
    } catch {
      preparing = false;
      later(0);
    }
  }

  async function post(p: Pending): Promise<void> {
    if (posting) return;
    posting = true;
    try {
      const answer = await natives.fetch(base + "escalations", {
        method: "POST", body: p.body, headers: { "Content-Type": "application/json" }, credentials: "omit",
      });
      const said = (await answer.json().catch(() => ({}))) as Record<string, string>;
      posting = false;
      if (answer.ok) await accepted(p, said);
      else if (answer.status >= 500 || answer.status === 429) later(Number(answer.headers.get("Retry-After")) * 1000);
      else if (sealing.again(p, said.code ?? "")) flush();
      else await refuse(p.id, said.detail ?? String(answer.status));
    } catch {
      posting = false;
      later(0);
    }
  }

  function later(least: number): void {
    const wait = Math.max(least || 0, Math.min(30_000, 500 * 2 ** tries++) * (0.5 + Math.random() / 2));
    soon?.();
    soon = guard.after(wait, flush);
  }

  async function accepted(p: Pending, said: Record<string, string>): Promise<void> {
    tries = 0;
    talk.gone = false;
    talk.kept = { conversation: said.conversation!, token: said.token!, cursor: 0, state: "queued", name: "", read: 0, messages: [] };
    sealing.arrived(p, talk.kept);
    await outbox.keep(talk.kept); // the key first, then out of the outbox
    await settle(p.id);
    socket?.stop();
    socket = undefined;
    connect();
    port.handed(talk.kept.conversation);
  }

  async function settle(id: string): Promise<void> {
    talk.pending = talk.pending.filter((p) => p.id !== id);
    tell();
    await outbox.remove(id);
  }

  async function refuse(id: string, why: string): Promise<void> {
    const p = talk.pending.find((q) => q.id === id);
    if (!p) return;
    p.refused = why;
    talk.pending = [...talk.pending];
    tell();
    await outbox.put(p);
  }

  // --- receiving ---

  function connect(): void {
    if (!talk.kept || socket) return;
    talk.link = "connecting";
    socket = createSocket({
      guard, natives, base, token: talk.kept.token, frame: arrive,
      status(s) {
        if (s === "gone") talk.gone = true;
        talk.link = s === "open" ? "connecting" : "cut";
        talk.typing = "";
        if (s === "open") catchUp();
        tell();
      },
    });
    tell();
  }

  function catchUp(): void {
    socket?.send({ t: "resume", conversation: talk.kept!.conversation, cursor: talk.kept!.cursor });
  }

  /** Frames in the order in which they came, though opening a sealed one takes a moment. */
  let line: Promise<void> | undefined;
  function arrive(f: Frame): void {
    if (!f.sealed && !line) return frame(f);
    const turn = (line ?? Promise.resolve())
      .then(() => unseal(f as unknown as Message))
      .then(guard.safe(() => frame(f)))
      .then(() => {
        if (line === turn) line = undefined;
      });
    line = turn;
  }

  /** What cannot be opened yet, because the module does not load, holds up what came after it. */
  async function unseal(m: Message): Promise<void> {
    while (talk.kept) {
      try {
        return await sealing.unseal(m, talk.kept);
      } catch {
        await new Promise<void>((again) => guard.after(RELOAD, again));
      }
    }
  }

  function frame(f: Frame): void {
    if (f.conversation !== undefined && f.conversation !== talk.kept?.conversation) return;
    switch (f.t) {
      case "message":
        return take(f as unknown as Message);
      case "ack":
        return acked(f);
      case "resumed":
        if (f.more) return catchUp();
        talk.link = "open";
        state(f);
        return flush();
      case "state":
        return state(f);
      case "typing":
        return typed(f);
      case "error":
        return fail(f);
    }
  }

  function take(m: Message): void {
    const k = talk.kept!;
    if (m.seq <= k.cursor) return;
    if (m.seq > k.cursor + 1) return catchUp();
    k.cursor = m.seq;
    k.messages = [...k.messages, m].slice(-REMEMBERED);
    if (m.role === "agent") {
      talk.typing = "";
      port.said(m);
    }
    if (talk.pending.some((p) => p.id === m.id)) void settle(m.id);
    save();
    tell();
  }

  function acked(f: Frame): void {
    const p = talk.pending.find((q) => q.id === f.id);
    if (p) {
      sealing.arrived(p, talk.kept!);
      take({ seq: Number(f.seq), id: p.id, role: "visitor", text: p.text, ...(p.sealed && { secret: true }), ...(p.file?.whole && { attachments: [p.file.whole] }), at: Number(f.at) });
      void settle(p.id);
    }
  }

  function state(f: Frame): void {
    talk.kept!.state = String(f.state ?? talk.kept!.state);
    talk.kept!.name = String(f.name ?? "");
    save();
    tell();
  }

  function typed(f: Frame): void {
    quiet?.();
    talk.typing = f.on && f.role === "agent" ? String(f.name || " ") : "";
    quiet = guard.after(6000, () => ((talk.typing = ""), tell()));
    tell();
  }

  function fail(f: Frame): void {
    const code = String(f.code);
    if (/^(internal|unavailable|slow-down)$/.test(code)) later(Number(f.retry_after));
    else if (f.id && !talk.pending.find((p) => p.id === f.id)?.file && again(String(f.id), code)) flush();
    else if (f.id) void refuse(String(f.id), String(f.detail ?? code));
  }

  function again(id: string, code: string): boolean {
    const p = talk.pending.find((q) => q.id === id);
    return p !== undefined && sealing.again(p, code);
  }

  guard.listen(window, "online", flush);

  return {
    async resume() {
      talk.kept = await outbox.kept();
      talk.pending = await outbox.pending();
      tell();
      connect();
      flush();
    },
    escalate(body) {
      const id = ulid();
      void add({ id, kind: "escalation", text: body.question, body: "", plain: natives.JSON.stringify({ id, ...body }), at: Date.now() });
    },
    send(text) {
      void add({ id: ulid(), kind: "message", text, body: "", at: Date.now() });
      socket?.hurry();
    },
    attach(blob, name, type) {
      void add({ id: ulid(), kind: "message", text: "", body: "", sealed: "", file: { blob, name, type, got: 0, of: 1 }, at: Date.now() });
      socket?.hurry();
    },
    fetch: (a) => uploads.fetch(talk.kept!, a),
    retry(id) {
      const p = talk.pending.find((q) => q.id === id);
      if (p) {
        delete p.refused;
        delete p.sealings;
        delete p.file?.whole; // asked for again: it may have been forgotten meanwhile
      }
      talk.pending = [...talk.pending];
      tell();
      tries = 0;
      flush();
    },
    discard(id) {
      const p = talk.pending.find((q) => q.id === id);
      if (p?.file && talk.kept) uploads.drop(p, talk.kept);
      void settle(id);
    },
    typing(on) {
      if (talk.kept && talk.link === "open") socket?.send({ t: "typing", conversation: talk.kept.conversation, on });
    },
    read() {
      const k = talk.kept;
      if (!k || k.read >= k.cursor) return;
      k.read = k.cursor;
      socket?.send({ t: "read", conversation: k.conversation, seq: k.read });
      save();
    },
    leave() {
      socket?.stop();
      socket = undefined;
      talk.kept = undefined;
      talk.link = "none";
      talk.gone = false;
      save();
      tell();
    },
  };
}
