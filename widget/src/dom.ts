/**
 * The document, read through its prototypes.
 *
 * A form whose field is called "matches" or "id" hides form.matches and
 * form.id, and an image called "body" hides document.body (DOM clobbering).
 * Pages do this by accident every day. These functions were taken from the
 * prototypes when the script started and cannot be hidden or replaced.
 */

const element = Element.prototype;
const getter = <T>(prototype: object, name: string): ((of: unknown) => T) => {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  return (of) => (get as () => T).call(of);
};
const method = <A extends unknown[], R>(fn: (...args: A) => R): ((of: unknown, ...args: A) => R) =>
  Function.prototype.call.bind(fn) as (of: unknown, ...args: A) => R;

export const attr = method(element.getAttribute);
export const has = method(element.hasAttribute);
export const matches = method(element.matches as (selector: string) => boolean);
export const closest = method(element.closest as (selector: string) => Element | null);
export const box = method(element.getBoundingClientRect);
export const tag = getter<string>(element, "localName");
export const parent = getter<Element | null>(Node.prototype, "parentElement");
export const text = getter<string | null>(Node.prototype, "textContent");
export const connected = getter<boolean>(Node.prototype, "isConnected");
export const root = method(Node.prototype.getRootNode);
export const append = method(Node.prototype.appendChild as (n: Node) => Node);

const body = getter<HTMLElement | null>(Document.prototype, "body");
const title = getter<string>(Document.prototype, "title");
const rootElement = getter<HTMLElement>(Document.prototype, "documentElement");
const find = method(Document.prototype.querySelector as (selector: string) => Element | null);
const findAll = method(Document.prototype.querySelectorAll as (selector: string) => NodeListOf<Element>);
const make = method(Document.prototype.createElement as (tag: string) => HTMLElement);
const at = method(Document.prototype.elementFromPoint);
const script = getter<Element | null>(Document.prototype, "currentScript");
const focused = getter<Element | null>(Document.prototype, "activeElement");

export const page = {
  body: (): HTMLElement => body(document) ?? rootElement(document),
  title: (): string => title(document),
  root: (): HTMLElement => rootElement(document),
  find: (selector: string): Element | null => find(document, selector),
  findAll: (selector: string): NodeListOf<Element> => findAll(document, selector),
  make: (name: string): HTMLElement => make(document, name),
  at: (x: number, y: number): Element | null => at(document, x, y),
  script: (): Element | null => script(document),
  focused: (): Element | null => focused(document),
};

/** The element an event is about, looking into open shadow roots. */
export function origin(e: Event): Element | null {
  const first = e.composedPath()[0];
  return first instanceof Element ? first : first instanceof Node ? parent(first) : null;
}

/** The parent, stepping out of an open shadow root to its host. */
export function above(el: Element): Element | null {
  const up = parent(el);
  if (up) return up;
  const top = root(el);
  return top instanceof ShadowRoot ? top.host : null;
}
