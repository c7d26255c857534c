/**
 * Requests: that one began, and how it ended. Addresses, headers and bodies
 * are not looked at.
 *
 * fetch and XMLHttpRequest.send are wrapped, because nothing else says that a
 * request has begun, and without the beginning every slow answer would look
 * like a dead click. The wrappers hand through exactly what they were given
 * and return exactly what came back.
 */

import { EventKind } from "../wire";
import type { Sink } from "./sink";

export interface Net {
  /** ms since the time origin of the last failed request. */
  lastFailure(): number;
}

export function net(sink: Sink): Net {
  const { guard, stream } = sink;
  let number = 0, failure = -1e9;

  function begin(): (status: number) => void {
    const n = ++number;
    stream.act(EventKind.NetStart, 0, 0, 0, undefined, 0, 0, n);
    return guard.safe((status: number) => {
      if (status === 0 || status >= 400) failure = performance.now();
      stream.act(EventKind.NetEnd, 0, status, 0, undefined, 0, 0, n);
    });
  }
  const start = (): ((status: number) => void) => {
    try {
      return guard.stopped ? () => undefined : begin();
    } catch {
      return () => undefined;
    }
  };

  const theirFetch = window.fetch;
  const ours = function (this: unknown, ...args: Parameters<typeof fetch>): Promise<Response> {
    const end = start();
    const answer = theirFetch.apply(this as Window, args);
    try {
      answer.then((r) => end(r.status), () => end(0));
    } catch {
      // A page's stand-in for fetch may return anything.
    }
    return answer;
  };
  window.fetch = ours;
  guard.undo(() => {
    if (window.fetch === ours) window.fetch = theirFetch;
  });

  const xhr = XMLHttpRequest.prototype, theirSend = xhr.send;
  const send = function (this: XMLHttpRequest, ...args: Parameters<XMLHttpRequest["send"]>): void {
    const end = start();
    const stop = guard.listen(this, "loadend", () => {
      stop();
      end(this.status);
    });
    return theirSend.apply(this, args);
  };
  xhr.send = send;
  guard.undo(() => {
    if (xhr.send === send) xhr.send = theirSend;
  });

  return { lastFailure: () => failure };
}
