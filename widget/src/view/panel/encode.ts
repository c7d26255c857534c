/** Bodies of events, encoded outside the loader. */

import { Writer } from "../../wire";

const LARGEST = 1 << 14; // bytes, what one body may take in the stage
const HEAD = 4; // bytes before a body, for its length
const room = new Uint8Array(LARGEST);

/** Returns the body that write writes. Throws when it is too large. */
export function encode(write: (w: Writer) => void): Uint8Array {
  const w = new Writer(room, HEAD);
  write(w);
  return room.slice(HEAD, w.at);
}
