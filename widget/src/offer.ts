/**
 * The chunk of an offer: the chat opens itself a crack, or a person who is
 * there is offered. Few visitors ever meet one.
 */

export { ready } from "./view/offer/presence";
export { drawOffer } from "./view/offer/offer";
export { default as css } from "./view/offer/offer.css";
