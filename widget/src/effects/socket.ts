/**
 * One WebSocket to the edge, for as long as it is wanted: ticket, hello,
 * heartbeats, and a jittered return after every cut (PROTOCOL.md, "Socket").
 */

import type { Guard, Stop } from "../guard";
import type { Natives } from "../natives";

const LONGEST = 30_000; // ms between two attempts
const FIRST = 500; // ms

export type Frame = Record<string, unknown> & { t: string };

export interface SocketPort {
  guard: Guard;
  natives: Natives;
  base: string; // …/v1/{site}/
  token: string;
  frame(f: Frame): void;
  /** "open" after hello, "closed" after a cut, "gone" when the token is not good any more. */
  status(s: "open" | "closed" | "gone"): void;
}

export interface Socket {
  send(f: Frame): boolean;
  /** Tries now instead of later. */
  hurry(): void;
  stop(): void;
}

export function createSocket(port: SocketPort): Socket {
  const { natives, base } = port;
  const guard = port.guard.child();
  let ws: WebSocket | undefined;
  let tries = 0, heard = 0, beat = 20_000, connecting = false;
  let retry: Stop | undefined;

  async function connect(): Promise<void> {
    if (connecting || ws || guard.stopped) return;
    connecting = true;
    retry?.();
    try {
      const answer = await natives.fetch(base + "tickets", {
        method: "POST",
        body: "{}",
        headers: { "Content-Type": "application/json", Authorization: "Bearer " + port.token },
        credentials: "omit",
      });
      if (answer.status === 401 || answer.status === 404) {
        port.status("gone");
        return stop();
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { ticket } = (await answer.json()) as { ticket: string };
      if (!guard.stopped) open(ticket);
    } catch {
      later();
    } finally {
      connecting = false;
    }
  }

  function open(ticket: string): void {
    const socket = new natives.WebSocket(base.replace(/^http/, "ws") + "socket", ["lamplight.v1", "ticket." + ticket]);
    ws = socket;
    heard = Date.now();
    socket.onmessage = guard.safe((e: MessageEvent) => {
      heard = Date.now();
      if (typeof e.data !== "string") return;
      const f = natives.JSON.parse(e.data) as Frame;
      if (f.t === "hello") {
        tries = 0;
        beat = Math.max(1000, Number(f.heartbeat) || beat);
        pulse(socket);
        port.status("open");
      }
      if (f.t !== "pong") port.frame(f);
    });
    socket.onclose = () => drop(socket);
    socket.onerror = () => drop(socket);
  }

  function drop(socket: WebSocket): void {
    if (ws !== socket) return;
    ws = undefined;
    if (guard.stopped) return;
    port.status("closed");
    later();
  }

  function later(): void {
    const wait = Math.min(LONGEST, FIRST * 2 ** tries++) * (0.5 + Math.random() / 2);
    retry = guard.after(wait, connect);
  }

  function pulse(socket: WebSocket): void {
    guard.after(beat, () => {
      if (ws !== socket) return;
      if (Date.now() - heard > 2 * beat) {
        socket.close(4002);
        return drop(socket);
      }
      send({ t: "ping" });
      pulse(socket);
    });
  }

  function send(f: Frame): boolean {
    if (!ws || ws.readyState !== 1) return false;
    ws.send(natives.JSON.stringify(f));
    return true;
  }

  function stop(): void {
    guard.stop();
    ws?.close(1000);
    ws = undefined;
  }
  guard.undo(() => ws?.close(1000));

  const hurry = (): void => {
    if (!ws) void connect();
  };
  guard.listen(window, "online", hurry);
  guard.listen(document, "visibilitychange", () => document.visibilityState === "visible" && hurry());
  void connect();
  return { send, hurry, stop };
}
