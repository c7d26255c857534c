import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { answersOf } from "../answers";
import { isOpen, type Conversation, type Line, type Suggestion } from "../protocol";
import { contextOf, isSealed } from "../seal";
import { api } from "../session";
import { clock } from "../language";
import { say, sayKind } from "../words";
import { insertion } from "./reply";

/** Beside the conversation: the best answers, and what the visitor did. */
export function VisitorPanel({ conversation: c }: { conversation: Conversation }) {
  const answers = answersOf(c);
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const n = e.altKey && /^Digit[1-3]$/.test(e.code) ? Number(e.code.slice(5)) : 0;
      const answer = answers[n - 1];
      if (!answer || !isOpen(c.state)) return;
      e.preventDefault();
      insert(c, answer);
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, [c.conversation, c.state, answers]);
  return (
    <aside class="visitor" aria-label={say("beside")}>
      <section aria-labelledby="answers">
        <h2 id="answers">{say("answers")}</h2>
        {answers.length === 0 && <p class="help">{say(isSealed(c) ? "answers.sealed" : "answers.none")}</p>}
        <ol class="answers">{answers.map((a, i) => <li key={a.article}><Answer conversation={c} answer={a} n={i + 1} /></li>)}</ol>
      </section>
      <Who conversation={c} />
      <Path conversation={c} />
      <Transcript conversation={c} />
    </aside>
  );
}

/** Who asks, as far as they say or the product proves. */
function Who({ conversation: c }: { conversation: Conversation }) {
  return (
    <section aria-labelledby="who">
      <h2 id="who">{say("visitor")}</h2>
      <p class="page">
        {c.visitor ? <code><bdi>{c.visitor}</bdi></code> : say("who.anonymous")}{" "}
        {c.visitor && <span class={c.verified ? "verified" : "help"}>{say(c.verified ? "verified.long" : "unverified")}</span>}
      </p>
    </section>
  );
}

/** The conversation as a file, with secrets masked by the edge. */
function Transcript({ conversation: c }: { conversation: Conversation }) {
  const failed = useSignal(false);
  const save = async (format: "text" | "csv") => {
    const parts: Blob[] = [];
    for (let after = "0"; after; ) {
      const answer = await api(`transcript/${c.conversation}?format=${format}&after=${after}`).catch(() => null);
      failed.value = !answer?.ok;
      if (!answer?.ok) return;
      parts.push(await answer.blob());
      after = answer.headers.get("X-Lamplight-After") ?? "";
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(parts));
    link.download = `conversation-${c.conversation}.${format === "csv" ? "csv" : "txt"}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  return (
    <section aria-labelledby="transcript">
      <h2 id="transcript">{say("transcript")}</h2>
      <p class="help">{say("transcript.help")}</p>
      <p class="row">
        <button type="button" onClick={() => void save("text")}>{say("transcript.text")}</button>
        <button type="button" onClick={() => void save("csv")}>{say("transcript.csv")}</button>
      </p>
      {failed.value && <p class="failure" role="alert">{say("load.failed")}</p>}
    </section>
  );
}

function insert(c: Conversation, a: Suggestion): void {
  insertion.value = { conversation: c.conversation, article: a.article, text: a.text };
}

function Answer({ conversation: c, answer, n }: { conversation: Conversation; answer: Suggestion; n: number }) {
  return (
    <details class="answer" open={n === 1}>
      <summary>{answer.title}</summary>
      <p class="answer-text" dir="auto">{answer.text}</p>
      <button type="button" disabled={!isOpen(c.state)} onClick={() => insert(c, answer)}>
        {say("answers.insert")} <kbd>{say("answers.key", { n })}</kbd>
      </button>
    </details>
  );
}

function Path({ conversation: c }: { conversation: Conversation }) {
  const x = contextOf(c);
  return (
    <section aria-labelledby="path">
      <h2 id="path">{say("path")}</h2>
      {!x && <p class="help">{say(c.enclosed ? "sealed.closed" : "path.none")}</p>}
      {x?.page && <p class="page">{say("path.page")} <code>{x.page}</code></p>}
      <Lines title={say("path.signals")} prefix="signal" lines={x?.signals} tone="warn" />
      <Lines title={say("path.steps")} prefix="kind" lines={x?.steps} tone="plain" />
      <Lines title={say("path.shown")} prefix="kind" lines={x?.shown} tone="plain" />
    </section>
  );
}

function Lines({ title, prefix, lines, tone }: { title: string; prefix: string; lines: Line[] | undefined; tone: string }) {
  if (!lines || lines.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ol class={`lines ${tone}`}>
        {lines.map((l, i) => (
          <li key={i}>
            <time>{clock(l.at)}</time>
            <span><span class="kind">{sayKind(prefix, l.kind)}</span> <bdi>{l.label}</bdi>{l.detail && <code><bdi>{l.detail}</bdi></code>}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
