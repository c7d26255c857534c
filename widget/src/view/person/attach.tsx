/**
 * The buttons beside the field: a file, by press, by dropping it on the panel
 * or by pasting a picture; and a voice note.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../effects/conversation";
import type { Guard } from "../../guard";
import { personWords } from "../../locale/person/index";
import type { State } from "../panel/state";
import { Clip } from "./icons";
import { createVoice } from "./voice";

const ACCEPT = "image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain,.txt,.log,.csv,.md";
const BY_NAME: Record<string, string> = { txt: "text/plain", log: "text/plain", csv: "text/plain", md: "text/plain" };

/** What a file says it is; some systems know no type for logs. */
const typeOf = (f: File): string => f.type || BY_NAME[f.name.split(".").pop()!.toLowerCase()] || "application/octet-stream";

export function createAttach(guard: Guard, conversation: Conversation) {
  const Voice = createVoice(guard, conversation);
  return function Attach({ state }: { state: State }) {
    const t = personWords(state.locale);
    const here = useRef<HTMLSpanElement>(null);
    const field = useRef<HTMLInputElement>(null);
    const [over, setOver] = useState(false);
    const { kept, gone } = state.talk;

    const take = (files: Iterable<File>, name?: string): void => {
      for (const f of files) conversation.attach(f, (name ?? f.name).replace(/[/\\\p{C}]/gu, "_").slice(-120), typeOf(f));
    };
    useEffect(() => {
      const panel = here.current?.closest(".panel");
      if (!panel) return undefined;
      const with_ = (e: DragEvent): boolean => !!e.dataTransfer?.types.includes("Files");
      const on = { capture: true };
      const stops = [
        guard.listen<ClipboardEvent>(panel, "paste", (e) => {
          const files = [...(e.clipboardData?.files ?? [])].filter((f) => f.type.startsWith("image/"));
          if (!files.length) return;
          e.preventDefault();
          take(files, `${t.pasted}.${files[0]!.type.split("/")[1]}`);
        }, on),
        guard.listen<DragEvent>(panel, "dragover", (e) => {
          if (!with_(e)) return;
          e.preventDefault();
          setOver(true);
        }, on),
        guard.listen<DragEvent>(panel, "dragleave", (e) => {
          if (!panel.contains(e.relatedTarget as Node | null)) setOver(false);
        }, on),
        guard.listen<DragEvent>(panel, "drop", (e) => {
          if (!with_(e)) return;
          e.preventDefault();
          setOver(false);
          take(e.dataTransfer!.files);
        }, on),
      ];
      return () => stops.forEach((stop) => stop());
    }, [state.locale, !kept || gone || kept.threads?.length]);
    if (!kept || gone || kept.threads?.length) return null; // files are not sealed
    return (
      <span class="attach" ref={here}>
        <input ref={field} type="file" hidden multiple accept={ACCEPT} tabIndex={-1} aria-label={t.attach}
          onChange={(e) => {
            take(e.currentTarget.files ?? []);
            e.currentTarget.value = "";
          }} />
        <button class="tool" type="button" aria-label={t.attach} title={t.attach} onClick={() => field.current?.click()}><Clip /></button>
        <Voice t={t} />
        {over && <span class="drop">{t.attach_drop}</span>}
      </span>
    );
  };
}
