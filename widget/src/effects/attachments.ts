/**
 * Files on their way to the edge and back; PROTOCOL.md, Attachments. A file is
 * declared, then its pieces follow one by one, from where the edge says that
 * it has them. So an upload that was cut goes on, and one that was done is
 * done.
 */

import type { Natives } from "../natives";
import type { Attachment, Kept, Outbox, Pending } from "./outbox";

const PIECE = 256 << 10; // bytes, as the edge wants them

interface Status {
  got: number;
  of: number;
  attachment?: Attachment;
  code?: string;
}

/** "later": try again; "": it was taken back or is under way already; anything else is the code of a refusal. */
type End = "done" | "later" | string;

export interface Uploads {
  /** Brings a file to the edge. moved is told of every piece, and says whether the file is still wanted. */
  send(p: Pending, kept: Kept, moved: () => boolean): Promise<End>;
  /** Takes back what was not sent. */
  drop(p: Pending, kept: Kept): void;
  fetch(kept: Kept, a: Attachment): Promise<Blob>;
}

export function createUploads(natives: Natives, base: string, outbox: Outbox): Uploads {
  const busy = new Set<string>();
  const call = (kept: Kept, path: string, method: string, body?: string | Blob): Promise<Response> =>
    natives.fetch(`${base}attachments/${kept.conversation}${path}`, {
      method, body, credentials: "omit",
      headers: { Authorization: "Bearer " + kept.token, ...(body !== undefined && { "Content-Type": typeof body === "string" ? "application/json" : "application/octet-stream" }) },
    });

  /** One request: the status, or how the upload ends here. */
  async function ask(kept: Kept, path: string, method: string, body: string | Blob): Promise<Status | End> {
    const answer = await call(kept, path, method, body);
    const said = (await answer.json().catch(() => ({}))) as Status;
    if (answer.ok) return said;
    return answer.status >= 500 || answer.status === 429 ? "later" : "why_" + (said.code ?? "bad-attachment").replace(/-/g, "_");
  }

  async function pieces(p: Pending, kept: Kept, moved: () => boolean): Promise<End> {
    const file = p.file!;
    let now = await ask(kept, "", "POST", natives.JSON.stringify({ id: p.id, name: file.name, type: file.type, size: file.blob.size }));
    for (;;) {
      if (typeof now === "string") return now;
      [file.got, file.of, file.whole] = [now.got, now.of, now.attachment];
      if (file.whole) await outbox.put(p);
      if (!moved()) return "";
      if (file.whole) return "done";
      now = await ask(kept, `.${p.id}.${file.got}`, "PUT", file.blob.slice(file.got * PIECE, (file.got + 1) * PIECE));
    }
  }

  return {
    async send(p, kept, moved) {
      if (busy.has(p.id)) return "";
      busy.add(p.id);
      try {
        return await pieces(p, kept, moved);
      } catch {
        return "later";
      } finally {
        busy.delete(p.id);
      }
    },
    drop: (p, kept) => void call(kept, "." + p.id, "DELETE").catch(() => {}), // else it goes within a day
    async fetch(kept, a) {
      const answer = await call(kept, "." + a.id, "GET");
      if (!answer.ok) throw new Error(String(answer.status));
      return new Blob([await answer.arrayBuffer()], { type: a.type });
    },
  };
}
