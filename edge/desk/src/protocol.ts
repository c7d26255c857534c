// The objects and frames of edge/PROTOCOL.md that the desk uses.

export type State =
  | "queued" | "offered" | "taken" | "answered" | "waiting" | "resolved" | "reopened" | "expired";

/** A file in a conversation. */
export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  /** It may still tell who made it. */
  kept?: boolean;
}

export interface Message {
  conversation: string;
  seq: number;
  id: string;
  role: "visitor" | "agent" | "system";
  name?: string;
  text?: string;
  /** An envelope in place of the text. */
  sealed?: string;
  event?: string;
  articles?: string[];
  attachments?: Attachment[];
  /** Its words stay out of transcripts. */
  secret?: boolean;
  /** The other system that it came from; only the edge says so. */
  via?: string;
  at: number;
}

export interface Suggestion {
  article: string;
  title: string;
  text: string;
  score: number;
}

/** One line of what the visitor agreed to send. */
export interface Line {
  at: number;
  kind: string;
  label: string;
  detail?: string;
}

export interface Context {
  page: string;
  steps?: Line[];
  signals?: Line[];
  shown?: Line[];
}

export interface Read {
  visitor: number;
  agent: number;
}

export interface Conversation {
  conversation: string;
  state: State;
  locale: string;
  line?: string;
  question: string;
  opened: number;
  updated: number;
  seq: number;
  agent?: string;
  name?: string;
  read: Read;
  visitor?: string;
  verified?: boolean;
  context?: Context;
  /** Epoch of the newest sealed message; absent while none is. */
  sealed?: number;
  /** The sealed context. */
  enclosed?: string;
  suggestions?: Suggestion[];
  messages: Message[];
  more?: boolean;
}

/** A colleague, as GET people lists them; the last four are for admins. */
export interface Person {
  person: string;
  name: string;
  role: "agent" | "lead" | "author" | "admin";
  lines?: string[];
  online: boolean;
  email?: string;
  via?: string;
  sessions?: number;
  seen?: number;
}

/** A queue, as GET presence lists it. */
export interface Presence {
  line: string;
  open: boolean;
  opens?: number;
  agents: number;
  waiting: number;
}

export interface Item {
  conversation: string;
  state: State;
  locale: string;
  line?: string;
  question: string;
  /** The sealed question. */
  sealed?: string;
  visitor?: string;
  verified?: boolean;
  page?: string;
  opened: number;
  updated: number;
  seq: number;
  agent?: string;
  name?: string;
  escalations?: number;
  unread?: number;
}

/** What the edge says on the socket. Which fields are there depends on t. */
export type Frame =
  | { t: "hello"; v: number; role: string; agent?: string; name?: string; now: number; heartbeat: number }
  | ({ t: "message" } & Message)
  | { t: "resumed"; conversation: string; seq: number; more?: boolean; state: State; agent?: string; name?: string; read: Read }
  | { t: "ack"; id: string; conversation: string; seq: number; at: number; holder?: string }
  | { t: "state"; conversation: string; state: State; agent?: string; name?: string; at: number }
  | { t: "typing"; conversation: string; role: string; name?: string; on: boolean }
  | { t: "read"; conversation: string; role: "visitor" | "agent"; seq: number }
  | { t: "queue"; items: Item[]; agents: number }
  | { t: "item"; item: Item }
  | { t: "left"; conversation: string }
  | { t: "secret"; conversation: string; seq: number }
  | { t: "gone"; conversation: string }
  | { t: "error"; code: string; detail: string; re?: string; id?: string; conversation?: string; retry_after?: number }
  | { t: "pong" };

/** Open states stay in the queue. */
export const isOpen = (s: State): boolean => s !== "resolved" && s !== "expired";
