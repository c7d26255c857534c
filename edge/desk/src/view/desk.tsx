import { useEffect } from "preact/hooks";
import { answers, session } from "../session";
import { connected, load, loading, open, openId, queue } from "../store";
import { dialog } from "../ui";
import { language } from "../language";
import { say } from "../words";
import { ConversationView } from "./conversation";
import { HandDialog, KeysDialog } from "./dialog";
import { Header } from "./header";
import { KeyNotice } from "./key";
import { Queue } from "./queue";
import { Sessions } from "./sessions";
import { SignIn } from "./signin";
import { VisitorPanel } from "./visitor";

/** The whole page. On narrow screens one column shows at a time. */
export function Desk() {
  const waiting = queue.value.waiting.length;
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${say("title")} · Lamplight`;
  });
  if (!session.value) return <SignIn page="desk" />;
  if (!answers(session.value)) return <NotHere />;
  return (
    <div class={`desk ${openId.value ? "has-open" : ""}`}>
      <Header />
      {!connected.value && <p class="notice" role="status">{say("line.down")}</p>}
      <KeyNotice />
      <div class="columns">
        <Queue />
        {open.value ? <ConversationView key={open.value.conversation} conversation={open.value} /> : openId.value ? <Coming id={openId.value} /> : <Nothing />}
        {open.value && <VisitorPanel conversation={open.value} />}
      </div>
      {dialog.value === "keys" && <KeysDialog />}
      {dialog.value === "hand" && open.value && <HandDialog conversation={open.value} />}
      {dialog.value === "sessions" && <Sessions />}
    </div>
  );
}

/** An author has signed in: their place is the console. */
function NotHere() {
  return (
    <div class="desk">
      <Header />
      <main class="nothing">
        <p class="nothing-title">{say("author")}</p>
        <p><a href={`/console/${location.search}`}>{say("author.console")}</a></p>
      </main>
    </div>
  );
}

/** A conversation on its way, or one that did not come. */
function Coming({ id }: { id: string }) {
  if (loading.value !== "failed") return <main class="conversation" aria-busy="true"><p class="coming" role="status">{say("loading")}</p></main>;
  return (
    <main class="nothing">
      <p class="nothing-title" role="alert">{say("load.failed")}</p>
      <p><button type="button" onClick={() => void load(id)}>{say("again")}</button></p>
    </main>
  );
}

function Nothing() {
  return (
    <main class="nothing">
      <p class="nothing-title">{say("pick")}</p>
      <p>{say("pick.more")}</p>
      <p><button type="button" class="quiet" onClick={() => (dialog.value = "keys")}>{say("keys")} <kbd>?</kbd></button></p>
    </main>
  );
}
