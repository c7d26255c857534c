/** Names the option that a mistyped one probably meant. */

import { known } from "./options";

/** What to say about an attribute that means nothing. */
export function unknownOption(key: string): string {
  let best = "", least = 3;
  for (const name of known) {
    const d = distance(key, name);
    if (d < least) [best, least] = [name, d];
  }
  return `unknown option data-${key}` + (best && `; did you mean data-${best}?`);
}

/** Levenshtein. Keys are short. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
