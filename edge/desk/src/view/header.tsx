import { colleagues } from "../colleagues";
import { session, signOut } from "../session";
import { connected } from "../store";
import { dialog } from "../ui";
import { switchLanguage } from "../language";
import { say, sayKind } from "../words";

export function Header() {
  const s = session.value;
  const here = colleagues.value.filter((p) => p.online);
  return (
    <header class="header">
      <span class="mark" aria-hidden="true" />
      <h1>{say("title")}</h1>
      <span class={`line ${connected.value ? "up" : "down"}`}>{connected.value ? say("line.up") : say("line.off")}</span>
      {connected.value && <span class="line here" title={here.map((p) => p.name).join(", ")}>{say(here.length === 1 ? "here.one" : "here", { n: here.length })}</span>}
      <span class="who">{s?.name} <span class="role">{sayKind("role", s?.roles[0] ?? "")}</span></span>
      <button type="button" class="quiet wide-only" onClick={() => (dialog.value = "keys")}>{say("keys")}</button>
      <button type="button" class="quiet" onClick={() => (dialog.value = "sessions")}>{say("sessions")}</button>
      <button type="button" class="quiet" onClick={switchLanguage}>{say("language")}</button>
      <button type="button" class="quiet" onClick={() => signOut(true)}>{say("signout")}</button>
    </header>
  );
}
