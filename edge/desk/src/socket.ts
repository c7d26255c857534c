import type { Frame } from "./protocol";
import { api } from "./session";

// One WebSocket that keeps coming back. It fetches a fresh ticket for every
// attempt, pings, and treats two heartbeats of silence as a dead connection.
// What was missed while it was away is the caller's business: `opened` is the
// moment to resume by cursor.

export interface Handlers {
  opened(): void;
  frame(f: Frame): void;
  closed(): void;
  /** The session is gone; there is no point in trying again. */
  expired(): void;
}

const firstDelay = 500;
const lastDelay = 30_000;
const sessionGone = 4001;

export class Socket {
  private ws: WebSocket | undefined;
  private attempt = 0;
  private heard = 0;
  private heartbeat = 20_000;
  private timer: number | undefined;
  private pulse: number | undefined;
  private ended = false;

  constructor(private site: string, private on: Handlers) {
    addEventListener("online", this.now);
    addEventListener("offline", this.cut);
    void this.connect();
  }

  /** Sends a frame; false when the line is down. */
  send(frame: object): boolean {
    if (this.ws?.readyState !== WebSocket.OPEN) return false;
    this.ws.send(JSON.stringify(frame));
    return true;
  }

  end(): void {
    this.ended = true;
    removeEventListener("online", this.now);
    removeEventListener("offline", this.cut);
    clearTimeout(this.timer);
    clearInterval(this.pulse);
    this.ws?.close(1000);
  }

  private now = (): void => {
    if (this.ws || this.ended) return;
    clearTimeout(this.timer);
    void this.connect();
  };

  private async connect(): Promise<void> {
    try {
      const answer = await api("tickets", "POST", {});
      if (this.ended) return;
      if (answer.status === 401) return this.on.expired();
      if (!answer.ok) return this.later();
      const { ticket } = (await answer.json()) as { ticket: string };
      if (!this.ended) this.open(ticket);
    } catch {
      this.later();
    }
  }

  private open(ticket: string): void {
    const url = new URL(`/v1/${this.site}/socket`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const ws = new WebSocket(url, ["lamplight.v1", `ticket.${ticket}`]);
    this.ws = ws;
    this.heard = performance.now();
    ws.onmessage = (e) => {
      this.heard = performance.now();
      const f = JSON.parse(String(e.data)) as Frame;
      if (f.t === "hello") {
        this.attempt = 0;
        this.heartbeat = f.heartbeat;
        this.pulse = setInterval(this.beat, f.heartbeat);
        this.on.opened();
      }
      this.on.frame(f);
    };
    ws.onclose = (e) => {
      if (this.ws !== ws) return;
      this.gone();
      if (e.code === sessionGone) this.on.expired();
      else this.later();
    };
  }

  private gone(): void {
    this.ws = undefined;
    clearInterval(this.pulse);
    this.on.closed();
  }

  /** The browser says that the network is gone: there is no point in waiting for the heartbeat to miss it. */
  private cut = (): void => {
    const ws = this.ws;
    if (!ws) return;
    this.gone();
    ws.close();
    this.later();
  };

  private beat = (): void => {
    if (performance.now() - this.heard > 2 * this.heartbeat) this.ws?.close(4002);
    else this.send({ t: "ping" });
  };

  private later(): void {
    if (this.ended) return;
    const delay = Math.min(lastDelay, firstDelay * 2 ** this.attempt++) * (0.5 + Math.random() / 2);
    this.timer = setTimeout(() => void this.connect(), delay);
  }
}
