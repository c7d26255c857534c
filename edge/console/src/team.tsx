import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { when } from "../../desk/src/language";
import type { Person } from "../../desk/src/protocol";
import { session } from "../../desk/src/session";
import { dialog } from "../../desk/src/ui";
import { Modal } from "../../desk/src/view/dialog";
import { add, failure, lines, load, made, newKey, people, remove, setRole } from "./roster";
import { say } from "./words";

const roles = ["agent", "lead", "author", "admin"] as const;

/** Who works for the site: added, changed and removed by admins. */
export function Team() {
  const leaving = useSignal<Person | null>(null);
  useEffect(() => void load(), []);
  const ask = (p: Person) => {
    leaving.value = p;
    dialog.value = "remove";
  };
  return (
    <section class="card wide" aria-labelledby="team">
      <h2 id="team">{say("team")}</h2>
      <p class="help">{say("team.lead")}</p>
      {failure.value && <p class="failure" role="alert">{failure.value}</p>}
      {made.value && <Key name={made.value.name} value={made.value.key} />}
      {!people.value && !failure.value && <p role="status">…</p>}
      {people.value && (
        <div class="scroll">
          <table class="team">
            <thead>
              <tr>
                <th scope="col">{say("team.name")}</th><th scope="col">{say("team.role")}</th><th scope="col">{say("team.lines")}</th>
                <th scope="col">{say("team.seen")}</th><th scope="col"><span class="hidden">{say("team.actions")}</span></th>
              </tr>
            </thead>
            <tbody>{people.value.map((p) => <Row key={p.person} person={p} remove={() => ask(p)} />)}</tbody>
          </table>
        </div>
      )}
      <Add />
      {leaving.value && dialog.value === "remove" && <Remove person={leaving.value} />}
    </section>
  );
}

function Row({ person: p, remove: ask }: { person: Person; remove: () => void }) {
  return (
    <tr>
      <th scope="row"><span class={p.online ? "dot on" : "dot"} aria-hidden="true" /> <bdi>{p.name}</bdi>{p.email && <span class="help"> {p.email}</span>}</th>
      <td><Roles label={say("team.role.of", { name: p.name })} value={p.role} change={(to) => void setRole(p, to)} /></td>
      <td class="lines-of">{p.lines?.length ? p.lines.map((l) => l || say("line.default")).join(", ") : say("team.lines.all")}</td>
      <td>{p.seen ? when(p.seen) : say("team.never")}</td>
      <td>
        <div class="row">
          <button type="button" onClick={() => void newKey(p)}>{say("team.key")}</button>
          {p.person !== session.value?.agent && <button type="button" onClick={ask}>{say("team.remove")}</button>}
        </div>
      </td>
    </tr>
  );
}

function Roles({ label, value, change }: { label?: string; value?: string; change?: (to: string) => void }) {
  return (
    <select name="role" aria-label={label} value={value} onChange={(e) => change?.(e.currentTarget.value)}>
      {roles.map((r) => <option key={r} value={r}>{say(`role.${r}`)}</option>)}
    </select>
  );
}

function Add() {
  const submit = async (e: SubmitEvent) => {
    e.preventDefault();
    const form = e.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    if (await add(text("name"), text("role"), text("email"), data.getAll("line").map(String))) form.reset();
  };
  return (
    <form class="add" onSubmit={(e) => void submit(e)}>
      <label>{say("team.name")} <input name="name" required maxLength={64} autocomplete="off" /></label>
      <label>{say("team.role")} <Roles /></label>
      <label>{say("team.email")} <input name="email" type="email" maxLength={254} autocomplete="off" /></label>
      {lines.value.length > 1 && (
        <fieldset>
          <legend>{say("team.lines")}</legend>
          {lines.value.map((l) => <label key={l} class="check"><input type="checkbox" name="line" value={l} defaultChecked /> {l || say("line.default")}</label>)}
        </fieldset>
      )}
      <button class="primary">{say("team.add")}</button>
    </form>
  );
}

/** Removing is confirmed: it ends what somebody may be doing. */
function Remove({ person: p }: { person: Person }) {
  const yes = () => {
    dialog.value = null;
    void remove(p);
  };
  return (
    <Modal title={say("team.remove.sure", { name: p.name })}>
      <p>{say("team.remove.what")}</p>
      <p class="row">
        <button type="button" class="primary" onClick={yes}>{say("team.remove")}</button>
        <button type="button" onClick={() => (dialog.value = null)}>{say("team.keep")}</button>
      </p>
    </Modal>
  );
}

/** A key is shown once: it is stored as a hash only. */
function Key({ name, value }: { name: string; value: string }) {
  const done = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    done.value = true;
  };
  return (
    <div class="key" role="status">
      <p>{say("team.key.shown", { name })}</p>
      <p class="row">
        <code>{value}</code> <button type="button" onClick={() => void copy()}>{say(done.value ? "copied" : "copy")}</button>{" "}
        <button type="button" class="quiet" onClick={() => (made.value = null)}>{say("team.key.close")}</button>
      </p>
    </div>
  );
}
