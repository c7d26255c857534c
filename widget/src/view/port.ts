/**
 * The boundary between the loader and the chunk that draws. The chunk shares
 * no module state with the loader: everything it may use is handed over here.
 */

import type { Stream } from "../engine";
import type { Guard } from "../guard";
import type { Natives } from "../natives";
import type { Options } from "../options";
import type { Store } from "../effects/store";
import type { Command, Option, Role } from "../wire";
import type { Article } from "../effects/article";
import type { Host } from "./host";

export interface Port {
  guard: Guard;
  natives: Natives;
  options: Options;
  store: Store;
  stream: Stream;
  /** Tasks that the product has registered, in this order; an undefined one takes back. Whoever reads them replaces push. */
  tasks: [string, unknown][];
  /** Wall clock at the time origin, ms since 1970. */
  wall: number;
  /** Present language; changed tells when it changes. */
  locale(): string;
  changed(fn: () => void): void;
  /** The page's element of a number that the engine knows. */
  find(target: number): Element | undefined;
  /** Whether an element has a role and an accessible name, as an author wrote them. */
  is(el: Element, role: Role, name: string): boolean;
  /** Its masked accessible name, to speak of it. */
  label(el: Element): string;
  host(name: string, css: string): Host;
  /** The visitor has used the widget: from now on things may be stored. */
  used(): void;
  emit(event: string, detail: unknown): void;
  opened(open: boolean): void;
  unread(n: number): void;
  /** Why the engine cannot run, or "" when it does. */
  degraded(): string;
  /** Every article of the verified bundle, by number; empty before there is one. */
  articles(): Option[];
  /** One of them whole, read without the engine. */
  article(id: string): Promise<Article | undefined>;
  /** Who the product says this visitor is, or "". */
  visitor(): string;
}

export interface Views {
  /** A command of the engine that is about what is drawn. */
  take(c: Command): void;
  open(): void;
  close(): void;
  ask(question: string): void;
}
