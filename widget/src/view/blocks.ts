/**
 * Articles as elements. Every text becomes a text node and every address is
 * looked at before it becomes a link, so what an author or an agent wrote can
 * only ever be read.
 */

import { type Block, BlockKind, type Span, SpanStyle } from "../wire";

const LONGEST = 20_000; // characters of one span

export interface BlockPort {
  /** Opens another article; none when this place cannot. */
  article?(id: string): void;
  /** A link or step in it was used. */
  followed?(): void;
  /** Rings the element with this data-help id; "" takes the ring away. */
  point?(help: string): void;
  /** Goes through steps in the page; label is that of its button. */
  tour?: { label: string; start(steps: Block[]): void };
  /** Address of a medium, or "" when it may not be loaded. */
  media?(name: string): string;
}

const make = (name: string, className = ""): HTMLElement => {
  const el = document.createElement(name);
  if (className) el.className = className;
  return el;
};

export function renderBlocks(blocks: Block[], port: BlockPort = {}): HTMLElement {
  const out = make("div", "blocks");
  const open: { list: HTMLElement; item: HTMLElement }[] = []; // the lists that go on, by nesting
  let table: HTMLElement | undefined, steps = 0;
  let run: Block[] = []; // the steps of the numbered list that goes on
  const tour = (): void => {
    if (port.tour && run.some((b) => b.help)) out.append(tourButton(run, port.tour));
    run = [];
  };
  for (const b of blocks) {
    const isRow = b.kind === BlockKind.Row || b.kind === BlockKind.RowHead;
    if (!isRow) table = undefined;
    if (b.kind === BlockKind.Item || b.kind === BlockKind.Step) {
      const level = Math.min(b.level, open.length);
      open.length = Math.min(open.length, level + 1);
      const name = b.kind === BlockKind.Step ? "ol" : "ul";
      let list = open[level]?.list;
      if (!list || list.localName !== name) {
        list = make(name);
        if (level === 0 && name === "ol" && steps) (list as HTMLOListElement).start = steps + 1;
        (open[level - 1]?.item ?? out).append(list);
      }
      const item = spans(make("li"), b.spans, port);
      if (b.help && port.point) points(item, b.help, port);
      list.append(item);
      open[level] = { list, item };
      if (level === 0) steps = name === "ol" ? steps + 1 : 0;
      if (level === 0 && name === "ol") run.push(b);
    } else if (isRow) {
      if (!table) {
        const scroll = make("div", "scroll");
        scroll.tabIndex = 0;
        scroll.append((table = make("table")));
        out.append(scroll);
      }
      table.append(row(b, port));
    } else {
      const inside = b.kind === BlockKind.Paragraph && b.level > 0 ? open[Math.min(b.level, open.length) - 1]?.item : undefined;
      if (!inside) open.length = 0;
      // A picture between two steps does not begin a new count; a new paragraph or heading does.
      if (!inside && (b.kind === BlockKind.Paragraph || b.kind === BlockKind.Heading)) {
        steps = 0;
        tour();
      }
      const el = single(b, port);
      if (el) (inside ?? out).append(el);
    }
  }
  tour();
  return out;
}

function tourButton(steps: Block[], tour: NonNullable<BlockPort["tour"]>): HTMLElement {
  const button = make("button", "plain tour") as HTMLButtonElement;
  button.type = "button";
  button.textContent = tour.label;
  button.addEventListener("click", () => tour.start(steps));
  return button;
}

/** A step that is about an element of the page shows where it is. */
function points(item: HTMLElement, help: string, port: BlockPort): void {
  item.addEventListener("pointerenter", () => port.point!(help));
  item.addEventListener("pointerleave", () => port.point!(""));
}

function single(b: Block, port: BlockPort): HTMLElement | undefined {
  switch (b.kind) {
    case BlockKind.Heading: {
      const el = make("p", "h");
      el.setAttribute("role", "heading");
      el.ariaLevel = String(Math.min(6, Math.max(3, b.level + 1)));
      return spans(el, b.spans, port);
    }
    case BlockKind.Code:
      return spans(make("pre"), b.spans, port);
    case BlockKind.Note:
      return spans(make("div", "note"), b.spans, port);
    case BlockKind.Image:
    case BlockKind.Video:
      return medium(b, port);
    default:
      return spans(make("p"), b.spans, port);
  }
}

function medium(b: Block, port: BlockPort): HTMLElement | undefined {
  const url = port.media?.(b.url) ?? "";
  if (!url) {
    if (!b.alt) return undefined;
    const text = make("p");
    text.textContent = b.alt;
    return text;
  }
  if (b.kind === BlockKind.Video) {
    const video = make("video") as HTMLVideoElement;
    video.controls = true;
    video.preload = "none";
    const track = port.media?.(b.track) ?? "";
    if (track) {
      video.crossOrigin = "anonymous"; // captions of another origin are read only so
      const captions = make("track") as HTMLTrackElement;
      Object.assign(captions, { kind: "captions", src: track, default: true });
      video.append(captions);
    }
    video.src = url;
    video.setAttribute("aria-label", b.alt);
    return video;
  }
  const image = make("img") as HTMLImageElement;
  image.alt = b.alt;
  image.loading = "lazy";
  image.src = url;
  return image;
}

function row(b: Block, port: BlockPort): HTMLElement {
  const tr = make("tr");
  const name = b.kind === BlockKind.RowHead ? "th" : "td";
  let cell: Span[] = [];
  const end = (): void => {
    if (cell.length === 0) return;
    const td = make(name);
    if (name === "th") td.setAttribute("scope", "col");
    tr.append(spans(td, cell, port));
    cell = [];
  };
  for (const s of b.spans) {
    if (s.style & SpanStyle.Cell) end();
    cell.push(s);
  }
  end();
  return tr;
}

function spans(into: HTMLElement, list: Span[], port: BlockPort): HTMLElement {
  for (const s of list) {
    if (s.style & SpanStyle.Break) into.append(make("br"));
    let node: Node = document.createTextNode(s.text.slice(0, LONGEST));
    if (s.style & SpanStyle.Code) node = wrap("code", node);
    if (s.style & SpanStyle.Em) node = wrap("em", node);
    if (s.style & SpanStyle.Strong) node = wrap("b", node);
    if (s.style & SpanStyle.Hit) node = wrap("mark", node);
    into.append(s.link ? link(s.link, node, port) : node);
  }
  return into;
}

function wrap(name: string, node: Node): Node {
  const el = make(name);
  el.append(node);
  return el;
}

function link(address: string, inner: Node, port: BlockPort): Node {
  if (address.startsWith("article:")) {
    if (!port.article) return inner;
    const button = make("button", "link") as HTMLButtonElement;
    button.type = "button";
    button.append(inner);
    button.addEventListener("click", () => (port.followed?.(), port.article!(address.slice(8))));
    return button;
  }
  if (address.startsWith("help:")) {
    if (!port.point) return inner;
    const button = make("button", "link") as HTMLButtonElement;
    button.type = "button";
    button.append(inner);
    button.addEventListener("click", () => port.point!(address.slice(5)));
    return button;
  }
  if (!/^(https:|mailto:|tel:|\/(?!\/))/i.test(address)) return inner;
  const a = make("a") as HTMLAnchorElement;
  a.href = address;
  if (/^https:/i.test(address)) {
    a.target = "_blank";
    a.rel = "noopener noreferrer";
  }
  a.append(inner);
  a.addEventListener("click", () => port.followed?.());
  return a;
}
