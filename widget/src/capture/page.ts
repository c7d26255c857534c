/**
 * The page as a whole: where the visitor is, what went wrong, whether the page
 * is seen, and everything that takes the visitor away from it for a moment.
 */

import { page as doc } from "../dom";
import { maskRoute, maskText } from "../mask";
import { EventKind, Flags } from "../wire";
import { type Sink, short, when } from "./sink";

const SETTLED = 60; // ms in which an app renders the view it has just gone to
const FROZEN = 1 << 30; // the most that Restore can say

export function place(sink: Sink): void {
  const { guard, stream } = sink;
  let route = "", title = "", pending = false;

  function report(): void {
    pending = false;
    const next = maskRoute(location.href);
    if (next === route) return;
    route = next;
    // An app that never changes its title still has a heading.
    const own = doc.title();
    const heading = own === title ? doc.find("h1:not([data-private],[data-private] *)")?.textContent : "";
    title = own;
    stream.place({ route, title: maskText(heading || own), steps: required() });
  }
  function changed(): void {
    if (!pending) guard.after(SETTLED, report);
    pending = true;
  }

  report();
  const navigation = (window as { navigation?: EventTarget }).navigation;
  if (navigation) {
    guard.listen(navigation, "currententrychange", changed);
  } else {
    patchHistory(sink, changed);
  }
  guard.listen(window, "popstate", changed);
  guard.listen(window, "hashchange", changed);
}

function required(): number {
  let n = 0;
  for (const el of Array.from(doc.findAll("[required],[aria-required=true]")).slice(0, 99)) {
    if (el.getClientRects().length > 0) n++;
  }
  return n;
}

/** Browsers without the Navigation API. */
function patchHistory(sink: Sink, changed: () => void): void {
  for (const name of ["pushState", "replaceState"] as const) {
    const theirs = history[name];
    const ours: typeof theirs = function (this: History, ...args) {
      theirs.apply(this, args);
      sink.guard.safe(changed)();
    };
    history[name] = ours;
    sink.guard.undo(() => {
      if (history[name] === ours) history[name] = theirs;
    });
  }
}

export function happenings(sink: Sink): void {
  const { guard, stream } = sink;
  guard.listen(window, "error", (e) => {
    if (e instanceof ErrorEvent) stream.act(EventKind.Fault);
  });
  guard.listen(window, "unhandledrejection", () => stream.act(EventKind.Fault));

  guard.listen(document, "visibilitychange", () => {
    stream.act(document.visibilityState === "hidden" ? EventKind.Hidden : EventKind.Visible);
    stream.flush();
  });
  guard.listen(window, "blur", (e) => {
    if (e.target !== window) return;
    const inner = doc.focused();
    if (inner instanceof HTMLIFrameElement) stream.act(EventKind.Focus, Flags.Trusted, 0, sink.register.see(inner));
    else stream.act(EventKind.Dialog);
  });
  guard.listen(window, "beforeprint", () => stream.act(EventKind.Dialog));

  let away = 0;
  const freeze = (): void => {
    away = Date.now();
    stream.act(EventKind.Freeze);
    stream.flush();
  };
  const restore = (): void => {
    if (!away) return;
    const n = Math.max(0, Math.min(FROZEN, Date.now() - away));
    away = 0;
    stream.act(EventKind.Restore, 0, 0, 0, undefined, 0, 0, n);
  };
  guard.listen(document, "freeze", freeze);
  guard.listen(document, "resume", restore);
  guard.listen<PageTransitionEvent>(window, "pageshow", (e) => {
    if (e.persisted) restore();
  });
  guard.listen<PageTransitionEvent>(window, "pagehide", (e) => {
    if (e.persisted) return freeze();
    stream.act(EventKind.Leave);
    stream.flush();
  });

  const [load] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (load?.type === "reload") stream.act(EventKind.Reload);
}

/** Scrolling, zoom, selection and copying: what readers do. */
export function reading(sink: Sink): void {
  const { guard, stream, register } = sink;
  const offsets = new WeakMap<EventTarget, { top: number; at: number }>();
  guard.listen(window, "scroll", (e) => {
    const target = e.target;
    if (!target || sink.ours(e)) return;
    const el = target instanceof Element ? target : null;
    const top = Math.round(el ? el.scrollTop : scrollY);
    const last = offsets.get(target) ?? { top: 0, at: -1e9 }, at = when(e);
    if (at - last.at < 100) return;
    offsets.set(target, { top, at });
    stream.act(EventKind.Scroll, Flags.Trusted, 0, el ? register.see(el) : 0, at, 0, short(top - last.top), top);
  });

  let zoom = 100;
  const scaled = (): void => {
    const now = Math.round((visualViewport?.scale ?? 1) * (devicePixelRatio / first) * 100);
    if (Math.abs(now - zoom) < 5) return;
    zoom = now;
    stream.act(EventKind.Zoom, Flags.Trusted, 0, 0, undefined, 0, 0, now);
  };
  const first = devicePixelRatio || 1;
  if (visualViewport) guard.listen(visualViewport, "resize", scaled);
  guard.listen(window, "resize", scaled);

  let waiting = false;
  guard.listen(document, "selectionchange", () => {
    if (!waiting) guard.after(300, selected);
    waiting = true;
  });
  function selected(): void {
    waiting = false;
    const s = getSelection();
    const el = s?.anchorNode?.parentElement;
    if (!s || !el || s.isCollapsed || register.secret(el) || el.isContentEditable) return;
    stream.act(EventKind.Select, Flags.Trusted, 0, register.see(el), undefined, 0, 0, String(s).length);
  }
  for (const type of ["copy", "cut"]) {
    guard.listen(window, type, (e) => {
      const el = e.isTrusted && !sink.ours(e) && e.target instanceof Element ? e.target : null;
      if (el && !register.secret(el)) stream.act(EventKind.Copy, Flags.Trusted, 0, register.see(el), when(e));
    });
  }
}
