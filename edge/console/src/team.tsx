import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { when } from "../../desk/src/language";
import type { Person, Presence } from "../../desk/src/protocol";
import { api, session } from "../../desk/src/session";
import { Modal } from "../../desk/src/view/dialog";
import { dialog } from "../../desk/src/ui";
import { say } from "./words";

const roles = ["agent", "lead", "author", "admin"] as const;

/** Who works for the site: added, changed and removed by admins. */
export function Team() {
  const people = useSignal<Person[] | null>(null);
  const lines = useSignal<string[]>([]);
  const failure = useSignal("");
  const made = useSignal<{ name: string; key: string } | null>(null);
  const leaving = useSignal<Person | null>(null);
  const load = async (): Promise<void> => {
    const [p, l] = await Promise.all([api("people"), api("presence")]).catch(() => [null, null]);
    if (p?.ok) people.value = ((await p.json()) as { people: Person[] }).people;
    else failure.value = say("team.failed");
    if (l?.ok) lines.value = ((await l.json()) as { lines: Presence[] }).lines.map((x) => x.line);
  };
  useEffect(() => void load(), []);
  /** Asks the edge, shows a refusal in its words, and looks again. */
  const change = async (path: string, method: string, body?: unknown): Promise<{ key?: string } | null> => {
    const answer = await api(path, method, body).catch(() => null);
    const text = answer ? await answer.text() : "";
    const said = (text ? JSON.parse(text) : {}) as { key?: string; detail?: string };
    failure.value = answer?.ok ? "" : (said.detail ?? say("team.failed"));
    await load();
    return answer?.ok ? said : null;
  };
  const add = async (e: SubmitEvent) => {
    e.preventDefault();
    const form = e.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const name = String(data.get("name")).trim();
    const chosen = data.getAll("line").map(String);
    const got = await change("people", "POST", { name, role: data.get("role"), email: String(data.get("email")).trim(), lines: chosen.length === lines.value.length ? [] : chosen });
    if (!got?.key) return;
    made.value = { name, key: got.key };
    form.reset();
  };
  const role = (p: Person, to: string) => change(`people/${p.person}`, "PUT", { name: p.name, role: to, lines: p.lines ?? [], email: p.email ?? "" });
  const key = async (p: Person) => {
    const got = await change(`people/${p.person}`, "POST", {});
    if (got?.key) made.value = { name: p.name, key: got.key };
  };
  const ask = (p: Person) => {
    leaving.value = p;
    dialog.value = "hand"; // one dialog at a time
  };
  return (
    <section class="card wide" aria-labelledby="team">
      <h2 id="team">{say("team")}</h2>
      <p class="help">{say("team.lead")}</p>
      {failure.value && <p class="failure" role="alert">{failure.value}</p>}
      {made.value && <Key name={made.value.name} value={made.value.key} close={() => (made.value = null)} />}
      {!people.value && !failure.value && <p role="status">…</p>}
      {people.value && (
        <div class="scroll">
          <table class="team">
            <thead><tr><th scope="col">{say("team.name")}</th><th scope="col">{say("team.role")}</th><th scope="col">{say("team.lines")}</th><th scope="col">{say("team.seen")}</th><th scope="col"><span class="hidden">{say("team.actions")}</span></th></tr></thead>
            <tbody>
              {people.value.map((p) => (
                <tr key={p.person}>
                  <th scope="row"><span class={p.online ? "dot on" : "dot"} aria-hidden="true" /> <bdi>{p.name}</bdi>{p.email && <span class="help"> {p.email}</span>}</th>
                  <td>
                    <select aria-label={say("team.role.of", { name: p.name })} value={p.role} onChange={(e) => void role(p, e.currentTarget.value)}>
                      {roles.map((r) => <option key={r} value={r}>{say(`role.${r}`)}</option>)}
                    </select>
                  </td>
                  <td class="lines-of">{p.lines?.length ? p.lines.map((l) => l || say("line.default")).join(", ") : say("team.lines.all")}</td>
                  <td>{p.seen ? when(p.seen) : say("team.never")}</td>
                  <td>
                    <div class="row">
                      <button type="button" onClick={() => void key(p)}>{say("team.key")}</button>
                      {p.person !== session.value?.agent && <button type="button" onClick={() => ask(p)}>{say("team.remove")}</button>}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <form class="add" onSubmit={(e) => void add(e)}>
        <label>{say("team.name")} <input name="name" required maxLength={64} autocomplete="off" /></label>
        <label>{say("team.role")} <select name="role">{roles.map((r) => <option key={r} value={r}>{say(`role.${r}`)}</option>)}</select></label>
        <label>{say("team.email")} <input name="email" type="email" maxLength={254} autocomplete="off" /></label>
        {lines.value.length > 1 && (
          <fieldset>
            <legend>{say("team.lines")}</legend>
            {lines.value.map((l) => <label key={l} class="check"><input type="checkbox" name="line" value={l} checked /> {l || say("line.default")}</label>)}
          </fieldset>
        )}
        <button class="primary">{say("team.add")}</button>
      </form>
      {leaving.value && dialog.value && (
        <Modal title={say("team.remove.sure", { name: leaving.value.name })}>
          <p>{say("team.remove.what")}</p>
          <p class="row">
            <button type="button" class="primary" onClick={() => { void change(`people/${leaving.value!.person}`, "DELETE"); dialog.value = null; }}>{say("team.remove")}</button>
            <button type="button" onClick={() => (dialog.value = null)}>{say("team.keep")}</button>
          </p>
        </Modal>
      )}
    </section>
  );
}

/** A key is shown once: it is stored as a hash only. */
function Key({ name, value, close }: { name: string; value: string; close: () => void }) {
  const done = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    done.value = true;
  };
  return (
    <div class="key" role="status">
      <p>{say("team.key.shown", { name })}</p>
      <p class="row"><code>{value}</code> <button type="button" onClick={() => void copy()}>{say(done.value ? "copied" : "copy")}</button> <button type="button" class="quiet" onClick={close}>{say("team.key.close")}</button></p>
    </div>
  );
}
