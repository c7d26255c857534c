/**
 * What the detectors must know of an element, guessed from markup. Each guess
 * prefers silence: a stepper taken for a button would be called rage, a button
 * taken for a stepper only misses one.
 */

import { above, attr, closest, has, matches, tag } from "../dom";
import { Role, Traits } from "../wire";
import { inputType, isEditable } from "./role";
import { isSecret } from "./secret";

const native = "a[href],area[href],button,input:not([type=hidden]),select,textarea,summary,label,option,audio[controls],video[controls]";
const acting = new Set<Role>([
  Role.Button, Role.Link, Role.Textbox, Role.Checkbox, Role.Radio, Role.Switch, Role.Combobox, Role.Slider, Role.Spin,
  Role.Tab, Role.MenuItem, Role.Option, Role.Cell, Role.Search, Role.Summary, Role.TreeItem, Role.File, Role.Label,
]);
const chosen = "[aria-selected=true],[aria-pressed=true],[aria-current]:not([aria-current=false]),input[type=radio]:checked";
const code = ".CodeMirror,.cm-editor,.monaco-editor,.ace_editor,.ProseMirror,.ql-editor,[contenteditable]:not([contenteditable=false])";
const repeats =
  "[role=spinbutton],[data-lamplight-repeat],[class*=paginat i],[class*=carousel i],[class*=swiper i],[class*=stepper i],[class*=slider i],[class*=quantity i],[class*=calendar i],[aria-roledescription=carousel]";
const surface = "canvas,video,audio,[role=application],[role=slider],input[type=range],[class*=leaflet],[class*=mapbox],[data-lamplight-surface]";
const busy = "[aria-busy=true],[class*=loading i],[class*=spinner i]";
const reading = "article,table,pre,[role=article],[role=table],[role=grid],[role=document]";
const symbol = /^[\s+\-−–±‹›«»<>←→↑↓▲▼◀▶◂▸❮❯⟨⟩×]{1,3}$/;
const stepping = /^(increase|decrease|increment|decrement|plus|minus|add one|remove one|zoom (in|out)|volume|增加|减少|放大|缩小)/i;
/** What a press does outside the page: a dialog of the system, the clipboard, sound. */
const opening = /\b(print|play|export|full ?screen|share|upload|browse|choose file|attach|copy|listen|read aloud|pronounce|speak)\b|打印|播放|导出|全屏|分享|上传|选择文件|复制|朗读|收听/i;
const helping = /^(\?|？|help\b|faq|learn more|what('s| is) this|why\b.*\?|帮助|了解更多|这是什么|常见问题)/i;
const helpLink = "a[href*='/help'],a[href*='/faq'],a[href*='/support'],a[href*='/docs'],[data-tooltip]";

/** The nearest element around el that promises to react, or null. */
export function ownerOf(el: Element, roleOf: (el: Element) => Role): Element | null {
  for (let at: Element | null = el, depth = 0; at && depth < 12; at = above(at), depth++) {
    if (tag(at) === "label") return (at as HTMLLabelElement).control ?? at;
    if (matches(at, native) || acting.has(roleOf(at))) return at;
    if (has(at, "onclick") || isEditable(at)) return at;
    const index = attr(at, "tabindex");
    if (index !== null && Number(index) >= 0 && tag(at) !== "body") return at;
    if (points(at)) return topOfPointer(at);
  }
  return null;
}

function points(el: Element): boolean {
  return getComputedStyle(el).cursor === "pointer";
}

/** The cursor is inherited: the outermost element that has it is the one that reacts. */
function topOfPointer(el: Element): Element {
  for (let up = above(el); up && tag(up) !== "body" && points(up); up = above(el)) el = up;
  return el;
}

export function traitsOf(el: Element, role: Role, owner: Element | null, name: string): number {
  let t = 0;
  if (owner === el) t |= Traits.Interactive;
  if (isSecret(el)) t |= Traits.Secret;
  if (isDisabled(owner ?? el)) t |= Traits.Disabled;
  if (role === Role.Textbox || role === Role.Search || role === Role.Spin || isEditable(el)) t |= Traits.Editable;
  if (isOutside(owner ?? el)) t |= Traits.Outside;
  if (closest(el, repeats) || symbol.test(name) || stepping.test(name)) t |= Traits.Repeat;
  if (closest(el, surface)) t |= Traits.Surface;
  if (!owner && isBackdrop(el)) t |= Traits.Backdrop;
  if (isPicker(el, name)) t |= Traits.Picker;
  if (helping.test(name) || matches(el, helpLink)) t |= Traits.Help;
  if (matches(el, "form button:not([type]),form [type=submit],form input[type=image]")) t |= Traits.Submit;
  if (role === Role.Combobox || matches(el, "[aria-haspopup]:not([aria-haspopup=false]),input[list]")) t |= Traits.Popup;
  if (closest(el, code)) t |= Traits.Code;
  if (closest(el, busy) || (owner && owner.querySelector("[role=progressbar]," + busy))) t |= Traits.Busy;
  if (matches(el, "[required],[aria-required=true]")) t |= Traits.Required;
  if (closest(el, reading)) t |= Traits.Compare;
  if (role === Role.Search || closest(el, "[role=search],search")) t |= Traits.Search;
  if (matches(el, chosen)) t |= Traits.Selected;
  return t;
}

export function isDisabled(el: Element): boolean {
  if (matches(el, ":disabled") || closest(el, "[aria-disabled=true],[inert]")) return true;
  const style = getComputedStyle(el);
  return style.cursor === "not-allowed" || Number(style.opacity) < 0.6;
}

/** A link to another origin, tab, frame or application; an address that is none has no origin. */
function isOutside(el: Element): boolean {
  if (!has(el, "href")) return false;
  const { origin } = el as HTMLAnchorElement;
  return has(el, "download") || has(el, "target") || (!!origin && origin !== location.origin);
}

/** Whether a click starts a download or another application instead of a page. */
export function leavesPage(el: Element): boolean {
  const href = attr(el, "href");
  return href !== null && (has(el, "download") || !/^https?:/i.test(new URL(href, location.href).protocol));
}

/** A bare element that covers the window, or a dialog clicked beside its content. */
function isBackdrop(el: Element): boolean {
  if (tag(el) === "dialog" || matches(el, "[class*=backdrop i],[class*=overlay i],[class*=scrim i],[class*=mask i]")) return true;
  if (getComputedStyle(el).position !== "fixed") return false;
  const { width, height } = el.getBoundingClientRect();
  return width > innerWidth * 0.9 && height > innerHeight * 0.9;
}

function isPicker(el: Element, name: string): boolean {
  if (tag(el) === "input") return /^(file|color|date|time|month|week|datetime-local)$/.test(inputType(el));
  return closest(el, "label")?.querySelector("input[type=file]") != null || opening.test(name);
}
