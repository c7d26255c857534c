/**
 * The browser's own functions.
 *
 * Hosts replace fetch, timers and addEventListener: zone.js runs a change
 * detection for every listener, a monitoring script logs every request with
 * its headers. Where a function is not the browser's own, a clean one comes
 * from zone.js itself or from an empty frame that lives as long as the widget.
 * So the widget neither disturbs those scripts nor hands them its tokens.
 */

type Bound = "fetch" | "setTimeout" | "clearTimeout";
type Called = "addEventListener" | "removeEventListener";
export type Natives = Pick<typeof globalThis, Bound | Called | "JSON" | "WebSocket" | "MutationObserver">;

const print = Function.prototype.toString;

function isNative(fn: unknown): boolean {
  try {
    return typeof fn === "function" && print.call(fn).includes("[native code]");
  } catch {
    return false;
  }
}

/** Takes every function once, when the script starts. release gives the frame back. */
export function takeNatives(): { natives: Natives; release(): void } {
  const here = window as unknown as Record<string, unknown>;
  const out: Record<string, unknown> = {};
  let frame: HTMLIFrameElement | undefined;

  /** The host's own version is better than none: a frame may be refused. */
  function clean(name: string, framed = true): unknown {
    const zoned = here["__zone_symbol__" + name];
    if (isNative(zoned)) return zoned;
    try {
      if (!framed) return here[name];
      if (!frame) {
        frame = document.createElement("iframe");
        frame.hidden = true;
        frame.title = "";
        document.documentElement.append(frame);
      }
      return (frame.contentWindow as unknown as Record<string, unknown>)[name] ?? here[name];
    } catch {
      return here[name];
    }
  }

  for (const name of ["fetch", "setTimeout", "clearTimeout", "addEventListener", "removeEventListener", "WebSocket"]) {
    const fn = isNative(here[name]) ? here[name] : clean(name);
    out[name] = /^(fetch|setT|clearT)/.test(name) ? (fn as () => unknown).bind(window) : fn;
  }
  out.JSON = isNative(JSON.stringify) && isNative(JSON.parse) ? JSON : clean("JSON");
  // Its callbacks must run in this page, so one of the frame would not do.
  out.MutationObserver = isNative(MutationObserver) ? MutationObserver : clean("MutationObserver", false);
  return { natives: out as unknown as Natives, release: () => frame?.remove() };
}
