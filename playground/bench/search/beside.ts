/** The engine and the libraries from npm, in one page. */

import { type Passage, type Peer, flexsearch, lunrPeer, minisearch, orama } from "./peers";
import { type Figures, type Query, ask, heap, json } from "./search";

export { lamplight } from "./search";

const peers: Record<string, Peer> = { minisearch, flexsearch, orama, lunr: lunrPeer };

/** A library from npm. */
export async function peer(name: string, set: string, chinese: boolean): Promise<Figures> {
  const p = peers[name]!;
  let packed = await p.pack(await json<Passage[]>(`/passages/${set}`), chinese);
  const sections = await json<number[]>(`/sections/${set}`), queries = await json<Query[]>(`/queries/${set}`);
  const index = packed.length, before = heap();
  const t = performance.now();
  const find = await p.open(packed, chinese);
  const ready = performance.now() - t;
  packed = new Uint8Array();
  const memory = heap() - before;
  return { ready, index, memory, ...(await ask(find, queries, sections)) };
}
