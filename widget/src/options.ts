/**
 * The options of the script tag. Each is one data- attribute; there is no
 * other way in, so nothing can be smuggled in through an object's prototype.
 */

export interface Options {
  /** Name of the site at the edge, [a-z0-9][a-z0-9-]{0,62}. */
  site: string;
  /** Origin of the edge; the script's own when absent. */
  edge: string;
  /** BCP 47 tag; follows <html lang> when absent. */
  locale: string;
  /** Ed25519 root key of the site (base64url of 32 bytes); asked from the edge when absent. */
  key: string;
  /** Where the launcher sits: "right", "left" or "none". */
  position: string;
  /** Share of visitors who get no help, to measure against, in 1/1000; 50 when absent. */
  holdout: number;
  /** Line of business for the queue of the agents. */
  line: string;
  /** Groups that the visitor belongs to, with commas between them; articles for others are not offered. */
  audience: string;
  /** "on" where the site's edge has a language model that may be asked. */
  assistant: string;
  /** "on" asks the engine for its trace. */
  trace: boolean;
  /** Attributes that mean nothing here, without data-. */
  unknown: string[];
}

export const known = ["site", "edge", "locale", "key", "position", "holdout", "line", "audience", "assistant", "trace"] as const;
const siteName = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Reads the attributes of the tag. warn gets a sentence about what makes it useless. */
export function readOptions(tag: HTMLScriptElement, warn: (sentence: string) => void): Options {
  const given = Object.fromEntries(known.map((key) => [key, ""])) as Record<(typeof known)[number], string>;
  const unknown: string[] = [];
  for (const { name, value } of Array.from(tag.attributes)) {
    if (!name.startsWith("data-")) continue;
    const key = name.slice(5);
    if (known.includes(key as never)) given[key as keyof typeof given] = value.trim();
    else unknown.push(key);
  }
  if (!siteName.test(given.site)) {
    warn(`data-site="${given.site}" is not the name of a site`);
    given.site = "";
  }
  return {
    ...given, unknown,
    edge: originOf(given.edge || tag.src, warn),
    position: /^(left|none)$/.test(given.position) ? given.position : "right",
    holdout: Math.min(1000, Math.max(0, +(given.holdout || 50))) | 0, // no number is 0
    line: given.line.slice(0, 32),
    trace: given.trace === "on",
  };
}

function originOf(url: string, warn: (sentence: string) => void): string {
  try {
    const parsed = new URL(url, location.href);
    if (/^https?:$/.test(parsed.protocol)) return parsed.origin;
  } catch {
    // Falls through to the sentence below.
  }
  warn(`data-edge="${url}" is not an address`);
  return "";
}
