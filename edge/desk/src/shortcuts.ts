import { isOpen } from "./protocol";
import { session, leads } from "./session";
import { act, choose, open, queue } from "./store";
import { dialog, resolving, singleKeys } from "./ui";
import type { Key } from "./words";

// The desk by keyboard. Single letters count only outside of fields and can
// be switched off; everything that they do has a button too.

export const shortcuts: [keys: string, does: Key][] = [
  ["/", "keys.search"], ["J K ↓ ↑", "keys.walk"], ["Q", "keys.queue"], ["N", "keys.next"], ["T", "take"], ["R", "keys.reply"],
  ["H", "hand"], ["B", "release"], ["E", "resolve"], ["O", "reopen"], ["Alt+1 2 3", "keys.answer"], ["Esc", "keys.leave"], ["?", "keys"],
];

const entries = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".queue .entry")];
const focus = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();

/** Moves the focus up or down the queue, from where it is or from what is open. */
export function walk(step: 1 | -1): void {
  const all = entries();
  const from = all.indexOf(document.activeElement as HTMLElement);
  const at = from >= 0 ? from + step : all.findIndex((e) => e.hasAttribute("aria-current")) + (step > 0 ? 1 : -1);
  all[Math.min(all.length - 1, Math.max(0, at))]?.focus();
}

function letter(key: string): (() => void) | undefined {
  const c = open.value;
  const mine = !!c?.agent && c.agent === session.value?.agent;
  switch (key) {
    case "/": return () => focus("#search");
    case "?": return () => (dialog.value = "keys");
    case "j": return () => walk(1);
    case "k": return () => walk(-1);
    case "q": return () => (document.querySelector<HTMLElement>(".entry[aria-current]") ?? entries()[0])?.focus();
    case "n": return () => queue.value.waiting[0] && choose(queue.value.waiting[0].conversation);
    case "r": return () => focus("#reply");
    case "t": return c && isOpen(c.state) && !c.agent ? () => act("take", c.conversation) : undefined;
    case "b": return c && mine ? () => act("release", c.conversation) : undefined;
    case "h": return c && isOpen(c.state) && (mine || leads(session.value)) ? () => (dialog.value = "hand") : undefined;
    case "e": return c && isOpen(c.state) && mine ? () => (resolving.value = true) : undefined;
    case "o": return c && !isOpen(c.state) ? () => act("reopen", c.conversation) : undefined;
  }
  return undefined;
}

function leave(target: HTMLElement): void {
  if (resolving.value) resolving.value = false;
  else if (target.id === "reply") focus(".log");
  else if (target.closest(".queue, .search")) target.blur();
  else if (open.value) focus(".entry[aria-current]");
}

/** Listens on the whole page. */
export function listen(): void {
  addEventListener("keydown", (e) => {
    const target = e.target as HTMLElement;
    if (e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || dialog.value || !session.value) return;
    if (e.key === "Escape") return leave(target);
    if (!singleKeys.value || target.matches("input, textarea, select, [contenteditable]")) return;
    const run = letter(e.key.toLowerCase());
    if (!run) return;
    e.preventDefault();
    run();
  });
}
