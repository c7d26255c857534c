/** The role of an element: what it says itself, else what its tag means. */

import { attr, has, tag } from "../dom";
import { Role } from "../wire";

const byRole: Record<string, Role> = {
  button: Role.Button, link: Role.Link, textbox: Role.Textbox, searchbox: Role.Search, checkbox: Role.Checkbox,
  menuitemcheckbox: Role.Checkbox, radio: Role.Radio, menuitemradio: Role.Radio, switch: Role.Switch,
  combobox: Role.Combobox, listbox: Role.Combobox, slider: Role.Slider, spinbutton: Role.Spin, tab: Role.Tab,
  menuitem: Role.MenuItem, option: Role.Option, gridcell: Role.Cell, form: Role.Form, dialog: Role.Dialog,
  alertdialog: Role.Dialog, img: Role.Image, heading: Role.Heading, search: Role.Search, region: Role.Region,
  treeitem: Role.TreeItem, scrollbar: Role.Scrollbar, application: Role.Canvas,
};

const byTag: Record<string, Role> = {
  button: Role.Button, textarea: Role.Textbox, select: Role.Combobox, option: Role.Option, form: Role.Form,
  dialog: Role.Dialog, img: Role.Image, svg: Role.Image, label: Role.Label, summary: Role.Summary, video: Role.Media,
  audio: Role.Media, canvas: Role.Canvas, p: Role.Text, span: Role.Text, li: Role.Text, td: Role.Text,
  section: Role.Region, main: Role.Region, article: Role.Region, nav: Role.Region, aside: Role.Region, search: Role.Search,
};

const byType: Record<string, Role> = {
  button: Role.Button, submit: Role.Button, reset: Role.Button, image: Role.Button, checkbox: Role.Checkbox,
  radio: Role.Radio, range: Role.Slider, number: Role.Spin, search: Role.Search, file: Role.File, color: Role.Cell,
};

// A page may write any text into these attributes, "__proto__" too.
const look = <T>(table: Record<string, T>, key: string): T | undefined =>
  Object.prototype.hasOwnProperty.call(table, key) ? table[key] : undefined;

export function roleOf(el: Element): Role {
  const given = attr(el, "role");
  const role = given && look(byRole, given.trim().split(/\s/)[0]!.toLowerCase());
  if (role) return role;
  const name = tag(el);
  if (name === "input") return look(byType, inputType(el)) ?? Role.Textbox;
  if (name === "a" || name === "area") return has(el, "href") ? Role.Link : Role.None;
  if (/^h[1-6]$/.test(name)) return Role.Heading;
  return look(byTag, name) ?? (isEditable(el) ? Role.Textbox : Role.None);
}

export function inputType(el: Element): string {
  return (attr(el, "type") ?? "text").toLowerCase();
}

export function isEditable(el: Element): boolean {
  return !!(el as HTMLElement).isContentEditable;
}
