/**
 * What is taken from the page before anything is written down. A name keeps
 * its words; numbers, addresses and tokens in it do not survive. Masking is
 * done here, at the source, so that no later step has to be trusted with it.
 */

const MAX_NAME = 80; // characters; a longer name does not tell more

const space = /\s+/g;
const email = /[^\s@<>()]+@[^\s@<>()]+/g;
/** A word with a digit in it, in any script, with what is glued to it: 12.50, AB-12, 4242-4242. */
const number = /[\p{L}\p{Sc}+\-]*\p{Nd}[\p{L}\p{Nd}.,:\/\-]*/gu;
/** Unbroken runs that no language writes: tokens, hashes, base64. */
const token = /[\w+/=\-]{28,}/g;
/** Controls that change the direction of text around them, and other invisible ones. */
// eslint-disable-next-line no-control-regex
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Masks a name or a title and cuts it between characters. */
export function maskText(raw: string): string {
  const s = raw
    .slice(0, 400)
    .replace(space, " ")
    .replace(invisible, "")
    .replace(email, "@")
    .replace(number, "#")
    .replace(token, "#")
    .trim();
  return s.length > MAX_NAME ? Array.from(s).slice(0, MAX_NAME).join("") : s;
}

/** Path segments that name a thing of this visitor rather than a kind of page. */
const id = /^\d+$|@|%40|^[0-9a-f]{8,}$|^[0-9a-f-]{32,}$|^(?=.*\d)[\w.~-]{6,}$|^.{33,}$/i;
const version = /^v\d{1,2}$/i;

/**
 * The template of a route: "/orders/8731/refund?x=1#y" is "/orders/:id/refund".
 * A hash that is itself a route ("#/cards") is kept as one.
 */
export function maskRoute(url: string): string {
  let path = "/", hash = "";
  try {
    ({ pathname: path, hash } = new URL(url, location.href));
  } catch {
    return "/";
  }
  const inner = /^#!?(\/[^?#]*)/.exec(hash);
  if (inner) path = path.replace(/\/$/, "") + "/#" + inner[1];
  const parts = path.split("/").slice(0, 13).map((part) => (id.test(part) && !version.test(part) ? ":id" : decode(part)));
  return parts.join("/").slice(0, 200) || "/";
}

function decode(part: string): string {
  try {
    const plain = decodeURIComponent(part);
    return plain === part ? part : maskText(plain).replace(/\//g, "");
  } catch {
    return ":id";
  }
}
