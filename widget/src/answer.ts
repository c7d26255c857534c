/**
 * The chunk of answers in words: the offer, its consent, and the sentences of
 * the site's language model with the articles that they come from.
 */

import { createOffer } from "./view/answer/offer";
import css from "./view/answer/answer.css";
import type { AnswerParts } from "./view/panel/answer";
import { type Kit, borrow } from "./view/panel/kit";
import type { Port } from "./view/port";

export function start(kit: Kit, port: Port): AnswerParts {
  borrow(kit);
  return { Offer: createOffer(port), css };
}
