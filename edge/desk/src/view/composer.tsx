import { useEffect, useRef } from "preact/hooks";
import type { Conversation } from "../protocol";
import { send, tellTyping } from "../store";
import { say } from "../words";
import { Attach, forgetFiles, wholeFiles } from "./attachment";
import { articlesOf, draftOf, forgetDraft, insertion } from "./reply";

const typingEvery = 3000;

/** Where the agent writes. Enter sends, Shift+Enter breaks the line. */
export function Composer({ conversation: c }: { conversation: Conversation }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const told = useRef(0);
  const draft = draftOf(c.conversation);
  useEffect(() => {
    const asked = insertion.value;
    if (!asked || asked.conversation !== c.conversation || !box.current) return;
    const field = box.current;
    const gap = field.value && !field.value.endsWith("\n") ? "\n\n" : "";
    field.setRangeText(gap + asked.text, field.selectionEnd, field.selectionEnd, "end");
    draft.value = field.value;
    articlesOf(c.conversation).add(asked.article);
    insertion.value = null;
    field.focus();
  }, [insertion.value]);
  const submit = () => {
    const text = draft.value.trim();
    const files = wholeFiles(c.conversation);
    if (!text && files.length === 0) return;
    send(c.conversation, text, [...articlesOf(c.conversation)].slice(0, 3), files);
    forgetFiles(c.conversation);
    forgetDraft(c.conversation);
    told.current = 0;
  };
  const input = (e: InputEvent) => {
    draft.value = (e.currentTarget as HTMLTextAreaElement).value;
    if (performance.now() - told.current < typingEvery && told.current) return;
    told.current = performance.now();
    tellTyping(c.conversation, draft.value !== "");
  };
  const key = (e: KeyboardEvent) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    submit();
  };
  return (
    <form class="composer" onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <label class="hidden" for="reply">{say("reply")}</label>
      <textarea id="reply" ref={box} rows={3} maxLength={4000} dir="auto" placeholder={say("reply.hint")}
        value={draft.value} onInput={input} onKeyDown={key} />
      <Attach conversation={c} />
      <button class="primary" disabled={draft.value.trim() === "" && wholeFiles(c.conversation).length === 0}>{say("send")}</button>
    </form>
  );
}
