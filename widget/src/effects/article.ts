/**
 * One article of a bundle whole, for pages where the engine cannot run: titles
 * to browse come from articles.ts, the answers to read from here.
 */

import { type Block, BlockKind, type Option, SpanStyle } from "../wire";
import { type Reader, open, readArticles, record } from "./articles";

/** Kinds of node in the file, see engine/kb/block.go. */
const enum Node {
  Paragraph = 1, Heading, List, Steps, Item, Image, Video, Captions, Code, Note, Table, Row, Cell,
  Text = 32, Strong, Emphasis, CodeSpan, Link, Element, Break,
}

interface Tree {
  kind: number;
  arg: number;
  text: string;
  ref: string;
  kids: Tree[];
}

const hasArg = new Set<number>([Node.Heading, Node.Note, Node.Table, Node.Cell]);
const hasText = new Set<number>([Node.Image, Node.Video, Node.Captions, Node.Code, Node.Text, Node.CodeSpan]);
const hasRef = new Set<number>([Node.Item, Node.Image, Node.Video, Node.Captions, Node.Code, Node.Link, Node.Element]);
const hasNoKids = new Set<number>([Node.Image, Node.Captions, Node.Code, Node.Text, Node.CodeSpan, Node.Break]);
const DEEPEST = 12;

function nodes(r: Reader, depth: number): Tree[] {
  const out: Tree[] = [];
  for (let n = r.varint(); n > 0; n--) {
    if (depth > DEEPEST || out.length > 8192) throw new Error("bundle: limit");
    const kind = r.byte();
    out.push({
      kind,
      arg: hasArg.has(kind) ? r.byte() : 0,
      text: hasText.has(kind) ? r.str() : "",
      ref: hasRef.has(kind) ? r.str() : "",
      kids: hasNoKids.has(kind) ? [] : nodes(r, depth + 1),
    });
  }
  return out;
}

export interface Article extends Option {
  blocks: Block[];
}

/** One article with its whole answer, or undefined. */
export function readArticle(bytes: Uint8Array, id: string): Article | undefined {
  const found = readArticles(bytes).find((a) => a.id === id);
  if (!found) return undefined;
  try {
    const r = record(open(bytes), found.article);
    r.str();
    r.str();
    for (let list = 0; list < 5; list++) for (let n = r.varint(); n > 0; n--) r.bytes();
    r.str();
    for (let n = 5 * r.varint(); n > 0; n--) r.bytes(); // anchors
    for (let n = 5 * r.varint(); n > 0; n--) r.bytes(); // media
    for (let n = 3 * r.varint(); n > 0; n--) r.bytes(); // variants
    r.varint();
    return { ...found, blocks: flatten(nodes(r, 0), 0) };
  } catch {
    return undefined;
  }
}

const block = (kind: BlockKind, level: number, spans: Block["spans"] = [], more: Partial<Block> = {}): Block =>
  ({ kind, level, spans, url: "", alt: "", help: "", track: "", ...more });

function flatten(tree: Tree[], level: number): Block[] {
  return tree.flatMap((b): Block[] => {
    switch (b.kind) {
      case Node.Heading:
        return [block(BlockKind.Heading, b.arg, inline(b.kids, 0, ""))];
      case Node.List:
      case Node.Steps:
        return b.kids.flatMap((item) => items(item, b.kind === Node.Steps ? BlockKind.Step : BlockKind.Item, level));
      case Node.Image:
        return [block(BlockKind.Image, 0, [], { url: b.ref, alt: b.text })];
      case Node.Video:
        return [block(BlockKind.Video, 0, [], { url: b.ref, alt: b.text })];
      case Node.Code:
        return [block(BlockKind.Code, 0, [{ style: 0, text: b.text, link: "" }])];
      case Node.Note:
        return b.kids.map((k) => block(BlockKind.Note, b.arg, inline(k.kids, 0, "")));
      case Node.Table:
        return b.kids.map((row, i) => block(i === 0 && b.arg === 1 ? BlockKind.RowHead : BlockKind.Row, 0, row.kids.flatMap((cell) => {
          const [first = { style: 0, text: "", link: "" }, ...rest] = inline(cell.kids, 0, "");
          return [{ ...first, style: first.style | SpanStyle.Cell }, ...rest];
        })));
      default:
        return [block(BlockKind.Paragraph, level, inline(b.kids, 0, ""))];
    }
  });
}

function items(item: Tree, kind: BlockKind, level: number): Block[] {
  const [first, ...rest] = item.kids;
  const own = first?.kind === Node.Paragraph;
  return [
    block(kind, level, own ? inline(first.kids, 0, "") : [], { help: item.ref }),
    ...flatten(own ? rest : item.kids, Math.min(level + 1, 3)),
  ];
}

function inline(kids: Tree[], style: number, link: string): Block["spans"] {
  return kids.flatMap((k): Block["spans"] => {
    switch (k.kind) {
      case Node.Strong:
        return inline(k.kids, style | SpanStyle.Strong, link);
      case Node.Emphasis:
        return inline(k.kids, style | SpanStyle.Em, link);
      case Node.Link:
        return inline(k.kids, style, k.ref);
      case Node.Element:
        return inline(k.kids, style | SpanStyle.Strong, "help:" + k.ref);
      case Node.CodeSpan:
        return [{ style: style | SpanStyle.Code, text: k.text, link }];
      case Node.Break:
        return [{ style: style | SpanStyle.Break, text: "", link }];
      default:
        return [{ style, text: k.text, link }];
    }
  });
}
