import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { bytesOf, Refused, takeBack, upload } from "../attachments";
import type { Attachment, Conversation } from "../protocol";
import { isSealed } from "../seal";
import { ulid } from "../ulid";
import { say } from "../words";

const accept = "image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain,.txt,.log,.csv,.md";
const most = 4; // of one message

/** A file that an agent is about to send. */
interface Chosen {
  id: string;
  name: string;
  percent: number;
  whole?: Attachment;
  why?: string;
}

const chosen = signal<ReadonlyMap<string, Chosen[]>>(new Map());
const set = (conversation: string, list: Chosen[]): void => void (chosen.value = new Map(chosen.peek()).set(conversation, list));
const patch = (conversation: string, id: string, p: Partial<Chosen>): void =>
  set(conversation, (chosen.peek().get(conversation) ?? []).map((f) => (f.id === id ? { ...f, ...p } : f)));

/** The files that may go with the next message. */
export const wholeFiles = (conversation: string): Attachment[] => (chosen.value.get(conversation) ?? []).flatMap((f) => f.whole ?? []).slice(0, most);
export const forgetFiles = (conversation: string): void => set(conversation, (chosen.peek().get(conversation) ?? []).filter((f) => !f.whole));

async function add(conversation: string, file: File): Promise<void> {
  const id = ulid(Date.now());
  set(conversation, [...(chosen.peek().get(conversation) ?? []), { id, name: file.name, percent: 0 }]);
  try {
    patch(conversation, id, { whole: await upload(conversation, id, file, (percent) => patch(conversation, id, { percent })) });
  } catch (error) {
    patch(conversation, id, { why: error instanceof Refused ? error.message : say("file.offline") });
  }
}

/** The button for files, and those that wait for the message. Sealed conversations take none. */
export function Attach({ conversation: c }: { conversation: Conversation }) {
  const field = useRef<HTMLInputElement>(null);
  const files = chosen.value.get(c.conversation) ?? [];
  if (isSealed(c)) return null;
  const remove = (f: Chosen) => {
    takeBack(c.conversation, f.id);
    set(c.conversation, files.filter((o) => o.id !== f.id));
  };
  return (
    <div class="attach">
      {files.map((f) => (
        <span key={f.id} class={f.why ? "file failure" : "file"} role={f.why ? "alert" : undefined}>
          <span>{f.why ? say("file.unsent", { name: f.name, why: f.why }) : f.whole ? f.name : say("file.sending", { name: f.name, n: String(f.percent) })}</span>
          <button type="button" class="quiet" aria-label={say("file.remove", { name: f.name })} onClick={() => remove(f)}>×</button>
        </span>
      ))}
      <input ref={field} type="file" hidden multiple accept={accept} aria-label={say("file.add")}
        onChange={(e) => {
          for (const f of [...(e.currentTarget.files ?? [])].slice(0, most - files.length)) void add(c.conversation, f);
          e.currentTarget.value = "";
        }} />
      <button type="button" disabled={files.length >= most} onClick={() => field.current?.click()}>{say("file.add")}</button>
    </div>
  );
}

/**
 * A file of the conversation: a download, and a picture or a sound shown here
 * as well. The bytes are fetched with the session and come from memory.
 */
export function Files({ conversation, file: a }: { conversation: string; file: Attachment }) {
  const [shown, setShown] = useState("");
  const [off, setOff] = useState(false);
  const picture = a.type.startsWith("image/");
  const fetched = async (): Promise<string> => {
    setOff(false);
    try {
      return URL.createObjectURL(await bytesOf(conversation, a));
    } catch {
      setOff(true);
      return "";
    }
  };
  const show = async () => setShown(await fetched());
  useEffect(() => {
    if (picture) void show();
  }, [a.id]);
  useEffect(() => () => URL.revokeObjectURL(shown), [shown]);
  const save = async () => {
    const link = document.createElement("a");
    link.href = shown || (await fetched());
    link.download = a.name;
    if (link.href) link.click();
    if (!shown) setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  return (
    <div class="file">
      {picture && shown && <img src={shown} alt={say("file.image", { name: a.name })} />}
      {a.type.startsWith("audio/") && (shown
        ? <audio controls autoplay src={shown} />
        : <button type="button" onClick={() => void show()}>{say("file.listen")}</button>)}
      <button type="button" class="quiet" aria-label={say("file.named", { name: a.name })} onClick={() => void save()}>
        <bdi>{a.name}</bdi> · {a.type} · {sizeOf(a.size)}{a.kept && ` · ${say("file.kept")}`}
      </button>
      {off && <button type="button" class="failure" onClick={() => void (picture ? show() : save())}>{say("file.off")}</button>}
    </div>
  );
}

const sizeOf = (bytes: number): string => (bytes < 1 << 20 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`);
