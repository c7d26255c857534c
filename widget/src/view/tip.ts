/** The elements of one tip, by form. */

import type { Words } from "../locale/index";
import { Form, Scope, type Show } from "../wire";
import { renderBlocks } from "./blocks";
import { icon } from "./icon";

export interface TipActions {
  accept(): void;
  dismiss(): void;
  never(scope: Scope): void;
  /** A beacon becomes a callout. */
  unfold(): void;
  followed(): void;
  more(): void;
  article(id: string): void;
  /** Address of a medium, or "". */
  media(ref: string): string;
  /** Rings an element of the page. */
  point(help: string): void;
}

export interface TipParts {
  box: HTMLElement;
  arrow: HTMLElement | undefined;
  /** What the live region says. */
  says: string;
}

type Child = Node | string;

export function make(name: string, className: string, ...children: Child[]): HTMLElement {
  const el = document.createElement(name);
  if (className) el.className = className;
  el.append(...children);
  return el;
}

/** A button that only a person can press. */
export function button(className: string, label: string, press: () => void, ...children: Child[]): HTMLButtonElement {
  const el = make("button", className, ...(children.length ? children : [label])) as HTMLButtonElement;
  el.type = "button";
  if (children.length) {
    el.setAttribute("aria-label", label);
    el.title = label;
  }
  el.addEventListener("click", (e) => {
    if (e.isTrusted) press();
  });
  return el;
}

const cross = (): SVGSVGElement => icon("M6 6l12 12", "M18 6L6 18");
export const bulb = (): SVGSVGElement => icon("M9 18h6", "M10 21h4", "M12 3a6 6 0 0 0-3.5 10.9c.9.7 1.5 1.3 1.5 2.1h4c0-.8.6-1.4 1.5-2.1A6 6 0 0 0 12 3z");

const says = (c: Show, words: Words): string => `${words.tip}: ${c.title}`;

export function drawTip(c: Show, words: Words, reason: string, act: TipActions): TipParts {
  if (c.form === Form.Beacon) {
    const box = make("div", "ll tip beacon", button("", `${words.beacon}: ${c.title}`, act.unfold, ""));
    return { box, arrow: undefined, says: says(c, words) };
  }
  return c.form === Form.Hint ? hint(c, words, act) : card(c, words, reason, act);
}

function hint(c: Show, words: Words, act: TipActions): TipParts {
  const lead = make("div", "lead");
  const first = c.blocks[0];
  if (first) lead.append(...Array.from(renderBlocks([first], act).firstChild?.childNodes ?? []));
  else lead.append(c.title);
  const mark = bulb();
  mark.classList.add("bulb");
  const inner = make("div", "inner", mark, lead);
  if (c.more || c.blocks.length > 1) inner.append(button("more", words.more, act.more));
  inner.append(button("icon", words.close, act.accept, cross()));
  const box = make("section", "ll tip hint", inner);
  box.setAttribute("aria-label", c.title);
  return { box, arrow: undefined, says: says(c, words) };
}

function card(c: Show, words: Words, reason: string, act: TipActions): TipParts {
  const title = make("h2", "", c.title);
  title.id = "t";
  const inner = make("div", "inner", make("header", "", title, button("icon", words.close, act.dismiss, cross())));
  if (reason) inner.append(make("p", "reason", reason));
  if (c.blocks.length) inner.append(renderBlocks(c.blocks, act));

  const footer = make("footer", "", button("primary", words.got_it, act.accept));
  if (c.more) footer.append(button("quiet", words.more, act.more));
  footer.append(make("span", "grow"));
  notAgain(words, act, footer, inner);

  const docked = c.form === Form.Card;
  const box = make("section", docked ? "ll tip card" : "ll tip");
  box.setAttribute("aria-labelledby", "t");
  const arrow = docked ? undefined : make("div", "arrow");
  if (arrow) box.append(arrow);
  box.append(inner);
  return { box, arrow, says: says(c, words) };
}

/** Adds the footer to what holds it, and below it how far "not again" reaches. */
export function notAgain(words: Words, act: Pick<TipActions, "never">, footer: HTMLElement, inner: HTMLElement): void {
  const menu = make("div", "menu",
    button("", words.never_tip, () => act.never(Scope.Tip)),
    button("", words.never_place, () => act.never(Scope.Place)),
    button("", words.never_everywhere, () => act.never(Scope.Everywhere)));
  menu.hidden = true;
  menu.setAttribute("role", "group");
  menu.setAttribute("aria-label", words.not_again_menu);
  const toggle = button("quiet", words.not_again, () => {
    menu.hidden = !menu.hidden;
    toggle.setAttribute("aria-expanded", String(!menu.hidden));
    inner.scrollTop = inner.scrollHeight;
  });
  toggle.setAttribute("aria-expanded", "false");
  footer.append(toggle);
  inner.append(footer, menu);
}
