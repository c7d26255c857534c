import { signal } from "@preact/signals";

// What of the page is open, for the views and the keys.

export type Dialog = "keys" | "hand" | "sessions" | "remove";

export const dialog = signal<Dialog | null>(null);
/** Asking whether the open conversation is really solved. */
export const resolving = signal(false);
/** What the search box holds. */
export const words = signal("");

const key = "lamplight-desk-single-keys";
/** Single letters do something (WCAG 2.1.4: they can be switched off). */
export const singleKeys = signal(localStorage.getItem(key) !== "off");

export function switchSingleKeys(): void {
  singleKeys.value = !singleKeys.value;
  localStorage.setItem(key, singleKeys.value ? "on" : "off");
}
