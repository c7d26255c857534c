import { signal } from "@preact/signals";
import type { Person, Presence } from "../../desk/src/protocol";
import { api } from "../../desk/src/session";
import { say } from "./words";

// The people of the site, as an admin sees and changes them.

export const people = signal<Person[] | null>(null);
/** Names of the site's lines, "" is the default one. */
export const lines = signal<string[]>([]);
/** Why the last change was not made, in the edge's words. */
export const failure = signal("");
/** The key that was made last; it cannot be shown again. */
export const made = signal<{ name: string; key: string } | null>(null);

export async function load(): Promise<void> {
  const [p, l] = await Promise.all([api("people"), api("presence")]).catch(() => [null, null]);
  if (p?.ok) people.value = ((await p.json()) as { people: Person[] }).people;
  else failure.value = say("team.failed");
  if (l?.ok) lines.value = ((await l.json()) as { lines: Presence[] }).lines.map((x) => x.line);
}

/** Asks the edge for a change, and looks again. true: it was made. */
async function change(name: string, path: string, method: string, body?: unknown): Promise<boolean> {
  const answer = await api(path, method, body).catch(() => null);
  const text = answer ? await answer.text() : "";
  const said = (text ? JSON.parse(text) : {}) as { key?: string; detail?: string };
  failure.value = answer?.ok ? "" : (said.detail ?? say("team.failed"));
  if (said.key) made.value = { name, key: said.key };
  await load();
  return !!answer?.ok;
}

/** Adds somebody. All lines ticked is no limit. */
export const add = (name: string, role: string, email: string, chosen: string[]): Promise<boolean> =>
  change(name, "people", "POST", { name, role, email, lines: chosen.length === lines.value.length ? [] : chosen });

export const setRole = (p: Person, role: string): Promise<boolean> =>
  change(p.name, `people/${p.person}`, "PUT", { name: p.name, role, lines: p.lines ?? [], email: p.email ?? "" });

export const newKey = (p: Person): Promise<boolean> => change(p.name, `people/${p.person}`, "POST", {});
export const remove = (p: Person): Promise<boolean> => change(p.name, `people/${p.person}`, "DELETE");
