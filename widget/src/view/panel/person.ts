/** What the panel and the chunk of the person say to each other. */

import type { ComponentType } from "preact";
import type { Conversation, Talk as TalkState } from "../../effects/conversation";
import type { Context, EventKind } from "../../wire";
import type { Port } from "../port";
import type { Actions, Agreed } from "./actions";
import type { Entry, State } from "./state";

/** A tip that was on the screen. */
export interface ShownTip {
  at: number;
  form: number;
  title: string;
}

export interface PersonPort extends Port {
  /** The conversation has changed. */
  changedTalk(t: TalkState): void;
  /** Tells the engine. */
  tell(kind: EventKind): void;
  /** What an element without a name is called. */
  thing(): string;
  /** Tips shown on this page, by article. */
  tips: Map<string, ShownTip>;
  titleOf(id: string): string;
}

/** What the chunk brings. */
export interface PersonParts {
  Consent: ComponentType<{ entry: Entry & { kind: "consent" }; state: State; act: Actions }>;
  Talk: ComponentType<{ state: State; act: Actions }>;
  /** What goes with words: files and a voice. */
  Attach: ComponentType<{ state: State }>;
  /** A note to the team. */
  Note: ComponentType<{ question: string; state: State; act: Actions }>;
  /** One line under the title that says how things stand. */
  status(state: State): string;
  css: string;
  conversation: Conversation;
  /** Sends a question with what was agreed to. */
  escalate(context: Context, agreed: Agreed): void;
}
