import { useEffect } from "preact/hooks";
import { session } from "../session";
import { connected, open, openId } from "../store";
import { language } from "../language";
import { say } from "../words";
import { ConversationView } from "./conversation";
import { Header } from "./header";
import { KeyNotice } from "./key";
import { Queue } from "./queue";
import { SignIn } from "./signin";
import { VisitorPanel } from "./visitor";

/** The whole page. On narrow screens one column shows at a time. */
export function Desk() {
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = `${say("title")} · Lamplight`;
  });
  if (!session.value) return <SignIn />;
  return (
    <div class={`desk ${openId.value ? "has-open" : ""}`}>
      <Header />
      {!connected.value && <p class="notice" role="status">{say("line.down")}</p>}
      <KeyNotice />
      <div class="columns">
        <Queue />
        {open.value ? <ConversationView key={open.value.conversation} conversation={open.value} /> : <Nothing />}
        {open.value && <VisitorPanel conversation={open.value} />}
      </div>
    </div>
  );
}

function Nothing() {
  return (
    <main class="nothing">
      <p class="nothing-title">{say("pick")}</p>
      <p>{say("pick.more")}</p>
    </main>
  );
}
