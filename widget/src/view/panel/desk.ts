/**
 * The chat, wired: the engine's turns and the edge's messages come in, what
 * the visitor does goes out. All changes of the state happen here.
 */

import { h, render } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Fragment, jsx, jsxs } from "preact/jsx-runtime";
import { type Context, EventKind, Flags, type Move, type Option, type Suggest, type Turn, TurnKind, writeName, writeWords } from "../../wire";
import type { Host } from "../host";
import { wordsFor } from "../../locale/index";
import type { Port } from "../port";
import { direction, isDark, pageFont } from "../theme";
import theme from "../theme.css";
import type { Actions, Agreed } from "./actions";
import { createAssistant } from "./answer";
import css from "./panel.css";
import type { Kit } from "./kit";
import { Panel } from "./panel";
import type { PersonParts, PersonPort, ShownTip } from "./person";
import type { TaskParts, TaskPort, TaskRun } from "./task";
import { encode } from "./encode";
import { createState, type Entry, type State, withPerson } from "./state";

export interface Desk {
  open(): void;
  close(): void;
  ask(text: string): void;
  /** Opens at an article. */
  read(id: string): void;
  articleById(id: string): void;
  person(): void;
  turn(c: Turn): void;
  suggest(c: Suggest): void;
  context(c: Context): void;
  escalate(agreed: boolean): void;
  move(m: Move): void;
}

const TYPING = 120; // ms without a key before the engine is asked
const SAYS_TYPING = 3000; // ms between two notices to the agent
const AHEAD = 1000; // ms after opening, until the chunk of the person is fetched ahead

const kit: Kit = { jsx, jsxs, Fragment, useEffect, useLayoutEffect, useRef, useState };

export function createDesk(port: Port & { media(ref: string): string; point(help: string): void; follow(help: string, told: (found: boolean) => void): () => void }, tips: Map<string, ShownTip>): Desk {
  const { guard, stream } = port;
  const state = createState(port.locale());
  state.noted = !!port.store.get("noted");
  let drawing = false;
  /** Changes the state and draws it before the next frame. */
  function set(change: Partial<State>): void {
    Object.assign(state, change);
    if (!place || drawing) return;
    drawing = true;
    guard.after(0, draw);
  }
  function draw(): void {
    drawing = false;
    if (place) render(h(Panel, { state: { ...state }, act: actions }), place);
  }
  let host: Host | undefined;
  let place: HTMLElement | undefined;
  let consented: { context: Context; agreed?: Agreed } | undefined;
  let typingTimer: (() => void) | undefined;
  let lastTyping = 0;

  let person: Promise<PersonParts> | undefined;
  /** Loads the conversation with a person, then goes on with it. */
  function need(then: (p: PersonParts) => void): void {
    if (state.person) return then(state.person);
    person ??= import(new URL(__PERSON__.url, import.meta.url).href).then((chunk: { start(kit: Kit, port: PersonPort): PersonParts }) => {
      const parts = chunk.start(kit, {
        ...port, tips, titleOf: actions.titleOf,
        tell: (kind) => (kind === EventKind.Handed && state.noted ? undefined : act(kind)), // nobody was reached by a note
        thing: () => state.words.this,
        changedTalk(t) {
          set({ talk: { ...t } });
          unread();
        },
      });
      style(parts.css);
      set({ person: parts });
      return parts;
    });
    person.then(guard.safe(then), () => {
      person = undefined;
      if (state.open && then !== nothing) add({ kind: "note", text: "person_off" });
    });
  }
  const nothing = (): void => undefined;

  let tasks: Promise<TaskParts> | undefined;
  /** Loads the tasks when the product has registered any, then goes on in any case. */
  function prepared(then: () => void): void {
    if (state.tasks || (!tasks && port.tasks.length === 0)) return then();
    tasks ??= import(new URL(__TASK__.url, import.meta.url).href).then((chunk: { start(kit: Kit, port: TaskPort): TaskParts }) => {
      const parts = chunk.start(kit, {
        ...port, act, tell, words, draw: drawTask,
        secret: (on) => set({ secret: on }),
        person: () => actions.person(),
      });
      style(parts.css);
      set({ tasks: parts });
      return parts;
    });
    tasks.then(guard.safe(then), () => ((tasks = undefined), then()));
  }

  /** A task stays the last thing that was said. */
  function drawTask(run: TaskRun): void {
    set({ entries: [...state.entries.filter((e) => e.kind !== "task" || e.run !== run), { kind: "task", run }] });
  }

  function act(kind: EventKind, n = 0, code = 0): void {
    stream.act(kind, Flags.Trusted, code, 0, undefined, 0, 0, n);
  }
  /** Tells the engine something about what has a name. */
  function tell(kind: EventKind, name: string, n = 0, code = 0): void {
    stream.send(kind, encode((w) => writeName(w, { name })), n, code);
  }
  function words(kind: EventKind, text: string): void {
    stream.send(kind, encode((w) => writeWords(w, { text: text.slice(0, 4000) })));
  }
  function add(...list: Entry[]): void {
    set({ entries: [...state.entries, ...list] });
  }
  /** Replaces the last entry for which test holds. */
  function change(test: (e: Entry) => boolean, to: (e: Entry) => Entry): void {
    const list = [...state.entries];
    let i = list.length - 1;
    while (i >= 0 && !test(list[i]!)) i--;
    if (i >= 0) list[i] = to(list[i]!);
    set({ entries: list });
  }

  function unread(): void {
    const kept = state.talk.kept;
    const n = kept ? kept.messages.filter((m) => m.role === "agent" && m.seq > kept.read).length : 0;
    if (state.open && document.visibilityState === "visible") state.person?.conversation.read();
    port.unread(state.open ? 0 : n);
  }

  const actions: Actions = {
    ask(text) {
      port.used();
      set({ live: undefined, draft: "" });
      add({ kind: "asked", text });
      if (!port.degraded()) return prepared(() => words(EventKind.Ask, text));
      add({ kind: "turn", turn: unknown() });
    },
    typing(text, composing) {
      if (text === state.draft && !composed) return draw(); // the field holds blanks that are not kept
      set({ draft: text });
      typingTimer?.();
      composed = composing;
      if (composing) return; // letters that will become other ones
      if (withPerson(state)) {
        if (Date.now() - lastTyping > SAYS_TYPING) state.person?.conversation.typing(true);
        lastTyping = Date.now();
        return;
      }
      typingTimer = guard.after(TYPING, () => words(EventKind.Typing, text));
    },
    choose(o: Option) {
      port.used();
      set({ live: undefined, draft: "" });
      add({ kind: "asked", text: o.title });
      if (port.degraded()) void local(o.id);
      else prepared(() => tell(EventKind.Choose, o.id));
    },
    article(id) {
      if (port.degraded()) return void local(id);
      tell(EventKind.Choose, id);
    },
    rate(id, helped) {
      change((e) => e.kind === "turn" && e.turn.id === id && e.rated === undefined, (e) => ({ ...e, rated: helped }) as Entry);
      rating = helped;
      tell(EventKind.Rate, id, 0, helped ? 1 : 0);
    },
    person() {
      if (port.degraded()) return desk.context({ question: lastQuestion(), locale: port.locale(), visits: [], signals: [], shown: [] });
      act(EventKind.Person);
    },
    consent(context, agreed) {
      finish("sent");
      noted(false);
      consented = { context, agreed };
      if (port.degraded()) return desk.escalate(true);
      act(EventKind.Agreed);
    },
    onlyQuestion(context, question) {
      finish("sent");
      noted(false);
      consented = { context, agreed: { question, steps: false, signals: false, shown: false } };
      if (port.degraded()) return desk.escalate(false);
      act(EventKind.Declined);
    },
    cancelConsent() {
      finish("cancelled");
      add({ kind: "note", text: "declined" });
    },
    offerNote: () => need(() => add({ kind: "leave", question: lastQuestion() })),
    note(text) {
      finish("sent");
      noted(true);
      add({ kind: "note", text: "note_sent" });
      consented = { context: { question: text, locale: port.locale(), visits: [], signals: [], shown: [] }, agreed: { question: text, steps: false, signals: false, shown: false } };
      desk.escalate(false);
    },
    send(text) {
      port.used();
      set({ draft: "" });
      state.person?.conversation.send(text);
    },
    retry: (id) => state.person?.conversation.retry(id),
    discard: (id) => state.person?.conversation.discard(id),
    startOver() {
      state.person?.conversation.leave();
      port.store.set("conversation", "");
      noted(false);
      set({ entries: [] });
      act(EventKind.Panel);
    },
    close: () => desk.close(),
    assistant: createAssistant(port, kit, style, lastQuestion),
    media: port.media,
    point: port.point,
    follow: port.follow,
    guide(tour) {
      set({ tour });
      if (!tour) guard.after(20, () => host?.root.querySelector<HTMLElement>(".log > :last-child .tour")?.focus());
    },
    titleOf: (id) => port.articles().find((a) => a.id === id)?.title ?? id,
  };
  let rating = true, composed = false;

  function noted(yes: boolean): void {
    port.store.set("noted", yes ? "1" : "");
    set({ noted: yes });
  }
  function finish(done: "sent" | "cancelled"): void {
    change((e) => (e.kind === "consent" || e.kind === "leave") && !e.done, (e) => ({ ...e, done }) as Entry);
    guard.after(20, () => host?.root.querySelector<HTMLElement>(".composer textarea")?.focus({ preventScroll: true })); // it comes back first
  }
  function lastQuestion(): string {
    const asked = state.entries.filter((e) => e.kind === "asked");
    return asked.length ? (asked[asked.length - 1] as { text: string }).text : "";
  }
  function unknown(): Turn {
    return { kind: TurnKind.Unknown, confidence: 0, article: 0, id: "", title: "", blocks: [], options: [], terms: [], completion: [], person: true, task: "" };
  }

  /** Without the engine an article is read straight from the verified bundle. */
  async function local(id: string): Promise<void> {
    const found = await port.article(id).catch(() => undefined);
    if (found) add({ kind: "turn", turn: { ...unknown(), kind: TurnKind.Answer, ...found }, rated: true });
  }

  const styles: string[] = [theme + css];
  /** Adds the styles of a chunk. */
  function style(css: string): void {
    styles.push(css);
    if (host) host.root.adoptedStyleSheets.push(sheet(css));
  }

  function mount(): Host {
    if (!host) {
      host = port.host("panel", styles.join(""));
      const box = document.createElement("div");
      host.root.append(box);
      place = box;
      guard.undo(() => render(null, box));
    }
    return host;
  }

  function look(): void {
    if (!host) return;
    host.el.toggleAttribute("data-dark", isDark());
    host.el.style.setProperty("--host-font", pageFont());
    host.el.toggleAttribute("data-left", port.options.position === "left");
    const locale = port.locale(), degraded = port.degraded();
    set({ dir: direction(), locale, words: wordsFor(locale), degraded });
    if (degraded) set({ suggestions: port.articles().slice(0, 30) });
  }

  const desk: Desk = {
    open() {
      if (state.open) return;
      port.used();
      const { el, raise } = mount();
      look();
      raise();
      el.hidden = false;
      set({ open: true });
      port.opened(true);
      act(EventKind.Panel);
      unread();
      prepared(nothing);
      guard.after(AHEAD, () => need(nothing));
    },
    close() {
      if (!state.open) return;
      set({ open: false, tour: undefined });
      if (host) host.el.hidden = true;
      port.opened(false);
      act(EventKind.Away);
    },
    ask(text) {
      desk.open();
      const words = text.trim().slice(0, 4000);
      if (words) actions.ask(words);
    },
    read(id) {
      desk.open();
      tell(EventKind.Choose, id);
    },
    articleById(id) {
      desk.open();
      actions.article(id);
    },
    person() {
      desk.open();
      actions.person();
    },
    turn(c) {
      if (c.kind === TurnKind.Live) {
        set({ live: state.draft.trim() ? c : undefined });
        return;
      }
      if (c.kind === TurnKind.Handed) return;
      const rated = c.kind === TurnKind.Rated ? rating : undefined;
      add({ kind: "turn", turn: c, rated });
      const name = { [TurnKind.Answer]: "answer", [TurnKind.Clarify]: "clarify", [TurnKind.Unknown]: "unknown" }[c.kind as number];
      if (name) port.emit(name, { article: c.id, title: c.title, confidence: c.confidence, options: c.options.map((o) => o.id) });
    },
    suggest(c) {
      set({ suggestions: c.options });
    },
    context(c) {
      need(() => {
        finish("cancelled"); // one at a time
        add({ kind: "consent", context: c });
      });
    },
    escalate() {
      if (!consented) return;
      const { context, agreed } = consented;
      consented = undefined;
      port.used();
      port.store.set("conversation", "1");
      need((p) => p.escalate(context, agreed!));
    },
    move: (m) => state.tasks?.move(m),
  };

  const queue = port.tasks.push.bind(port.tasks);
  port.tasks.push = (...list) => {
    const n = queue(...list);
    if (state.open) prepared(nothing);
    return n;
  };
  port.changed(look);
  guard.listen(document, "visibilitychange", unread);
  const net = (): void => set({ offline: !navigator.onLine });
  guard.listen(window, "online", net);
  guard.listen(window, "offline", net);
  if (port.store.get("conversation")) need((p) => void p.conversation.resume());
  return desk;
}

function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
