import { useSignal } from "@preact/signals";
import { site } from "../../desk/src/session";
import { say } from "./words";

/** What a product team pastes, with their own address in it. */
export function Embed() {
  const tag = `<script src="${location.origin}/lamplight.js" data-site="${site}" async></script>`;
  const policy = `script-src ${location.origin} 'wasm-unsafe-eval'; connect-src ${location.origin} ${location.origin.replace("http", "ws")}`;
  return (
    <section class="card" aria-labelledby="embed">
      <h2 id="embed">{say("embed")}</h2>
      <p class="help">{say("embed.lead")}</p>
      <Line text={tag} />
      <Line text={policy} />
    </section>
  );
}

function Line({ text }: { text: string }) {
  const done = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    done.value = true;
    setTimeout(() => (done.value = false), 2000);
  };
  return (
    <div class="snippet">
      <pre tabIndex={0}>{text}</pre>
      <button type="button" onClick={copy} aria-live="polite">{say(done.value ? "copied" : "copy")}</button>
    </div>
  );
}
