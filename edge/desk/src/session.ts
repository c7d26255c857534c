import { signal } from "@preact/signals";

// Who is at the desk. Whoever signs in with a key holds a session that lives
// as long as the tab; whoever signs in at an identity provider has a cookie
// that no script can read, and a CSRF token that proves the page is ours. A
// key may arrive in the address's fragment, which never reaches a server, and
// is wiped from the address at once.

export type Role = "agent" | "lead" | "author" | "admin";

export interface Session {
  /** The secret; absent where a cookie holds it. */
  session?: string;
  agent: string;
  name: string;
  roles: Role[];
  lines?: string[];
  csrf?: string;
}

/** The ways in besides a key. */
export interface Ways {
  oidc?: { name: string };
  access?: boolean;
}

export const site = new URLSearchParams(location.search).get("site") ?? "demo";
const key = `lamplight-desk-session-${site}`;
const fragment = new URLSearchParams(location.hash.slice(1));

export const session = signal<Session | null>(read());
export const ways = signal<Ways | null>(null);
export const offeredToken = fragment.get("token") ?? "";
/** What went wrong on the way back from an identity provider; "" for nothing. */
export const returned = signal(fragment.get("signin") ?? "");
if (location.hash) history.replaceState(null, "", location.pathname + location.search);

/** Whether a role may answer visitors. */
export const answers = (s: Session | null): boolean => s?.roles[0] !== "author";
/** Whether a role sees every line and may hand over what others hold. */
export const leads = (s: Session | null): boolean => s?.roles[0] === "lead" || s?.roles[0] === "admin";
export const runs = (s: Session | null): boolean => s?.roles[0] === "admin";

function read(): Session | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Session | null;
  } catch {
    return null;
  }
}

function keep(s: Session): void {
  session.value = s;
  if (s.session) sessionStorage.setItem(key, JSON.stringify(s));
}

/** A request to the site with whatever proves who asks. */
export function api(path: string, method = "GET", body?: unknown): Promise<Response> {
  const held = session.peek();
  const headers: Record<string, string> = {};
  if (held?.session) headers["Authorization"] = `Bearer ${held.session}`;
  else if (held?.csrf) headers["X-Lamplight-CSRF"] = held.csrf;
  const bytes = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = bytes ? "application/octet-stream" : "application/json";
  return fetch(`/v1/${site}/${path}`, { method, headers, ...(body !== undefined && { body: bytes ? body : JSON.stringify(body) }) });
}

/** Looks for a session in a cookie, then through Cloudflare Access, then for the ways in. */
export async function arrive(): Promise<void> {
  if (session.value) {
    ways.value = {};
    const answer = await api("session").catch(() => null); // the role may have changed
    if (answer?.ok) keep({ ...session.value, ...((await answer.json()) as Session) });
    else if (answer?.status === 401) signOut(false);
    else return;
    if (session.value) return;
  }
  try {
    const cookie = await api("session");
    if (cookie.ok) keep((await cookie.json()) as Session);
    const answer = await api("signin");
    const found = answer.ok ? ((await answer.json()) as Ways) : {};
    if (!session.value && found.access && !returned.value) await signInByAccess();
    ways.value = found;
  } catch {
    ways.value = {};
  }
}

export type SignInFailure = "signin.wrong" | "signin.refused" | "signin.fast" | "signin.offline";

async function begin(answer: Response): Promise<SignInFailure | null> {
  if (answer.status === 429) return "signin.fast";
  if (answer.status >= 500) return "signin.offline";
  if (answer.status === 403) return "signin.refused";
  if (!answer.ok) return "signin.wrong";
  keep((await answer.json()) as Session);
  return null;
}

/** Opens a session with a key; null when it worked. */
export async function signIn(token: string, name: string): Promise<SignInFailure | null> {
  try {
    return await begin(await api("session", "POST", { token, name }));
  } catch {
    return "signin.offline";
  }
}

/** Opens a session for whoever Cloudflare Access has let through. */
export async function signInByAccess(): Promise<SignInFailure | null> {
  try {
    return await begin(await api("signin/access", "POST", {}));
  } catch {
    return "signin.offline";
  }
}

/** Where to begin at the identity provider. */
export const providerAddress = (page: string): string => `/v1/${site}/signin/oidc?page=${page}`;

/** Forgets the session; with `tell` the edge forgets it too. */
export function signOut(tell: boolean): void {
  if (session.value && tell) void api("session", "DELETE").catch(() => {});
  session.value = null;
  sessionStorage.removeItem(key);
  ways.value ??= {};
}
