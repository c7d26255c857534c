/**
 * An offer to ask the site's language model. It says what would leave the page
 * before it does, and nothing leaves without a press by a person. The sentences
 * that come back stand below the answer of the page, which stays as it was
 * whatever becomes of them.
 */

import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Citation, type Heard, askModel } from "../../effects/answer";
import { answerWords } from "../../locale/answer/index";
import type { AnswerProps } from "../panel/answer";
import type { Port } from "../port";
import { seen } from "../seen";

type Said = Heard & { type: "sentence" };
type Stage = "offer" | "asking" | "done" | "over";

export function createOffer(port: Port): ComponentType<AnswerProps> {
  return function Offer({ question, articles, state, act }: AnswerProps) {
    const t = answerWords(state.locale);
    const [stage, setStage] = useState<Stage>("offer");
    const [said, setSaid] = useState<Said[]>([]);
    const [trouble, setTrouble] = useState("");
    const stop = useRef<(() => void) | undefined>(undefined);
    useEffect(() => () => stop.current?.(), []);

    const hear = (heard: Heard): void => {
      if (heard.type === "sentence") return setSaid((list) => [...list, heard]);
      if (heard.type === "done") {
        setStage("done");
        port.emit("assisted", { articles });
        return;
      }
      setSaid([]); // taken back
      setTrouble(heard.text || t.failed);
      setStage("over");
    };
    const ask = (e: MouseEvent): void => {
      if (!e.isTrusted || !seen(e.currentTarget as HTMLElement)) return;
      setStage("asking");
      setSaid([]);
      stop.current = askModel(port, { question, locale: port.locale(), articles }, hear);
    };
    return (
      <section class="assistant" aria-label={t.label} aria-busy={stage === "asking"}>
        {stage === "offer" && (
          <>
            <p class="small">{t.consent}</p>
            <p class="small quote">{question}</p>
            <button class="plain" type="button" onClick={ask}>{t.ask}</button>
          </>
        )}
        {stage === "asking" && said.length === 0 && <p class="small" role="status">{t.asking}</p>}
        {said.length > 0 && <p>{said.map((s, i) => <Sentence key={i} said={s} open={act.article} from={t.from} />)}</p>}
        {stage === "done" && <p class="small" role="status">{said.length > 0 ? t.careful : t.failed}</p>}
        {stage === "over" && <p class="small" role="status">{trouble} {t.stands}</p>}
      </section>
    );
  };
}

/** A sentence and the articles that it comes from. */
function Sentence({ said, open, from }: { said: Said; open(id: string): void; from: string }) {
  return (
    <>
      <span>{said.text} </span>
      {said.citations.map((c: Citation) => (
        <button key={c.article} class="cite" type="button" title={from} onClick={() => open(c.article)}>{c.title || c.article}</button>
      ))}{" "}
    </>
  );
}
