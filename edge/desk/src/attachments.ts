import type { Attachment } from "./protocol";
import { api } from "./session";

// Files on their way to and from the edge; PROTOCOL.md, Attachments.

const piece = 256 << 10; // bytes, as the edge wants them
const tries = 4;

interface Status {
  got: number;
  of: number;
  attachment?: Attachment;
  detail?: string;
}

/** A refusal in the edge's words. */
export class Refused extends Error {}

async function step(path: string, method: string, body: unknown): Promise<Status> {
  for (let n = 1; ; n++) {
    const answer = await api(path, method, body).catch(() => null);
    const said = answer && ((await answer.json().catch(() => ({}))) as Status);
    if (answer?.ok) return said!;
    if (answer && answer.status < 500 && answer.status !== 429) throw new Refused(said!.detail);
    if (n === tries) throw new Error("offline");
    await new Promise((again) => setTimeout(again, 500 * 2 ** n));
  }
}

/** Brings a file to the edge; moved hears how much of it is there, in percent. */
export async function upload(conversation: string, id: string, file: File, moved: (percent: number) => void): Promise<Attachment> {
  const type = file.type || (/\.(txt|log|csv|md)$/i.test(file.name) ? "text/plain" : "application/octet-stream");
  const name = file.name.replace(/[/\\\p{C}]/gu, "_").slice(-120);
  let now = await step(`attachments/${conversation}`, "POST", { id, name, type, size: file.size });
  while (!now.attachment) {
    moved(Math.round((100 * now.got) / now.of));
    now = await step(`attachments/${conversation}.${id}.${now.got}`, "PUT", file.slice(now.got * piece, (now.got + 1) * piece));
  }
  return now.attachment;
}

/** The bytes of a file, as what the edge found it to be. */
export async function bytesOf(conversation: string, a: Attachment): Promise<Blob> {
  const answer = await api(`attachments/${conversation}.${a.id}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return new Blob([await answer.arrayBuffer()], { type: a.type });
}

/** Takes back a file that no message shows. */
export const takeBack = (conversation: string, id: string): void => void api(`attachments/${conversation}.${id}`, "DELETE").catch(() => {});
