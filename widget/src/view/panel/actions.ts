/** What the visitor can do in the chat. */

import type { Context, Option } from "../../wire";
import type { Tour } from "./guide";
import type { Assistant } from "./answer";

/** The parts of a context that the visitor agreed to send. */
export interface Agreed {
  question: string;
  steps: boolean;
  signals: boolean;
  shown: boolean;
}

export interface Actions {
  ask(text: string): void;
  /** The draft has changed; composing while an input method is at work. */
  typing(text: string, composing: boolean): void;
  choose(o: Option): void;
  article(id: string): void;
  rate(id: string, helped: boolean): void;
  person(): void;
  consent(context: Context, agreed: Agreed): void;
  onlyQuestion(context: Context, question: string): void;
  cancelConsent(): void;
  /** Offers to leave a note, and leaves it. */
  offerNote(): void;
  note(text: string): void;
  send(text: string): void;
  retry(id: string): void;
  discard(id: string): void;
  startOver(): void;
  close(): void;
  /** Answers in words by a language model; undefined where the site has none. */
  assistant: Assistant | undefined;
  /** Address of a medium, or "". */
  media(ref: string): string;
  /** Rings an element of the page. */
  point(help: string): void;
  /** Rings an element of the page until it is stopped, and tells whether it is there. */
  follow(help: string, told: (found: boolean) => void): () => void;
  /** Goes through the steps of an answer in the page; undefined ends it. */
  guide(tour: Tour | undefined): void;
  /** Title of an article, else its id. */
  titleOf(id: string): string;
}
