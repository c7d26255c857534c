/** Files in the conversation: on their way, and there. */

import { useRef, useState } from "preact/hooks";
import type { Conversation } from "../../effects/conversation";
import type { Guard } from "../../guard";
import type { Attachment, Pending } from "../../effects/outbox";
import { fill } from "../../locale/fill";
import type { PersonWords } from "../../locale/person/index";
import { Clip, Play, Square } from "./icons";
import { type Playing, play } from "./sound";

/** A refusal in the visitor's words; the edge's own where there are none. */
export const whyNot = (code: string, t: PersonWords): string => t[code as keyof PersonWords] ?? code;

/** A size as people say it: 1024 bytes are a KB here, as in the limits. */
export function size(bytes: number): string {
  return bytes < 1 << 20 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
}

const kind = (type: string): string => type.split("/")[1]!.replace("plain", "text").toUpperCase();

export function Sending({ file, t, stop }: { file: NonNullable<Pending["file"]>; t: PersonWords; stop?: () => void }) {
  const part = Math.round((100 * file.got) / file.of);
  return (
    <span class="chip">
      <Clip /><span class="file"><b>{file.name}</b><span>{size(file.blob.size)}</span></span>
      {stop && <progress max={100} value={part} aria-label={fill(t.file_sent, { n: part })} />}
      {stop && <button type="button" aria-label={`${t.file_cancel}: ${file.name}`} onClick={stop}>{t.file_cancel}</button>}
    </span>
  );
}

/** A file as a download; a voice note can be heard as well. Nothing of it is put into the page. */
export function Chip({ a, t, from, guard }: { a: Attachment; t: PersonWords; from: Conversation; guard: Guard }) {
  const [off, setOff] = useState(false);
  const [on, setOn] = useState(false);
  const playing = useRef<Playing | undefined>(undefined);
  const save = async (): Promise<void> => {
    try {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await from.fetch(a));
      link.download = a.name;
      link.click();
      guard.after(60_000, () => URL.revokeObjectURL(link.href));
      setOff(false);
    } catch {
      setOff(true);
    }
  };
  const listen = async (): Promise<void> => {
    if (on) return playing.current?.stop();
    try {
      playing.current = await play(await from.fetch(a), () => setOn(false));
      setOn(true);
    } catch {
      await save(); // this browser does not know the sound
    }
  };
  return (
    <span class="chip">
      {a.type.startsWith("audio/") && (
        <button type="button" class="round" aria-label={on ? t.voice_quiet : t.voice_listen} onClick={() => void listen()}>{on ? <Square /> : <Play />}</button>
      )}
      <button type="button" class="get" aria-label={fill(t.file_get, { name: `${a.name}, ${kind(a.type)}, ${size(a.size)}` })} onClick={() => void save()}>
        <Clip /><span class="file"><b>{a.name}</b><span>{kind(a.type)} · {size(a.size)}</span></span>
      </button>
      {a.kept && <span class="hint">{t.file_kept}</span>}
      {off && <span class="hint" role="alert">{t.file_off}</span>}
    </span>
  );
}
