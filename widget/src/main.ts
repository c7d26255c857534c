/**
 * The loader: what `<script src="/lamplight.js" data-site="demo" async>` runs.
 *
 *   options ─▶ guard ─▶ capture ─▶ engine ─▶ commands ─┬─▶ views (own chunk, on first need)
 *                                    ▲                 └─▶ store, trace, API events
 *                        knowledge ──┘
 *
 * Everything starts here and is ended by one guard.
 */

import { createEvents, publish, taken } from "./api";
import { capture } from "./capture/index";
import { nameOf, rawName } from "./capture/name";
import type { Register } from "./capture/register";
import { roleOf } from "./capture/role";
import { page, tag as elementName } from "./dom";
import type { Knowledge } from "./effects/knowledge";
import { createStore, fromBase64, toBase64 } from "./effects/store";
import { type Engine, createEngine } from "./engine";
import { createGuard } from "./guard";
import { takeNatives } from "./natives";
import { readOptions } from "./options";
import type { Launcher } from "./view/launcher";
import type { Port, Views } from "./view/port";
import { ABI, type Command, CommandKind, EventKind, type Hello } from "./wire";

const REFRESH = 5 * 60_000; // ms between two looks at the head
const WARM = 1500; // ms after the knowledge is there, until the views are fetched ahead

function main(tag: HTMLScriptElement): void {
  if (taken()) return;
  const { natives, release } = takeNatives();
  let warned = false;
  const warn = (sentence: string): void => {
    if (!warned) console.warn("lamplight: " + sentence);
    warned = true;
  };
  const options = readOptions(tag, warn);
  if (!options.site || !options.edge) return;

  const events = createEvents((event) => event === "trace" && trace());
  const guard = createGuard(natives, (error) => events.emit("trace", { type: "fault", error: String(error) }));
  guard.undo(release);
  const store = createStore(options.site, natives);
  const seed = crypto.getRandomValues(new BigUint64Array(1))[0]!;
  const wall = Math.round(performance.timeOrigin);
  let { audience, trace: tracing } = options, degraded = "", visitor = "", bundle: Uint8Array | undefined;
  let register: Register;
  const listeners = new Set<() => void>();
  const tasks: [string, unknown][] = [];

  const language = (): string => options.locale || page.root().lang || navigator.language || "en";
  let locale = language();

  // --- engine ---

  type Shell = typeof import("./shell");
  let loadingShell: Promise<Shell> | undefined, ready: Shell | undefined;
  function shell(): Promise<Shell> {
    loadingShell ??= import(new URL(__SHELL__.url, tag.src).href).then((chunk: Shell) => {
      ready = chunk;
      void chunk.advise(options.unknown, warn);
      if (options.position !== "none" && !guard.stopped) launcher = chunk.createLauncher(guard, options.position, locale, () => need((v) => v.open()));
      return chunk;
    });
    return loadingShell;
  }

  function hello(): Hello {
    let memory = new Uint8Array();
    try {
      memory = fromBase64(store.get("memory"));
    } catch {
      // Damaged: begin without.
    }
    return { abi: ABI, trace: tracing, build: __BUILD__, site: options.site, locale, seed, wall: BigInt(wall), holdout: options.holdout, memory };
  }

  function trace(): void {
    if (tracing) return;
    tracing = true;
    engine.rebuild();
  }

  const engine: Engine = createEngine({
    guard,
    load: async () => (await shell()).loadCore(natives, tag.src, __ENGINE__),
    hello,
    command,
    forget: () => register.forget(),
    quiet,
  });

  function quiet(why: string): void {
    degraded = why;
    events.emit("trace", { type: "degraded", why });
    events.emit("degraded", why);
  }

  let tallies: ReturnType<Shell["createTallies"]> | undefined;
  const names: Partial<Record<CommandKind, string>> = {
    [CommandKind.Traced]: "decision", [CommandKind.Refuse]: "refuse", [CommandKind.Show]: "show", [CommandKind.Hide]: "hide",
    [CommandKind.Ready]: "ready", [CommandKind.Tally]: "tally",
  };

  function command(c: Command): void {
    const name = names[c.command];
    if (name) events.emit("trace", { type: name, ...c });
    switch (c.command) {
      case CommandKind.Ready:
        if (c.articles > 0) {
          knowledge?.taken();
          events.emit("ready", { articles: c.articles });
        } else engine.name(EventKind.Audience, audience); // a new engine
        break;
      case CommandKind.Keep:
        store.set("memory", toBase64(c.memory));
        break;
      case CommandKind.Tally:
        ready && (tallies ??= ready.createTallies(guard, natives, options)).count(c.key, c.n);
        break;
      case CommandKind.Hide:
        views?.then((v) => v.take(c)).catch(failed);
        break;
      case CommandKind.Traced:
      case CommandKind.Refuse:
        break;
      default:
        need((v) => v.take(c));
    }
  }

  // --- views ---

  let views: Promise<Views> | undefined;
  let launcher: Launcher | undefined;

  const port: Port = {
    guard, natives, options, store, wall,
    stream: engine,
    tasks,
    locale: () => locale,
    changed: (fn) => void listeners.add(fn),
    find: (target) => register.find(target),
    is: (el, role, name) => roleOf(el) === role && sameWords(rawName(el, role), name),
    label: (el) => nameOf(el, roleOf(el)),
    host: (name, css) => ready!.createHost(guard, name, css),
    used() {
      store.allow();
      knowledge?.keep();
    },
    emit: events.emit,
    opened: (open) => {
      launcher?.open(open);
      if (!open) launcher?.focus();
      events.emit(open ? "open" : "close", undefined);
    },
    unread: (n) => launcher?.unread(n),
    degraded: () => degraded,
    articles: () => (bundle && ready ? ready.readArticles(bundle) : []),
    article: async (id) => bundle && ready?.readArticle(bundle, id),
    visitor: () => visitor,
  };

  function need(then: (v: Views) => void): void {
    if (guard.stopped) return;
    views ??= shell()
      .then(() => import(new URL(__PANEL__.url, tag.src).href))
      .then((chunk: { start(port: Port): Views }) => chunk.start(port));
    views.then(guard.safe(then), failed);
  }

  function failed(error: unknown): void {
    views = undefined;
    quiet("the views: " + String(error));
  }

  // --- knowledge ---

  let knowledge: Knowledge | undefined;

  async function learn(): Promise<void> {
    try {
      const { createKnowledge } = await shell();
      knowledge ??= createKnowledge({ natives, edge: options.edge, site: options.site, key: options.key, store });
      const found = await knowledge.fetch(locale);
      if (!found || guard.stopped) return;
      bundle = found.bytes;
      events.emit("trace", { type: "knowledge", ...found, bytes: bundle.length });
      guard.after(0, () => engine.bundle(found.bytes)); // hashing was enough for one task
      guard.after(WARM, warm);
    } catch (error) {
      events.emit("trace", { type: "knowledge", error: String(error) });
    }
  }

  /** Fetches the views ahead, so that the first tip does not wait for them. */
  function warm(): void {
    const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
    if (!views && !saving) natives.fetch(new URL(__PANEL__.url, tag.src).href, { priority: "low", credentials: "omit" }).catch(() => undefined);
  }

  function refresh(): void {
    if (document.visibilityState === "visible") void learn();
    guard.after(REFRESH, refresh);
  }

  function relocate(): void {
    const next = language();
    if (next === locale) return;
    locale = next;
    launcher?.locale(locale);
    for (const fn of listeners) guard.safe(fn)();
    void learn();
  }

  // --- start ---

  const begin = guard.safe(() => {
    register = capture(guard, engine, ours);
    guard.observe(page.root(), { attributes: true, attributeFilter: ["lang", "dir"] }, relocate);
    const retract = publish({
      open: () => need((v) => v.open()),
      close: () => void views?.then((v) => v.close()).catch(failed),
      ask: (question) => need((v) => v.ask(String(question))),
      identify: (who) => void (visitor = String(who ?? "").slice(0, 64)),
      audience: (...groups) => engine.name(EventKind.Audience, (audience = groups.join())),
      task: (name, task) => void tasks.push([name, task]),
      step: (name) => engine.name(EventKind.Step, name),
      goal: (name) => engine.name(EventKind.Goal, name),
      track: (name, n = 1) => engine.name(EventKind.Track, name, Math.round(Number(n)) || 0),
      on: events.on,
      destroy(forget) {
        guard.stop();
        if (forget) store.clear();
      },
    });
    guard.undo(retract);
    // The page's own files come first; what happens meanwhile waits in the stage.
    if (document.readyState === "complete") load();
    else guard.listen(window, "load", load);
    guard.after(2000, load);
    if (store.get("conversation")) need(() => undefined);
  });

  let loading = false;
  function load(): void {
    if (loading) return;
    loading = true;
    engine.start().catch((error) => quiet(String(error)));
    refresh();
  }
  begin();
}

/** What happens inside the widget looks, from outside, as if it happened to its element. */
function ours(e: Event): boolean {
  return e.target instanceof Element && elementName(e.target).startsWith("lamplight-");
}

/** Names are compared as a reader would: spaces and case do not count. */
function sameWords(a: string, b: string): boolean {
  const plain = (s: string): string => s.replace(/\s+/g, " ").trim().toLowerCase();
  return plain(a) === plain(b);
}

// A classic script knows its tag only while it runs; a module never does.
const tag = page.script() ?? page.find("script[data-site][src*=lamplight]");
if (tag instanceof HTMLScriptElement) {
  try {
    main(tag);
  } catch (error) {
    console.warn("lamplight:", error);
  }
}
