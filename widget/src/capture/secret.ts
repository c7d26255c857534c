/**
 * Fields of which nothing is recorded: passwords, cards, one-time codes, and
 * whatever the product marks with data-private.
 */

import { attr, closest, matches, tag } from "../dom";
import { inputType } from "./role";

/** What the product keeps private, with everything inside. */
export const marked = "[data-private],.lamplight-private";
const completes = /cc-|password|one-time-code/;
const named =
  /pass(word|code|phrase|wd)?\b|pwd|\bpin\b|pin-?code|\bcvv|\bcvc|csc\b|card-?(num|no)|cc-?(num|exp|csc)|\botp\b|one-?time|2fa|totp|verif\w*-?code|sms-?code|secret|token|\bssn\b|iban|密码|口令|验证码|卡号|安全码/i;
const parts = /([a-z])([A-Z])|[_\s.[\]]+/g;

/** Whether el is, or lies in, a field that is never recorded. */
export function isSecret(el: Element): boolean {
  if (closest(el, marked)) return true;
  if (!matches(el, "input,textarea,select,[contenteditable]")) return false;
  if (inputType(el) === "password" && tag(el) === "input") return true;
  const complete = attr(el, "autocomplete");
  if (complete && completes.test(complete.toLowerCase())) return true;
  for (const name of ["name", "id", "aria-label", "placeholder", "data-testid"]) {
    const value = attr(el, name);
    if (value && named.test(value.replace(parts, "$1-$2"))) return true;
  }
  return false;
}
