/**
 * The place of an answer in words by a language model, below an answer that is
 * weak, none, or did not help, where the site has it. What asks the model and draws what it
 * says is a chunk of its own, fetched with the first such place.
 */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Turn, TurnKind } from "../../wire";
import type { Port } from "../port";
import type { Actions } from "./actions";
import type { Kit } from "./kit";
import type { State } from "./state";

const WEAK = 600; // confidence below which more help is offered, 1/1000

export interface AnswerProps {
  /** What the visitor asked. */
  question: string;
  /** Ids of the articles that were found for it, best first. */
  articles: string[];
  state: State;
  act: Actions;
}

/** What the chunk brings. */
export interface AnswerParts {
  Offer: ComponentType<AnswerProps>;
  css: string;
}

export interface Assistant {
  load(): Promise<AnswerParts>;
  question(): string;
}

/** The assistant of a site that has one. */
export function createAssistant(port: Port, kit: Kit, style: (css: string) => void, question: () => string): Assistant | undefined {
  let parts: Promise<AnswerParts> | undefined;
  return port.options.assistant === "on" ? {
    question,
    load: () => (parts ??= import(new URL(__ANSWER__.url, import.meta.url).href).then((chunk: { start(kit: Kit, port: Port): AnswerParts }) => {
      const made = chunk.start(kit, port);
      style(made.css);
      return made;
    })),
  } : undefined;
}

/** rated is what the visitor said of the answer: one that did not help is weak, whatever its confidence. */
export function Assisted({ turn, rated, state, act }: { turn: Turn; rated?: boolean; state: State; act: Actions }) {
  const [parts, setParts] = useState<AnswerParts>();
  const [question] = useState(() => act.assistant?.question() ?? "");
  const articles = [turn.id, ...turn.options.map((o) => o.id)].filter(Boolean);
  const wanted = !!act.assistant && !!question && articles.length > 0 && (turn.kind === TurnKind.Unknown || turn.confidence < WEAK || rated === false);
  useEffect(() => {
    if (wanted) act.assistant!.load().then(setParts, () => undefined); // without it the answer stands alone
  }, [wanted]);
  return wanted && parts ? <parts.Offer question={question} articles={articles} state={state} act={act} /> : null;
}
