/**
 * Where the widget draws: an element of its own with a shadow root, in the top
 * layer, so that neither the page's styles nor its z-index reach it.
 *
 * Inside a shadow tree an !important rule wins over an !important rule of the
 * page, so `* { display: none !important }` outside changes nothing in here.
 * Styles are constructable sheets: no inline style, hence no CSP exception.
 */

import { append, closest, connected, page, parent } from "../dom";
import type { Guard } from "../guard";

const base = `:host{all:initial!important;display:block!important;position:fixed!important;inset:0 auto auto 0!important;
width:0!important;height:0!important;overflow:visible!important;z-index:2147483647!important;visibility:visible!important;
opacity:1!important;transform:none!important;filter:none!important;pointer-events:auto!important;contain:none!important}
:host([hidden]){display:none!important}`;

const REMOUNTS = 5; // a page that removes us more often wants us gone

export interface Host {
  el: HTMLElement;
  root: ShadowRoot;
  /** Brings it to the top, inside the modal dialog that holds near if there is one. */
  raise(near?: Element | null): void;
  remove(): void;
}

export function createHost(guard: Guard, name: string, css: string): Host {
  const inner = guard.child();
  const el = page.make("lamplight-" + name);
  const root = el.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(base + css);
  root.adoptedStyleSheets = [sheet];
  el.popover = "manual";
  let home: Element = page.body(), left = REMOUNTS;

  function raise(near?: Element | null): void {
    home = near ? dialogOf(near) : topDialog();
    if (parent(el) !== home || !connected(el)) append(home, el);
    try {
      if (el.matches(":popover-open")) el.hidePopover();
      el.showPopover();
    } catch {
      // No top layer here: z-index has to do.
    }
  }
  raise();

  // A page that renders its whole body anew takes us with it.
  const back = (): void => {
    if (connected(el)) return;
    if (--left < 0) inner.stop();
    else raise();
  };
  inner.observe(page.root(), { childList: true }, back);
  inner.observe(page.body(), { childList: true }, back);
  inner.undo(() => el.remove());
  return { el, root, raise, remove: () => inner.stop() };
}

/** Everything outside an open modal dialog is inert, so we go where near is. */
function dialogOf(near: Element): Element {
  return closest(near, "dialog:modal") ?? page.body();
}

/** The modal dialog that was opened last, else the body. */
function topDialog(): Element {
  const open = page.findAll("dialog:modal");
  return open[open.length - 1] ?? page.body();
}
