/** Putting values into sentences. */

/** Puts values into "{name}" places. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}

/** A sentence about a named element; one without a name is "this". */
export function about(words: { this: string }, sentence: string, name: string): string {
  const text = name ? fill(sentence, { name }) : fill(sentence.replace(/["「]\{name\}["」]/, "{name}"), { name: words.this });
  return text.charAt(0).toUpperCase() + text.slice(1);
}
