import { effect, signal } from "@preact/signals";
import type { Item } from "../../desk/src/protocol";
import { answers, api, session, signOut } from "../../desk/src/session";

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

/** Counts by kind and article: counts.value.get("card-bind")?.shown */
export type Counts = ReadonlyMap<string, Readonly<Record<string, number>>>;
/** The same by article and form: offers.value.get("card-bind#callout")?.shown */

export const head = signal<Head | null>(null);
/** How conversations in the page ended: resolved, unresolved, reopened; and unknown questions. */
export const talks = signal<Readonly<Record<string, number>>>({});

export const counts = signal<Counts>(new Map());
export const offers = signal<Counts>(new Map());
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
    const [h, q, t] = await Promise.all([
      api("head"),
      answers(held) ? api("queue") : null,
      api(`tallies?after=${Math.floor(Date.now() / 86_400_000) - 31}`),
    ]);
    if (t.status === 401) return signOut(false);
    head.value = h.ok ? payload(((await h.json()) as { head: string }).head) : null;
    if (q?.ok) queue.value = ((await q.json()) as { items: Item[] }).items ?? [];
    if (t.ok) {
      const { days } = (await t.json()) as { days: { counts: Record<string, number> }[] };
      counts.value = added(days, (label) => label.replace(/#.*$/, ""));
      talks.value = added(days, (label) => label || "talks").get("talks") ?? {};
      offers.value = added(days, (label) => (label.includes("#") ? label : ""));
    }
    reachable.value = true;
  } catch {
    reachable.value = false;
  }
}

/** Adds the days up. A key is a kind, ":", an article's id and, of a tip, "#" and its form. */
function added(days: { counts: Record<string, number> }[], row: (label: string) => string): Counts {
  const all = new Map<string, Record<string, number>>();
  for (const day of days) {
    for (const [key, n] of Object.entries(day.counts)) {
      const [kind = "", ...rest] = key.split(":");
      const id = row(rest.join(":"));
      if (!id) continue;
      const counts = all.get(id) ?? {};
      counts[kind] = (counts[kind] ?? 0) + n;
      all.set(id, counts);
    }
  }
  return all;
}

/** The head inside its envelope. Pages check its signature; this only shows it. */
function payload(text: string): Head {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)))) as Head;
}
