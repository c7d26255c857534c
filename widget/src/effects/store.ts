/**
 * What is remembered from page to page, in localStorage: the engine's memory,
 * the highest head version seen, and that there is a conversation.
 *
 * Nothing is read or written there until the visitor has interacted with the
 * widget once; the first interaction leaves the first entry. Where storage is
 * refused the same things are remembered until the page goes away.
 */

import type { Natives } from "../natives";

export interface Store {
  get(key: string): string;
  set(key: string, value: string): void;
  /** From now on things may be stored. */
  allow(): void;
  /** Removes everything that was stored. */
  clear(): void;
  readonly allowed: boolean;
}

const LARGEST = 1 << 16; // characters; the engine's memory is capped at 64 KB

export function createStore(site: string, natives: Natives): Store {
  const name = "lamplight:" + site;
  let allowed = false;
  let values: Record<string, string> = Object.create(null);
  try {
    const raw = localStorage.getItem(name);
    if (raw && raw.length < 4 * LARGEST) {
      for (const [k, v] of Object.entries(natives.JSON.parse(raw) as object)) if (typeof v === "string") values[k] = v;
      allowed = true;
    }
  } catch {
    // Refused or damaged: this page starts with nothing.
  }
  const write = (): void => {
    if (!allowed) return;
    try {
      localStorage.setItem(name, natives.JSON.stringify(values));
    } catch {
      // Full or refused: the values live as long as the page.
    }
  };
  return {
    get: (key) => values[key] ?? "",
    set(key, value) {
      if (value.length > LARGEST * 2) return;
      values[key] = value;
      write();
    },
    allow() {
      if (allowed) return;
      allowed = true;
      write();
    },
    clear() {
      values = Object.create(null);
      allowed = false;
      try {
        localStorage.removeItem(name);
        caches.delete(name).catch(() => undefined); // the bundle
      } catch {
        // Nothing was stored then.
      }
    },
    get allowed() {
      return allowed;
    },
  };
}

export function toBase64(bytes: Uint8Array): string {
  let s = "";
  for (const b of bytes) s += String.fromCharCode(b);
  return btoa(s);
}

/** Reads base64 and base64url, padded or not. Throws on anything else. */
export function fromBase64(s: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}
