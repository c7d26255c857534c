/**
 * window.lamplight, the only name the widget adds to the page.
 *
 * Before the script has loaded a page may queue calls in an array:
 *   (window.lamplight ||= []).push(["on", "show", fn])
 */

import type { TaskOptions } from "./view/task/register";

export type Listener = (detail: unknown) => void;

export interface Api {
  open(): void;
  close(): void;
  /** Opens the chat and asks. */
  ask(question: string): void;
  /** Says who the visitor is, in the product's own opaque terms (64 characters), or "" for nobody. */
  identify(visitor: string): void;
  /** Says to which groups the visitor belongs: articles for others are not offered. None at all: every article is. */
  audience(...groups: string[]): void;
  /** Offers an action that the assistant may fill in and the visitor may run; without a task it is taken back. See tasks.ts. */
  task(name: string, task?: TaskOptions): void;
  /** A step of a task begins. */
  step(name: string): void;
  /** A goal was reached. */
  goal(name: string): void;
  /** Counts something. */
  track(name: string, n?: number): void;
  /** Listens; the result stops listening. */
  on(event: string, fn: Listener): () => void;
  /** Ends everything. With true it also forgets what was stored. */
  destroy(forget?: boolean): void;
  /** Takes a queued call. */
  push(...calls: [string, ...unknown[]][]): void;
}

const mark = Symbol.for("lamplight");
const page = window as unknown as Record<PropertyKey, unknown>;

/** Whether an instance runs already. A page cannot put an element here. */
export function taken(): boolean {
  return mark in page;
}

type Calls = Omit<Api, "push">;

/** Publishes the API and runs what was queued. The result takes it back. */
export function publish(calls: Calls): () => void {
  const queued = page.lamplight;
  const api = Object.freeze({
    ...calls,
    push(...list: [string, ...unknown[]][]) {
      for (const [name, ...args] of list) {
        if (Object.prototype.hasOwnProperty.call(calls, name)) (calls[name as keyof Calls] as (...a: unknown[]) => unknown)(...args);
      }
    },
  });
  Object.defineProperty(page, mark, { value: api, configurable: true });
  Object.defineProperty(page, "lamplight", { value: api, configurable: true, writable: true, enumerable: true });
  if (Array.isArray(queued)) for (const call of queued.slice(0, 100)) if (Array.isArray(call)) api.push(call as [string, ...unknown[]]);
  return () => {
    delete page[mark];
    if (page.lamplight === api) delete page.lamplight;
  };
}

export interface Events {
  on(event: string, fn: Listener): () => void;
  emit(event: string, detail: unknown): void;
}

/** The page's listeners. What they throw is theirs, and reported as theirs. */
export function createEvents(added: (event: string) => void): Events {
  const all = new Map<string, Set<Listener>>();
  return {
    on(event, fn) {
      if (typeof fn !== "function") return () => undefined;
      const set = all.get(event) ?? new Set();
      all.set(event, set.add(fn));
      added(event);
      return () => void set.delete(fn);
    },
    emit(event, detail) {
      for (const fn of all.get(event) ?? []) {
        try {
          fn(detail);
        } catch (error) {
          setTimeout(() => {
            throw error;
          });
        }
      }
    },
  };
}
