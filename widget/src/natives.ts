/**
 * The browser's own functions.
 *
 * Hosts replace fetch, timers and addEventListener: zone.js runs a change
 * detection for every listener, a monitoring script logs every request with
 * its headers. Where a function is not the browser's own, a clean one comes
 * from zone.js itself or from an empty frame that lives for a moment. So the
 * widget neither disturbs those scripts nor hands them its tokens.
 */

type Names = "fetch" | "setTimeout" | "clearTimeout" | "addEventListener" | "removeEventListener" | "JSON";
export type Natives = Pick<typeof globalThis, Names | "MutationObserver" | "WebSocket">;

const print = Function.prototype.toString;

function isNative(fn: unknown): boolean {
  try {
    return typeof fn === "function" && print.call(fn).includes("[native code]");
  } catch {
    return false;
  }
}

/** Takes every function once, when the script starts. */
export function takeNatives(): Natives {
  const out = {} as Record<string, unknown>;
  const here = window as unknown as Record<string, unknown>;
  let frame: HTMLIFrameElement | undefined;
  const clean = (name: string): unknown => {
    const zoned = here["__zone_symbol__" + name];
    if (isNative(zoned)) return zoned;
    if (!frame) {
      frame = document.createElement("iframe");
      frame.hidden = true;
      document.documentElement.appendChild(frame);
    }
    return (frame.contentWindow as unknown as Record<string, unknown>)[name];
  };
  const bound = ["fetch", "setTimeout", "clearTimeout", "addEventListener", "removeEventListener"];
  for (const name of bound) {
    const own = here[name];
    let fn = own;
    try {
      if (!isNative(own)) fn = clean(name);
    } catch {
      // The host's own version is better than none.
    }
    const listener = name.endsWith("Listener");
    out[name] = listener ? fn : (fn as () => unknown).bind(window);
  }
  out.JSON = JSON;
  if (!isNative(JSON.stringify) || !isNative(JSON.parse)) out.JSON = clean("JSON");
  for (const name of ["MutationObserver", "WebSocket"]) {
    const zoned = here["__zone_symbol__" + name];
    out[name] = isNative(zoned) ? zoned : here[name];
  }
  frame?.remove();
  return out as unknown as Natives;
}
