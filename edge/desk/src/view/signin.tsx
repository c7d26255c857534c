import { useSignal } from "@preact/signals";
import { offeredToken, signIn, type SignInFailure } from "../session";
import { switchLanguage } from "../language";
import { say } from "../words";

export function SignIn() {
  const failure = useSignal<SignInFailure | null>(null);
  const busy = useSignal(false);
  const submit = async (e: SubmitEvent) => {
    e.preventDefault();
    const data = new FormData(e.currentTarget as HTMLFormElement);
    busy.value = true;
    failure.value = await signIn(String(data.get("token")).trim(), String(data.get("name")).trim());
    busy.value = false;
  };
  return (
    <main class="signin">
      <form onSubmit={submit}>
        <span class="mark" aria-hidden="true" />
        <h1>{say("signin.title")}</h1>
        <p class="lead">{say("signin.lead")}</p>
        <label for="name">{say("signin.name")}</label>
        <input id="name" name="name" required maxLength={60} autocomplete="nickname" autofocus />
        <label for="token">{say("signin.token")}</label>
        <input id="token" name="token" type="password" required value={offeredToken} autocomplete="off"
          aria-describedby="token-help" aria-invalid={failure.value === "signin.wrong"} />
        <p id="token-help" class="help">{say("signin.token.help")}</p>
        {failure.value && <p class="failure" role="alert">{say(failure.value)}</p>}
        <button class="primary" disabled={busy.value}>{say("signin.go")}</button>
        <button type="button" class="quiet" onClick={switchLanguage}>{say("language")}</button>
      </form>
    </main>
  );
}
