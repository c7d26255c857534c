import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { when } from "../language";
import { api } from "../session";
import { say, sayKind } from "../words";
import { Modal } from "./dialog";

export interface OpenSession {
  id: string;
  person: string;
  name: string;
  role: string;
  via: string;
  created: number;
  seen: number;
  expires: number;
  sockets: number;
  current?: boolean;
}

/** Where one is signed in; what one does not know can be ended at once. */
export function Sessions() {
  return <Modal title={say("sessions.title")}><SessionList /></Modal>;
}

export function SessionList() {
  const list = useSignal<OpenSession[] | null>(null);
  const failed = useSignal(false);
  const load = async (): Promise<void> => {
    try {
      const answer = await api("sessions");
      if (!answer.ok) throw new Error();
      list.value = ((await answer.json()) as { sessions: OpenSession[] }).sessions;
      failed.value = false;
    } catch {
      failed.value = true;
    }
  };
  useEffect(() => void load(), []);
  const end = async (id: string) => {
    await api(`sessions/${id}`, "DELETE").catch(() => null);
    await load();
  };
  if (failed.value) return <p class="failure" role="alert">{say("load.failed")} <button type="button" onClick={() => void load()}>{say("again")}</button></p>;
  if (!list.value) return <p role="status">{say("loading")}</p>;
  return (
    <ul class="sessions">
      {list.value.map((s) => (
        <li key={s.id}>
          <span class="choice-name">{s.name} <span class="role">{sayKind("role", s.role)}</span></span>
          <span class="help">
            {say("sessions.since", { when: when(s.created), via: sayKind("via", s.via) })}
            {s.sockets > 0 && ` · ${say("sessions.open", { n: s.sockets })}`}
          </span>
          {s.current
            ? <span class="current">{say("sessions.this")}</span>
            : <button type="button" onClick={() => void end(s.id)} aria-label={say("sessions.end.label", { name: s.name, when: when(s.created) })}>{say("sessions.end")}</button>}
        </li>
      ))}
    </ul>
  );
}
