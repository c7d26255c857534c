import { signal } from "@preact/signals";

// Who is at the desk. The session lives as long as the tab; the first-start
// token arrives in the address's fragment, which never reaches a server, and
// is wiped from the address at once.

export interface Session {
  session: string;
  agent: string;
  name: string;
}

export const site = new URLSearchParams(location.search).get("site") ?? "demo";
const key = `lamplight-desk-session-${site}`;

export const session = signal<Session | null>(read());
export const offeredToken = takeToken();

function read(): Session | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Session | null;
  } catch {
    return null;
  }
}

function takeToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
  if (token) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

export type SignInFailure = "signin.wrong" | "signin.fast" | "signin.offline";

/** Opens a session; null when it worked. */
export async function signIn(token: string, name: string): Promise<SignInFailure | null> {
  try {
    const answer = await fetch(`/v1/${site}/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token, name }),
    });
    if (answer.status === 429) return "signin.fast";
    if (answer.status >= 500) return "signin.offline";
    if (!answer.ok) return "signin.wrong";
    session.value = (await answer.json()) as Session;
    sessionStorage.setItem(key, JSON.stringify(session.value));
    return null;
  } catch {
    return "signin.offline";
  }
}

/** Forgets the session; with `tell` the edge forgets it too. */
export function signOut(tell: boolean): void {
  const held = session.value;
  session.value = null;
  sessionStorage.removeItem(key);
  if (held && tell) {
    void fetch(`/v1/${site}/session`, { method: "DELETE", headers: { Authorization: `Bearer ${held.session}` } }).catch(() => {});
  }
}
