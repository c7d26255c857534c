/**
 * A voice note. The browser asks for the microphone on the press and never
 * before; nothing leaves the page until the visitor has heard that it is sent.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../effects/conversation";
import type { Guard } from "../../guard";
import type { PersonWords } from "../../locale/person/index";
import { Mic, Play, Square } from "./icons";
import { type Playing, play } from "./sound";

const LONGEST = 180; // s; at 32 kbit/s well below the edge's 5 MB
const RATE = 32_000; // bit/s
const FORMATS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"]; // Chromium, Firefox, Safari
const ENDINGS: Record<string, string> = { webm: "webm", ogg: "ogg", mp4: "m4a" };

const possible = (): boolean => typeof MediaRecorder === "function" && !!navigator.mediaDevices?.getUserMedia;
const clock = (s: number): string => `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;

export function createVoice(guard: Guard, conversation: Conversation) {
  return function Voice({ t }: { t: PersonWords }) {
    const [phase, setPhase] = useState<"" | "asking" | "on" | "done">("");
    const [seconds, setSeconds] = useState(0);
    const [trouble, setTrouble] = useState("");
    const [heard, setHeard] = useState(false);
    const recorder = useRef<MediaRecorder | undefined>(undefined);
    const note = useRef<Blob | undefined>(undefined);
    const playing = useRef<Playing | undefined>(undefined);

    useEffect(() => {
      if (phase !== "on") return undefined;
      if (seconds >= LONGEST) {
        setTrouble(t.voice_long);
        recorder.current?.stop();
        return undefined;
      }
      return guard.after(1000, () => setSeconds(seconds + 1));
    }, [phase, seconds]);
    useEffect(() => () => {
      recorder.current?.stream.getTracks().forEach((track) => track.stop()); // the panel was closed
      playing.current?.stop();
    }, []);

    const record = async (): Promise<void> => {
      setPhase("asking");
      setTrouble("");
      try {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        const mimeType = FORMATS.find((f) => MediaRecorder.isTypeSupported(f));
        const r = (recorder.current = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: RATE }));
        const parts: Blob[] = [];
        r.ondataavailable = (e) => parts.push(e.data);
        r.onstop = guard.safe(() => {
          stream.getTracks().forEach((track) => track.stop());
          note.current = new Blob(parts, { type: r.mimeType.split(";")[0] });
          if (note.current.size === 0) setTrouble(t.voice_empty);
          setPhase(note.current.size ? "done" : "");
        });
        r.start();
        setSeconds(0);
        setPhase("on");
      } catch (error) {
        setPhase("");
        setTrouble((error as Error).name === "NotFoundError" ? t.voice_none : t.voice_denied);
      }
    };
    const forget = (): void => {
      playing.current?.stop();
      note.current = undefined;
      setTrouble("");
      setPhase("");
    };
    const listen = async (): Promise<void> => {
      if (heard) return playing.current?.stop();
      try {
        playing.current = await play(note.current!, () => setHeard(false));
        setHeard(true);
      } catch {
        setTrouble(t.voice_mute);
      }
    };
    const send = (): void => {
      const type = note.current!.type;
      conversation.attach(note.current!, `${t.voice_name} ${clock(seconds).replace(":", ".")}.${ENDINGS[type.split("/")[1]!] ?? "webm"}`, type);
      forget();
    };
    if (!possible()) return null;
    return (
      <>
        {(phase === "" || phase === "asking") && (
          <button class="tool" type="button" aria-label={t.voice} title={t.voice} disabled={phase === "asking"} onClick={() => void record()}><Mic /></button>
        )}
        {(phase === "on" || phase === "done") && (
          <span class="voice" role="group" aria-label={t.voice_name}>
            <span class={phase === "on" ? "timer live-now" : "timer"} role="timer" aria-label={phase === "on" ? t.voice_on : undefined}>{clock(seconds)}</span>
            {phase === "on" ? (
              <button type="button" class="plain" onClick={() => recorder.current?.stop()}><Square />{t.voice_stop}</button>
            ) : (
              <>
                <button type="button" class="plain" onClick={() => void listen()}>{heard ? <Square /> : <Play />}{heard ? t.voice_quiet : t.voice_listen}</button>
                <button type="button" class="plain" onClick={forget}>{t.voice_drop}</button>
                <button type="button" class="primary" onClick={send}>{t.voice_send}</button>
              </>
            )}
          </span>
        )}
        {trouble && <span class="hint" role="alert">{trouble}</span>}
      </>
    );
  };
}
