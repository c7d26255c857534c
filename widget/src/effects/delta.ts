/**
 * Deltas between two bundles, as edge/publish/FORMAT.md describes them: a
 * header of 72 bytes, then copies from the base and literal runs.
 *
 * Nothing here has to be believed: the caller checks the hash of the delta
 * before and that of the result after. What is odd throws, and the page takes
 * the whole bundle.
 */

const HEADER = 72; // "LMPD", SHA-256 of the base and of the result, size
const MAGIC = 0x4c4d5044;

/** The result, of exactly size bytes. */
export function applyDelta(base: Uint8Array, delta: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const odd = (what: string): never => {
    throw new Error("delta: " + what);
  };
  const head = new DataView(delta.buffer, delta.byteOffset, delta.byteLength);
  if (delta.length < HEADER || head.getUint32(0) !== MAGIC) odd("no header");
  if (head.getUint32(68, true) !== size) odd("another size than the head says");
  const out = new Uint8Array(size);
  let at = HEADER, n = 0;
  const varint = (): number => {
    let v = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (at >= delta.length) odd("cut short");
      const byte = delta[at++]!;
      v += (byte & 127) * 2 ** shift;
      if (byte < 128) return v;
    }
    return odd("a number without end");
  };
  while (at < delta.length) {
    const op = varint(), length = Math.floor(op / 2);
    if (length === 0 || length > size - n) odd("longer than declared");
    const literal = op % 2 === 1, from = literal ? delta : base, start = literal ? at : varint();
    if (start + length > from.length) odd("reaches outside");
    out.set(from.subarray(start, start + length), n);
    n += length;
    if (literal) at += length;
  }
  return n === size ? out : odd("shorter than declared");
}
