/** What the panel and the chunk of the tasks say to each other. */

import type { ComponentType } from "preact";
import type { EventKind, Move } from "../../wire";
import type { Port } from "../port";
import type { State } from "./state";

/** One go at a task, from its first question to its end. */
export interface TaskRun {
  name: string;
  move: Move;
  /** What the product's own check says against a value, by slot. */
  refused?: { slot: number; text: string };
  /** How the running action gets on. */
  progress?: string;
  /** What it said at its end, or why it failed and what to do. */
  said?: string;
  failure?: { text: string; remedy: string };
}

export interface TaskPort extends Port {
  act(kind: EventKind, n?: number, code?: number): void;
  tell(kind: EventKind, name: string): void;
  words(kind: EventKind, text: string): void;
  /** Draws a run anew, as the last thing that was said. */
  draw(run: TaskRun): void;
  /** While a secret is asked for, nothing can be typed elsewhere. */
  secret(on: boolean): void;
  person(): void;
}

/** What the chunk brings. */
export interface TaskParts {
  css: string;
  /** A run, slot by slot. */
  Card: ComponentType<{ run: TaskRun; state: State }>;
  /** The button of an answer that begins a task. */
  Start: ComponentType<{ name: string; state: State }>;
  move(m: Move): void;
}
