/**
 * Validation failures, however the page shows them:
 *
 *   the browser's own           the "invalid" event
 *   aria-invalid="true"         when it is set, and again when it is still
 *                               there after the next press of a button
 *   an alert with text in it    role=alert or aria-live=assertive, about the
 *                               field that names it, else about the form if
 *                               it looks like a failure or follows one
 *
 * A server's refusal is told apart by the failed request just before it.
 */

import { attr, closest, matches, page, root, tag, text } from "../dom";
import { EventKind, Flags, Validity } from "../wire";
import { isSecret } from "./secret";
import { type Sink, acted, when } from "./sink";

const AFTER_PRESS = 400; // ms that a page needs to show its messages
const SAME = 300; // ms in which two signs of one failure count once
const SERVER = 1500; // ms after a failed request in which a message is the server's
const wrong = "[aria-invalid]:not([aria-invalid=false]):not([aria-invalid=''])";
const failing = "[class*=error i],[class*=danger i],[class*=invalid i],[class*=warn i],[data-tone*=error i]";
const alerts = "[role=alert],[role=alertdialog],[aria-live=assertive]";

export interface Validities {
  /** An attribute or some text changed, or nodes were added. */
  look(records: MutationRecord[]): void;
}

export function validity(sink: Sink, lastFailure: () => number): Validities {
  const { guard, stream, register } = sink;
  const seen = new WeakMap<Element, number>();

  function invalid(el: Element, code: Validity, at = Math.round(performance.now())): void {
    if (at - (seen.get(el) ?? -1e9) < SAME) return;
    seen.set(el, at);
    if (code === Validity.Message && at - lastFailure() < SERVER) code = Validity.Conflict;
    stream.act(EventKind.Invalid, Flags.Trusted, isSecret(el) ? Validity.Other : code, register.see(el), at);
  }

  guard.listen(window, "invalid", (e) => {
    const el = acted(sink, e);
    if (el) invalid(el, why((el as HTMLInputElement).validity), when(e));
  });

  function press(e: Event): void {
    const el = acted(sink, e);
    const owner = el && register.owner(el);
    if (!owner || matches(owner, "input:not([type=submit]):not([type=button]),select,textarea")) return;
    const at = performance.now();
    const scope = closest(owner, "form,[role=dialog],dialog");
    guard.after(AFTER_PRESS, () => {
      const list = scope ? scope.querySelectorAll(wrong) : page.findAll(wrong);
      for (const el of Array.from(list).slice(0, 10)) if ((seen.get(el) ?? 0) < at) invalid(el, Validity.Message);
    });
  }
  guard.listen(window, "click", press);
  guard.listen(window, "submit", press);

  /** The field that names an alert as its own. */
  function fieldOf(alert: Element): Element | null {
    const id = attr(alert, "id");
    const quoted = id && CSS.escape(id);
    return quoted ? (root(alert) as ParentNode).querySelector(`[aria-errormessage="${quoted}"],[aria-describedby~="${quoted}"]`) : null;
  }

  function added(node: Node): void {
    if (!(node instanceof Element) || tag(node).startsWith("lamplight-")) return;
    if (matches(node, wrong)) invalid(node, Validity.Message);
    const alert = matches(node, alerts) ? node : node.querySelector(alerts);
    if (alert) alerted(alert);
    const field = node.querySelector(wrong);
    if (field) invalid(field, Validity.Message);
  }

  /** "Saved" is an alert too: without a field it must look like a failure or follow one. */
  function alerted(alert: Element): void {
    if (!(text(alert) ?? "").trim()) return;
    const field = fieldOf(alert);
    if (!field && !closest(alert, failing) && performance.now() - lastFailure() > SERVER) return;
    invalid(field ?? closest(alert, "form,[role=form]") ?? alert, Validity.Message);
  }

  return {
    look(records) {
      for (const r of records) {
        const el = r.target instanceof Element ? r.target : r.target.parentElement;
        if (!el) continue;
        if (r.type === "attributes" && r.attributeName === "aria-invalid") {
          if (matches(el, wrong)) invalid(el, Validity.Message);
          else if (register.known(el)) stream.act(EventKind.Valid, Flags.Trusted, 0, register.see(el));
          continue;
        }
        for (const node of Array.from(r.addedNodes).slice(0, 20)) added(node);
        const alert = r.type === "attributes" ? null : closest(el, alerts);
        if (alert) alerted(alert);
      }
    },
  };
}

function why(v: ValidityState | undefined): Validity {
  if (!v) return Validity.Other;
  if (v.valueMissing) return Validity.Missing;
  if (v.typeMismatch || v.badInput) return Validity.Type;
  if (v.patternMismatch) return Validity.Pattern;
  if (v.tooLong || v.tooShort) return Validity.Length;
  if (v.rangeOverflow || v.rangeUnderflow || v.stepMismatch) return Validity.Range;
  return Validity.Other;
}
