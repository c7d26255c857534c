/** ULIDs: 48 bits of time, 80 random bits, in Crockford's base 32. */

const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let last = 0;

/** A new id, above every one made before in this page. */
export function ulid(now = Date.now()): string {
  last = Math.max(now, last + 1);
  let time = "";
  for (let t = last, i = 0; i < 10; i++, t = Math.floor(t / 32)) time = digits[t % 32] + time;
  const random = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(random, (b) => digits[b % 32]).join("");
}
