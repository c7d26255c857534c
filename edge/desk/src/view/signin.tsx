import { useSignal } from "@preact/signals";
import { offeredToken, providerAddress, returned, signIn, signInByAccess, ways, type SignInFailure } from "../session";
import { switchLanguage } from "../language";
import { say, type Key } from "../words";

const comeBack: Record<string, Key> = { forbidden: "signin.refused", expired: "signin.expired", "slow-down": "signin.fast", unavailable: "signin.provider" };

/** Every way in that the site has. `page` is where an identity provider brings people back to. */
export function SignIn({ page }: { page: "desk" | "console" }) {
  const failure = useSignal<Key | null>(returned.value ? (comeBack[returned.value] ?? "signin.unproven") : null);
  const busy = useSignal(false);
  const run = async (way: () => Promise<SignInFailure | null>) => {
    busy.value = true;
    failure.value = await way();
    busy.value = false;
  };
  const submit = (e: SubmitEvent) => {
    e.preventDefault();
    const data = new FormData(e.currentTarget as HTMLFormElement);
    void run(() => signIn(String(data.get("token")).trim(), String(data.get("name")).trim()));
  };
  const found = ways.value;
  if (!found) return <main class="signin"><p role="status">{say("loading")}</p></main>;
  return (
    <main class="signin">
      <form onSubmit={submit}>
        <span class="mark" aria-hidden="true" />
        <h1>{say(page === "desk" ? "signin.title" : "signin.title.console")}</h1>
        <p class="lead">{say("signin.lead")}</p>
        {failure.value && <p class="failure" role="alert">{say(failure.value)}</p>}
        {found.oidc && <a class="button primary" href={providerAddress(page)}>{say("signin.provider.go", { name: found.oidc.name || "OpenID" })}</a>}
        {found.access && <button type="button" class="primary" disabled={busy.value} onClick={() => void run(signInByAccess)}>{say("signin.access")}</button>}
        {(found.oidc || found.access) && <p class="or">{say("signin.or")}</p>}
        <label for="token">{say("signin.token")}</label>
        <input id="token" name="token" type="password" required value={offeredToken} autocomplete="off" autofocus={!offeredToken && !found.oidc}
          aria-describedby="token-help" aria-invalid={failure.value === "signin.wrong"} />
        <p id="token-help" class="help">{say("signin.token.help")}</p>
        <label for="name">{say("signin.name")}</label>
        <input id="name" name="name" maxLength={60} autocomplete="nickname" required={offeredToken !== "" && !offeredToken.startsWith("k.")} autofocus={offeredToken !== ""} aria-describedby="name-help" />
        <p id="name-help" class="help">{say("signin.name.help")}</p>
        <button class={found.oidc ? "" : "primary"} disabled={busy.value}>{say("signin.go")}</button>
        <button type="button" class="quiet" onClick={switchLanguage}>{say("language")}</button>
      </form>
    </main>
  );
}
