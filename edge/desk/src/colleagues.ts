import { computed, effect, signal } from "@preact/signals";
import type { Person, Presence } from "./protocol";
import { answers, api, session } from "./session";
import { items } from "./store";

// Who else works here, and the queues that there are. Both change slowly and
// are asked for now and then while the desk is looked at.

export const people = signal<Person[]>([]);
export const lines = signal<Presence[]>([]);

/** Colleagues who answer visitors, those at a desk first. */
export const colleagues = computed(() =>
  people.value
    .filter((p) => p.role !== "author" && p.person !== session.value?.agent)
    .sort((a, b) => Number(b.online) - Number(a.online) || a.name.localeCompare(b.name)),
);

const every = 20_000;

export async function look(): Promise<void> {
  if (!session.peek() || document.visibilityState !== "visible") return;
  try {
    const [p, l] = await Promise.all([api("people"), api("presence")]);
    if (p.ok) people.value = ((await p.json()) as { people: Person[] }).people;
    if (l.ok) lines.value = ((await l.json()) as { lines: Presence[] }).lines;
  } catch {
    // Offline is said elsewhere; what is known stays.
  }
}

/** Keeps both fresh while somebody is signed in and connected. */
export function watch(): void {
  document.addEventListener("visibilitychange", () => void look());
  const there = computed(() => answers(session.value) && !!session.value && items.value !== null); // and counted as such
  effect(() => {
    if (!there.value) return;
    void look();
    const timer = setInterval(() => void look(), every);
    return () => clearInterval(timer);
  });
}
