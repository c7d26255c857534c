/**
 * Light or dark, as the page is and not as the system is: a light page on a
 * dark system gets light help. What counts is the colour behind the content;
 * where there is none, what the page says of its colour scheme.
 */

import { page } from "../dom";

export function isDark(): boolean {
  for (const el of [page.body(), page.root()]) {
    const [r, g, b, alpha] = (getComputedStyle(el).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (b === undefined || alpha === 0) continue;
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b < 110;
  }
  const scheme = getComputedStyle(page.root()).colorScheme;
  if (!scheme.includes("dark")) return false;
  return !scheme.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Direction of the page, for the widget's own layout. */
export function direction(): "rtl" | "ltr" {
  return getComputedStyle(page.root()).direction === "rtl" ? "rtl" : "ltr";
}

/** The page's own typeface, so that help looks as if it belonged. */
export function pageFont(): string {
  return getComputedStyle(page.body()).fontFamily.slice(0, 400);
}
