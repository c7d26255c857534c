/**
 * The register of elements: each gets a number, and the engine a description
 * before the number is first used and again when it changed. The page's own
 * objects stay in weak references, so an endless list does not pile up here.
 */

import type { Stream } from "../engine";
import { attr, closest, connected, matches, parent, tag } from "../dom";
import { type Element as Described, Role } from "../wire";
import { nameOf } from "./name";
import { roleOf } from "./role";
import { ownerOf, traitsOf } from "./traits";
import { isSecret } from "./secret";

const KEPT = 2048; // numbers that can be turned back into elements

interface Entry {
  id: number;
  secret: boolean;
  owner: Element | null;
  said: string; // the description that the engine has, "" for none
}

export interface Register {
  /** The number of el, described now when it is new. fresh looks for changes. */
  see(el: Element, fresh?: boolean): number;
  /** The number of el if the engine knows it, else 0. */
  known(el: Element | null): number;
  /** What a number stands for, while it is in the page. */
  find(id: number): Element | undefined;
  secret(el: Element): boolean;
  owner(el: Element): Element | null;
  /** The engine knows nothing any more. */
  forget(): void;
}

export function createRegister(stream: Stream): Register {
  let entries = new WeakMap<Element, Entry>();
  const back = new Map<number, WeakRef<Element>>();
  let last = 0;

  function enter(el: Element): Entry {
    let e = entries.get(el);
    if (!e) {
      e = { id: ++last, secret: isSecret(el), owner: null, said: "" };
      entries.set(el, e);
      back.set(e.id, new WeakRef(el));
      if (back.size > KEPT) back.delete(back.keys().next().value!);
    }
    return e;
  }

  function see(el: Element, fresh = false): number {
    const e = enter(el);
    if (e.said && !fresh) return e.id;
    if (!e.said) e.said = "-"; // an owner or form that leads back here is not described twice
    e.owner = ownerOf(el, roleOf);
    const owner = e.owner ? (e.owner === el ? e.id : see(e.owner, fresh)) : 0;
    const form = closest(el, "form,[role=form]");
    const described: Described = describe(el, e, owner, form && form !== el ? see(form) : 0);
    const said = Object.values(described).join("\n");
    if (said !== e.said) {
      e.said = said;
      stream.element(e.id, described);
    }
    return e.id;
  }

  return {
    see,
    known: (el) => {
      const e = el ? entries.get(el) : undefined;
      return e?.said ? e.id : 0;
    },
    find: (id) => {
      const el = back.get(id)?.deref();
      return el && connected(el) ? el : undefined;
    },
    secret: (el) => enter(el).secret || (enter(el).secret = isSecret(el)),
    owner: (el) => (see(el), enter(el).owner),
    forget: () => {
      entries = new WeakMap();
    },
  };
}

function describe(el: Element, e: Entry, owner: number, form: number): Described {
  const role = roleOf(el);
  const name = nameOf(el, role);
  return { role, traits: traitsOf(el, role, e.owner, name), owner, form, name, help: helpOf(el), path: pathOf(el) };
}

/** The data-help id of the element itself or of what wraps it closely. */
function helpOf(el: Element): string {
  let at: Element | null = el;
  for (let depth = 0; at && depth < 4; depth++, at = parent(at)) {
    const id = attr(at, "data-help");
    if (id) return id.slice(0, 128);
  }
  return "";
}

const stable = /^[a-z][a-z_-]{1,40}$/i;

/** A selector of at most four steps. Class names are left out: builds rename them. */
export function pathOf(el: Element): string {
  const steps: string[] = [];
  for (let at: Element | null = el; at && steps.length < 4 && tag(at) !== "body"; at = parent(at)) {
    const id = attr(at, "id");
    const test = attr(at, "data-testid");
    if (id && stable.test(id)) return ["#" + id, ...steps].join(">");
    if (test && stable.test(test)) return [`[data-testid=${test}]`, ...steps].join(">");
    steps.unshift(tag(at) + nth(at));
  }
  return steps.join(">");
}

function nth(el: Element): string {
  const up = parent(el);
  if (!up || up.childElementCount < 2 || matches(el, ":only-of-type")) return "";
  let n = 1;
  for (let s = el.previousElementSibling; s; s = s.previousElementSibling) if (tag(s) === tag(el)) n++;
  return `:nth-of-type(${n})`;
}
