/** Accessible names, after the parts of the W3C algorithm that pages use, masked. */

import { attr, closest, has, page, tag, text } from "../dom";
import { maskText } from "../mask";
import { Role } from "../wire";
import { inputType, isEditable } from "./role";
import { marked } from "./secret";

/** Roles that are named by what they contain. Other content is nobody's name. */
const byContent = new Set<Role>([
  Role.Button, Role.Link, Role.Tab, Role.MenuItem, Role.Option, Role.Heading, Role.Label, Role.Summary, Role.Switch,
  Role.Checkbox, Role.Radio, Role.TreeItem,
]);

/** The name as an author would write it, before masking. Used for anchoring too. */
export function rawName(el: Element, role: Role): string {
  if (closest(el, marked)) return "";
  const ids = attr(el, "aria-labelledby");
  if (ids) {
    const words = ids.split(/\s+/).slice(0, 5).map((id) => textOf(page.find("#" + CSS.escape(id))));
    if (words.some(Boolean)) return words.join(" ");
  }
  return (
    attr(el, "aria-label") || labels(el) || attr(el, "alt") || own(el, role) || attr(el, "title") || attr(el, "placeholder") || ""
  ).trim();
}

export function nameOf(el: Element, role: Role): string {
  return maskText(rawName(el, role));
}

function own(el: Element, role: Role): string {
  const name = tag(el);
  if (name === "input") return /^(button|submit|reset)$/.test(inputType(el)) ? (attr(el, "value") ?? "") : "";
  if (name === "select" || name === "textarea" || isEditable(el)) return "";
  return byContent.has(role) ? textOf(el) : "";
}

function labels(el: Element): string {
  const list = (el as HTMLInputElement).labels as NodeListOf<HTMLLabelElement> | null | undefined;
  // A form's field called "labels" gives an element here, which has no item 0 that is a label.
  const first = list && !(list instanceof Element) ? list[0] : undefined;
  return first ? textOf(first) : "";
}

/** Text without that of fields and of regions marked private. */
function textOf(el: Element | null): string {
  if (!el || closest(el, marked)) return "";
  const all = (text(el) ?? "").slice(0, 400);
  if (!el.firstElementChild) return all.trim();
  const inner = el.querySelector(`select,textarea,[contenteditable],${marked}`);
  if (inner) return Array.from(el.childNodes).map((n) => (n instanceof Text ? n.data : "")).join(" ").trim();
  return (all.trim() || imageText(el)).replace(/\s+/g, " ");
}

function imageText(el: Element): string {
  const image = el.querySelector("[alt],[aria-label],svg title");
  if (!image) return "";
  return has(image, "alt") ? attr(image, "alt")! : (attr(image, "aria-label") ?? text(image) ?? "");
}
