import { useEffect } from "preact/hooks";
import { language, switchLanguage } from "../../desk/src/language";
import { answers, runs, session, signOut, site } from "../../desk/src/session";
import { SessionList } from "../../desk/src/view/sessions";
import { SignIn } from "../../desk/src/view/signin";
import { Counts } from "./counts";
import { reachable } from "./data";
import { Effect } from "./effect";
import { Embed } from "./embed";
import { Knowledge } from "./knowledge";
import { People } from "./people";
import { Team } from "./team";
import { say } from "./words";

/** The page of the product team: what is published, who needs a person, how to embed. */
export function Console() {
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = `${say("title")} · Lamplight`;
  });
  if (!session.value) return <SignIn page="console" />;
  return (
    <div class="console">
      <header class="header">
        <span class="mark" aria-hidden="true" />
        <h1>{say("title")} <span class="site">{site}</span></h1>
        {answers(session.value) && <a class="quiet" href={`/desk/?site=${site}`}>{say("desk")}</a>}
        <span class="who">{session.value.name}</span>
        <button type="button" class="quiet" onClick={switchLanguage}>{say("language")}</button>
        <button type="button" class="quiet" onClick={() => signOut(true)}>{say("signout")}</button>
      </header>
      {!reachable.value && <p class="notice" role="status">{say("offline")}</p>}
      <main class="cards">
        <Knowledge />
        {answers(session.value) && <People />}
        <Effect />
        <Counts />
        {runs(session.value) && <Team />}
        <section class="card" aria-labelledby="sessions">
          <h2 id="sessions">{say(runs(session.value) ? "sessions.all" : "sessions")}</h2>
          <SessionList />
        </section>
        <Embed />
      </main>
    </div>
  );
}
