import { session, signOut } from "../session";
import { connected } from "../store";
import { switchLanguage } from "../language";
import { say } from "../words";

export function Header() {
  return (
    <header class="header">
      <span class="mark" aria-hidden="true" />
      <h1>{say("title")}</h1>
      <span class={`line ${connected.value ? "up" : "down"}`}>{connected.value ? say("line.up") : ""}</span>
      <span class="who">{session.value?.name}</span>
      <button type="button" class="quiet" onClick={switchLanguage}>{say("language")}</button>
      <button type="button" class="quiet" onClick={() => signOut(true)}>{say("signout")}</button>
    </header>
  );
}
