import { effect, signal } from "@preact/signals";
import type { Item } from "../../desk/src/protocol";
import { session, signOut, site } from "../../desk/src/session";

// What the console shows, fetched every few seconds while it is looked at.

export interface Bundle {
  hash: string;
  size: number;
  articles: number;
}

export interface Head {
  version: number;
  issued: number;
  expires: number;
  bundles: Record<string, Bundle>;
}

export const head = signal<Head | null>(null);
export const queue = signal<Item[]>([]);
export const reachable = signal(true);

const every = 10_000;

/** Follows the session and keeps the signals fresh. */
export function start(): void {
  let timer: number | undefined;
  const look = async (): Promise<void> => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") await refresh();
    timer = setTimeout(() => void look(), every);
  };
  document.addEventListener("visibilitychange", () => void look());
  effect(() => {
    clearTimeout(timer);
    if (session.value) void look();
  });
}

async function refresh(): Promise<void> {
  const held = session.peek();
  if (!held) return;
  try {
    const [h, q] = await Promise.all([
      fetch(`/v1/${site}/head`),
      fetch(`/v1/${site}/queue`, { headers: { Authorization: `Bearer ${held.session}` } }),
    ]);
    if (q.status === 401) return signOut(false);
    head.value = h.ok ? payload(((await h.json()) as { head: string }).head) : null;
    if (q.ok) queue.value = ((await q.json()) as { items: Item[] }).items ?? [];
    reachable.value = true;
  } catch {
    reachable.value = false;
  }
}

/** The head inside its envelope. Pages check its signature; this only shows it. */
function payload(text: string): Head {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)))) as Head;
}
