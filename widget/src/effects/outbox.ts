/**
 * What must survive a reload: words that the visitor has sent and the edge has
 * not acknowledged, and the conversation itself. It lies in IndexedDB; where
 * that is refused it lies in memory, and durable says so.
 *
 * Nothing is opened before the visitor has sent something or has done so on an
 * earlier page.
 */

import type { Thread } from "./seal";

/** A file in a conversation; PROTOCOL.md, Attachments. */
export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  /** It may still tell who made it. */
  kept?: boolean;
}

export interface Pending {
  /** Client ULID: the same id sent again is the same message. */
  id: string;
  kind: "escalation" | "message";
  /** The visitor's words. */
  text: string;
  /** Request body of an escalation, "" until it is made from plain; a message has none. */
  body: string;
  /** The escalation in JSON as it is before sealing. */
  plain?: string;
  /** Envelope of a message, "" when it goes readable, absent until that is known. */
  sealed?: string;
  /** The thread that body or sealed belongs to. */
  thread?: Thread;
  /** The site asks for a blind token with it. */
  token?: boolean;
  /** How often it had to be sealed again. */
  sealings?: number;
  /** A file that goes with it, under the same id. */
  file?: { blob: Blob; name: string; type: string; got: number; of: number; whole?: Attachment };
  at: number;
  /** Why the edge refused it; the visitor decides what happens next. */
  refused?: string;
}

export interface Message {
  seq: number;
  id: string;
  role: "visitor" | "agent" | "system";
  name?: string;
  via?: string; // the other system that an agent's message came from
  text?: string;
  event?: string;
  attachments?: Attachment[];
  /** It came sealed; without a text it did not open here. */
  secret?: boolean;
  at: number;
}

/** The conversation as this browser knows it. */
export interface Kept {
  conversation: string;
  token: string;
  /** Highest seq up to which nothing is missing. */
  cursor: number;
  state: string;
  name: string;
  /** Highest seq that the visitor has seen. */
  read: number;
  messages: Message[];
  /** Keys shared with the team, oldest first; none where nothing is sealed. */
  threads?: Thread[];
}

export interface Outbox {
  readonly durable: boolean;
  pending(): Promise<Pending[]>;
  put(p: Pending): Promise<void>;
  remove(id: string): Promise<void>;
  kept(): Promise<Kept | undefined>;
  keep(k: Kept | undefined): Promise<void>;
}

const KEPT = "kept";

/** Another tab may have begun threads; none is ever lost. */
function merge(k: Kept, old: Kept | undefined): void {
  if (old?.conversation !== k.conversation || !old.threads) return;
  const mine = new Set(k.threads?.map((t) => t.record));
  const theirs = old.threads.filter((t) => !mine.has(t.record));
  if (theirs.length) k.threads = [...theirs, ...(k.threads ?? [])];
}

export function createOutbox(site: string): Outbox {
  const memory = new Map<string, Pending>();
  let conversation: Kept | undefined;
  let durable = true;
  let opening: Promise<IDBDatabase> | undefined;

  function open(): Promise<IDBDatabase> {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("lamplight:" + site, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("outbox", { keyPath: "id" });
        request.result.createObjectStore(KEPT);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("blocked"));
    });
    return opening;
  }

  /** Runs one request, and resolves when the transaction is on disk. */
  async function run<T>(store: string, mode: IDBTransactionMode, ask: (s: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
    if (!durable) return undefined;
    try {
      const db = await open();
      return await new Promise<T>((resolve, reject) => {
        const t = db.transaction(store, mode, { durability: "strict" });
        const request = ask(t.objectStore(store));
        t.oncomplete = () => resolve(request.result);
        t.onabort = t.onerror = () => reject(t.error);
      });
    } catch {
      durable = false;
      return undefined;
    }
  }

  return {
    get durable() {
      return durable;
    },
    async pending() {
      const stored = await run("outbox", "readonly", (s) => s.getAll() as IDBRequest<Pending[]>);
      for (const p of stored ?? []) if (!memory.has(p.id)) memory.set(p.id, p);
      return [...memory.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async put(p) {
      memory.set(p.id, p);
      await run("outbox", "readwrite", (s) => s.put(p));
    },
    async remove(id) {
      memory.delete(id);
      await run("outbox", "readwrite", (s) => s.delete(id));
    },
    async kept() {
      return (conversation ??= await run(KEPT, "readonly", (s) => s.get(KEPT) as IDBRequest<Kept | undefined>));
    },
    async keep(k) {
      conversation = k;
      await run(KEPT, "readwrite", (s) => {
        if (!k) return s.delete(KEPT) as IDBRequest;
        const old = s.get(KEPT) as IDBRequest<Kept | undefined>;
        old.onsuccess = () => {
          merge(k, old.result);
          s.put(k, KEPT);
        };
        return old as IDBRequest;
      });
    },
  };
}
