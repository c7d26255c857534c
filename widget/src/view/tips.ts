/**
 * Tips: the help that comes unasked, one at a time.
 *
 *   Show ─▶ wait for the anchor ─▶ place it ─▶ Shown ─▶ accepted | dismissed | followed | never | Hide
 *                └─▶ not in time: Missing
 *
 * A tip never takes the focus. Tab on the anchor leads into it and out of it
 * again, Escape in it or on its anchor closes it, and a polite live region
 * says that it is there.
 */

import { page } from "../dom";
import type { Guard, Stop } from "../guard";
import { about } from "../locale/fill";
import { languageOf, wordsFor } from "../locale/index";
import { EventKind, Flags, Form, Scope, type Hide, type Show } from "../wire";
import { awaitAnchor, isAnchored } from "./anchor";
import { attach } from "./attach";
import type { Host } from "./host";
import type { Port } from "./port";
import { direction, isDark, pageFont } from "./theme";
import type { Offer, OfferKit } from "./offer/offer";
import { bulb, button, drawTip, make, notAgain, type TipParts } from "./tip";
import theme from "./theme.css";
import css from "./tips.css";

export interface Tips {
  show(c: Show): void;
  hide(c: Hide): void;
  /** Steps aside while the chat is open, and comes back after. */
  aside(yes: boolean): void;
}

export interface TipPort extends Port {
  media(ref: string): string;
  point(help: string): void;
  /** Opens the chat at an article, or at the offer of a person. */
  read(article: number, id: string): void;
  person(): void;
  /** Opens the chat. */
  chat(): void;
  articleById(id: string): void;
}

interface Open {
  show: Show;
  guard: Guard;
  el: HTMLElement;
  anchor: Element | undefined;
  shown: boolean;
}

export function createTips(port: TipPort): Tips {
  let host: Host | undefined;
  let live: HTMLElement | undefined;
  let open: Open | undefined;
  let chunk: Promise<typeof import("../offer")> | undefined;
  let styled: CSSStyleSheet | undefined;
  const kit: OfferKit = { make, button, bulb, notAgain, language: () => languageOf(port.locale()) };

  function layer(): Host {
    if (!host) {
      host = port.host("tip", theme + css);
      live = document.createElement("div");
      live.className = "hidden";
      live.setAttribute("role", "status");
      host.root.append(live);
    }
    return host;
  }

  const tell = (kind: EventKind, code = 0): void => {
    if (open) port.stream.act(kind, Flags.Trusted, code, 0, undefined, 0, 0, open.show.tip);
  };

  /** What a person did with it. It closes, and from now on things may be stored. */
  function end(kind: EventKind, code = 0): void {
    if (!open) return;
    port.used();
    tell(kind, code);
    close("used");
  }

  function close(why: string): void {
    if (!open) return;
    const { show, el, guard, anchor } = open;
    const focused = host?.root.activeElement;
    open = undefined;
    guard.stop();
    el.remove();
    if (live) live.textContent = "";
    // Whoever came in by keyboard goes back: to the anchor, or to the launcher that is before us.
    const back = anchor ?? page.find("lamplight-launcher")?.shadowRoot?.querySelector("button");
    if (focused && back instanceof HTMLElement) back.focus({ preventScroll: true });
    port.emit("hide", { tip: show.tip, article: show.id, why });
  }

  function show(c: Show): void {
    close("replaced");
    const guard = port.guard.child();
    const begin = (anchor?: Element): void => draw(c, guard, anchor);
    open = { show: c, guard, el: document.createElement("div"), anchor: undefined, shown: false };
    const missing = (): void => {
      if (open?.show !== c) return;
      tell(EventKind.Missing);
      close("missing");
    };
    if (c.form >= Form.Chat) return void offered(c, guard).catch(missing);
    if (!isAnchored(c.anchor) || c.form >= Form.Card) return begin();
    const wait: Stop = awaitAnchor(c.anchor, port, guard, begin, missing);
    guard.undo(wait);
  }

  /** The chat or a person is offered by a chunk of its own. It rejects when nobody is there. */
  async function offered(c: Show, guard: Guard): Promise<void> {
    chunk ??= import(new URL(__OFFER__.url, import.meta.url).href);
    chunk.catch(() => (chunk = undefined));
    const { ready, drawOffer, css: more } = await chunk;
    await ready(c.form, port);
    if (!styled) {
      styled = new CSSStyleSheet();
      styled.replaceSync(more);
      layer().root.adoptedStyleSheets.push(styled);
    }
    guard.safe(draw)(c, guard, undefined, drawOffer);
  }

  function draw(c: Show, guard: Guard, anchor: Element | undefined, offer?: Offer): void {
    if (!open || open.show !== c) return;
    const { root, el, raise } = layer();
    raise(anchor);
    el.toggleAttribute("data-dark", isDark());
    el.style.setProperty("--host-font", pageFont());
    const words = wordsFor(port.locale());
    const actions = {
      accept: () => end(EventKind.Accepted),
      dismiss: () => end(EventKind.Dismissed),
      never: (scope: Scope) => end(EventKind.Never, scope),
      unfold: () => {
        tell(EventKind.Opened);
        redraw({ ...c, form: Form.Callout });
      },
      followed: () => guard.after(0, () => end(EventKind.Followed)),
      more: () => {
        tell(EventKind.Opened);
        end(EventKind.Followed);
        port.read(c.article, c.id);
      },
      chat: () => {
        end(EventKind.Followed);
        if (c.form === Form.Person) port.person();
        else port.chat();
      },
      article: (id: string) => port.articleById(id),
      media: port.media,
      point: port.point,
    };
    const parts: TipParts = (offer ?? drawTip)(c, words, reason(c), actions, kit);
    parts.box.dir = direction();
    parts.box.lang = port.locale();
    parts.box.dataset.side = port.options.position;
    open.el = parts.box;
    open.anchor = anchor;
    root.append(parts.box);
    const appear = (): void => {
      parts.box.dataset.on = "";
      if (!open || open.shown || open.show.tip !== c.tip) return;
      open.shown = true;
      tell(EventKind.Shown);
      live!.textContent = parts.says;
      port.emit("show", { tip: c.tip, article: c.id, form: c.form, title: c.title, risk: c.risk, why: c.why });
    };
    if (anchor) {
      guard.undo(attach(anchor, parts, c.form, appear));
      reachByKeys(guard, anchor, parts.box);
    } else {
      guard.after(0, appear);
    }
    guard.listen<KeyboardEvent>(parts.box, "keydown", (e) => e.key === "Escape" && actions.dismiss(), {});
  }

  function redraw(c: Show): void {
    if (!open) return;
    const { anchor, shown } = open;
    open.guard.stop();
    open.el.remove();
    const guard = port.guard.child();
    open = { show: c, guard, el: open.el, anchor, shown };
    if (c.form >= Form.Chat) void offered(c, guard);
    else draw(c, guard, anchor);
  }

  /** The sentence that says why, from the strongest reason that has one. */
  function reason(c: Show): string {
    const words = wordsFor(port.locale());
    const why = c.why.filter((r) => r.weight > 0).sort((a, b) => b.weight - a.weight)[0];
    const sentence = why && words[("cause_" + why.cause) as keyof typeof words];
    const el = why?.target ? port.find(why.target) : undefined;
    return sentence ? about(words, sentence, el ? port.label(el) : "") : "";
  }

  function reachByKeys(guard: Guard, anchor: Element, box: HTMLElement): void {
    let passed = false;
    guard.listen<KeyboardEvent>(anchor, "keydown", (e) => {
      if (e.key === "Escape") end(EventKind.Dismissed);
      if (e.key !== "Tab" || e.shiftKey || passed) return;
      const first = box.querySelector<HTMLElement>("button,a[href]");
      if (!first) return;
      e.preventDefault();
      first.focus();
    }, { capture: true });
    guard.listen(anchor, "blur", () => (passed = false));
    guard.listen<KeyboardEvent>(box, "keydown", (e) => {
      if (e.key !== "Tab" || !(anchor instanceof HTMLElement)) return;
      const all = Array.from(box.querySelectorAll<HTMLElement>("button,a[href]")).filter((b) => b.checkVisibility());
      const edge = e.shiftKey ? all[0] : all[all.length - 1];
      if (host!.root.activeElement !== edge) return;
      e.preventDefault();
      anchor.focus({ preventScroll: true });
      passed = !e.shiftKey;
    }, {});
  }

  port.changed(() => open?.shown && redraw(open.show));

  return {
    show,
    hide(c) {
      if (open?.show.tip === c.tip) close("withdrawn");
    },
    aside(yes) {
      if (yes && open && open.show.form >= Form.Chat) end(EventKind.Followed);
      if (host) host.el.hidden = yes;
    },
  };
}

