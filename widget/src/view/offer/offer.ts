/** The bubble at the launcher: a sentence, the reason for it, and two buttons. */

import en from "../../locale/offer/en.json";
import zh from "../../locale/offer/zh.json";
import type { Words } from "../../locale/index";
import { Form, type Scope, type Show } from "../../wire";
import type { bulb, button, make, notAgain, TipParts } from "../tip";

/** What the chunk does not bring itself. */
export interface OfferKit {
  make: typeof make;
  button: typeof button;
  bulb: typeof bulb;
  notAgain: typeof notAgain;
  /** A language that there are words for. */
  language(): string;
}

export interface OfferActions {
  /** Opens the chat, or asks for the person. */
  chat(): void;
  dismiss(): void;
  never(scope: Scope): void;
}

export type Offer = (c: Show, words: Words, reason: string, act: OfferActions, kit: OfferKit) => TipParts;

export const drawOffer: Offer = (c, words, reason, act, { make, button, bulb, notAgain, language }) => {
  const own = language() === "zh" ? zh : en;
  const person = c.form === Form.Person;
  const says = person ? own.person : own.chat;
  const text = make("p", "says", says);
  text.id = "o";
  const lead = make("div", "lead", text);
  if (reason) lead.append(make("p", "reason", reason));
  const inner = make("div", "inner", make("div", "top", bulb(), lead));
  const box = make("section", "ll tip offer", inner, make("i", "tail"));
  const footer = make("footer", "", button("primary", person ? own.person_open : own.chat_open, act.chat),
    button("plain", own.later, act.dismiss), make("span", "grow"));
  notAgain(words, act, footer, inner);
  box.setAttribute("aria-labelledby", "o");
  return { box, arrow: undefined, says };
};
