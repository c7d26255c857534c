/** What the outbox needs of sealing: each pending thing made ready to go, and what arrives made readable. */

import type { Kept, Message, Outbox, Pending } from "./outbox";
import { type Sealer, Unreachable } from "./seal";

/** Refusals after which the same words are sealed again. */
const anew = /^(seal-epoch|seal-required|no-seal)$/;
const needsToken = /^(token-required|token-spent|bad-token)$/;
const LIMIT = 5; // times that one message is sealed

/** Why a message stays here when sealing is not possible; the views have words for it. */
export const NOT_SEALED = "seal";

export interface Sealing {
  /** Whether it can be sent as it is. */
  ready(p: Pending): boolean;
  /** Seals it, or leaves it readable where the site says so. Throws Unreachable to try later. */
  prepare(p: Pending, kept: Kept | undefined): Promise<void>;
  /** After a refusal: true when the same words should be prepared again. */
  again(p: Pending, code: string): boolean;
  /** The edge has it, so the thread that it opened is known there. */
  arrived(p: Pending, kept: Kept): void;
  /** Puts the text of a sealed message in its place. */
  unseal(m: Message & { sealed?: string }, kept: Kept): Promise<void>;
}

export function createSealing(sealer: Sealer, outbox: Outbox, json: Pick<JSON, "parse" | "stringify">): Sealing {
  async function escalation(p: Pending): Promise<void> {
    let body = json.parse(p.plain!) as Record<string, unknown>;
    if (await sealer.wanted()) {
      const made = await sealer.escalation(body);
      body = made.body;
      p.thread = made.thread;
    }
    if (p.token) body.token = await sealer.token();
    p.body = json.stringify(body);
  }

  async function message(p: Pending, kept: Kept): Promise<void> {
    if (!(await sealer.wanted())) {
      p.sealed = "";
      return;
    }
    const threads = (kept.threads ??= []);
    const made = await sealer.message(threads, kept.conversation, p.id, p.text);
    p.sealed = made.sealed;
    p.thread = made.thread;
    if (!threads.includes(made.thread)) {
      threads.push(made.thread);
      await outbox.keep(kept); // the key first, then what it seals
    }
  }

  return {
    ready: (p) => (p.kind === "escalation" ? p.body !== "" : p.sealed !== undefined),
    async prepare(p, kept) {
      try {
        if (p.kind === "escalation") await escalation(p);
        else await message(p, kept!);
      } catch (error) {
        if (error instanceof Unreachable) throw error;
        p.refused = NOT_SEALED;
      }
      await outbox.put(p);
    },
    again(p, code) {
      p.sealings = (p.sealings ?? 0) + 1;
      if (needsToken.test(code)) p.token = true;
      else if (!anew.test(code)) return false;
      if (p.sealings > LIMIT) return false;
      sealer.forget();
      if (p.kind === "escalation") p.body = "";
      delete p.sealed;
      delete p.thread;
      return true;
    },
    arrived(p, kept) {
      if (!p.thread) return;
      const same = (kept.threads ??= []).find((t) => t.record === p.thread!.record);
      if (same) same.arrived = true;
      else kept.threads.push({ ...p.thread, arrived: true });
    },
    async unseal(m, kept) {
      if (!m.sealed) return;
      const twin = kept.messages.find((o) => o.id === m.id && o.seq !== m.seq); // shown a second time
      const open = (): Promise<string | undefined> => sealer.open(kept.threads ?? [], m.id, m.role === "visitor", m.sealed!);
      let text = twin ? undefined : await open();
      if (text === undefined && !twin) {
        await outbox.keep(kept); // takes up the threads of other tabs
        text = await open();
      }
      delete m.sealed;
      m.secret = true;
      if (text !== undefined) m.text = text;
    },
  };
}
