import { useEffect } from "preact/hooks";
import { language, switchLanguage } from "../../desk/src/language";
import { session, signOut, site } from "../../desk/src/session";
import { SignIn } from "../../desk/src/view/signin";
import { Counts } from "./counts";
import { reachable } from "./data";
import { Effect } from "./effect";
import { Embed } from "./embed";
import { Knowledge } from "./knowledge";
import { People } from "./people";
import { say } from "./words";

/** The page of the product team: what is published, who needs a person, how to embed. */
export function Console() {
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = `${say("title")} · Lamplight`;
  });
  if (!session.value) return <SignIn />;
  return (
    <div class="console">
      <header class="header">
        <span class="mark" aria-hidden="true" />
        <h1>{say("title")} <span class="site">{site}</span></h1>
        <a class="quiet" href={`/desk/?site=${site}`}>{say("desk")}</a>
        <button type="button" class="quiet" onClick={switchLanguage}>{say("language")}</button>
        <button type="button" class="quiet" onClick={() => signOut(true)}>{say("signout")}</button>
      </header>
      {!reachable.value && <p class="notice" role="status">{say("offline")}</p>}
      <main class="cards">
        <Knowledge />
        <People />
        <Effect />
        <Counts />
        <Embed />
      </main>
    </div>
  );
}
