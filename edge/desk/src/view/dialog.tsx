import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { colleagues, lines, look } from "../colleagues";
import type { Conversation } from "../protocol";
import { handOver } from "../store";
import { shortcuts } from "../shortcuts";
import { dialog, singleKeys, switchSingleKeys } from "../ui";
import { say, sayKind } from "../words";

/** A modal dialog of the browser's own: it holds the focus and gives it back. */
export function Modal({ title, children }: { title: string; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current?.showModal();
    return () => before?.focus();
  }, []);
  return (
    <dialog ref={box} aria-labelledby="dialog-title" onClose={() => (dialog.value = null)}
      onClick={(e) => e.target === box.current && box.current?.close()}>
      <div class="dialog-head">
        <h2 id="dialog-title">{title}</h2>
        <button type="button" class="quiet" onClick={() => box.current?.close()}>{say("close")}</button>
      </div>
      {children}
    </dialog>
  );
}

/** To whom, or into which line. */
export function HandDialog({ conversation: c }: { conversation: Conversation }) {
  useEffect(() => void look(), []);
  const others = colleagues.value.filter((p) => p.person !== c.agent);
  const elsewhere = lines.value.filter((l) => l.line !== (c.line ?? ""));
  return (
    <Modal title={say("hand")}>
      <h3>{say("hand.to")}</h3>
      {others.length === 0 && <p class="help">{say("hand.nobody")}</p>}
      <ul class="choices">
        {others.map((p, i) => (
          <li key={p.person}>
            <button type="button" autofocus={i === 0} onClick={() => handOver(c.conversation, { to: p.person })}>
              <span class={p.online ? "dot on" : "dot"} aria-hidden="true" />
              <span class="choice-name">{p.name}</span>
              <span class="help">{sayKind("role", p.role)} · {say(p.online ? "online" : "away")}</span>
            </button>
          </li>
        ))}
      </ul>
      {elsewhere.length > 0 && <h3>{say("hand.line")}</h3>}
      <ul class="choices">
        {elsewhere.map((l) => (
          <li key={l.line}>
            <button type="button" onClick={() => handOver(c.conversation, { line: l.line })}>
              <span class="choice-name">{l.line || say("line.default")}</span>
              <span class="help">{say("waiting", { n: l.waiting })} · {say("desks", { n: l.agents })}{!l.open && ` · ${say("line.closed")}`}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

export function KeysDialog() {
  return (
    <Modal title={say("keys")}>
      <dl class="keys">
        {shortcuts.map(([keys, does]) => (
          <div key={keys}>
            <dt>{keys.split(" ").map((k) => <kbd key={k}>{k}</kbd>)}</dt>
            <dd>{say(does)}</dd>
          </div>
        ))}
      </dl>
      <label class="check"><input type="checkbox" checked={singleKeys.value} onChange={switchSingleKeys} /> {say("keys.single")}</label>
    </Modal>
  );
}
