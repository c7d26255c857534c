const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID: 48 bits of time in ms and 80 random bits in Crockford base32. */
export function ulid(now: number): string {
  let text = "";
  for (let i = 0, t = now; i < 10; i++, t = Math.floor(t / 32)) text = alphabet[t % 32] + text;
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) text += alphabet[byte % 32];
  return text;
}
