package chacha

import "encoding/binary"

const limb = 1<<26 - 1

// poly1305 is the one-time authenticator of RFC 8439, 2.5. Numbers are held in
// five limbs of 26 bits, so that every product of two fits into 64. Every
// message here is a multiple of 16 bytes long; see tagOf.
func poly1305(key *[32]byte, m []byte) [16]byte {
	r := limbs(key[:16], 0)
	for i, mask := range [5]uint64{0x3ffffff, 0x3ffff03, 0x3ffc0ff, 0x3f03fff, 0x00fffff} {
		r[i] &= mask
	}
	var h [5]uint64
	for ; len(m) > 0; m = m[16:] {
		b := limbs(m[:16], 1)
		for i := range h {
			h[i] += b[i]
		}
		multiply(&h, &r)
	}
	return finish(&h, key[16:])
}

// limbs splits 16 bytes, little endian, with top above them.
func limbs(b []byte, top uint64) [5]uint64 {
	lo, hi := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	return [5]uint64{
		lo & limb, lo >> 26 & limb, (lo>>52 | hi<<12) & limb, hi >> 14 & limb, hi>>40 | top<<24,
	}
}

// multiply sets h to h*r modulo 2^130-5. What overflows 2^130 comes back
// five times.
func multiply(h, r *[5]uint64) {
	var d [5]uint64
	for i := range 5 {
		for j := range 5 {
			f := r[j]
			if i+j >= 5 {
				f *= 5
			}
			d[(i+j)%5] += h[i] * f
		}
	}
	carry := uint64(0)
	for i := range d {
		d[i] += carry
		h[i], carry = d[i]&limb, d[i]>>26
	}
	h[0] += 5 * carry
	h[1] += h[0] >> 26
	h[0] &= limb
}

// finish reduces h fully, adds s and keeps 128 bits.
func finish(h *[5]uint64, s []byte) (tag [16]byte) {
	for range 2 {
		carry := uint64(0)
		for i := range h {
			h[i] += carry
			h[i], carry = h[i]&limb, h[i]>>26
		}
		h[0] += 5 * carry
	}
	var g [5]uint64 // h - (2^130-5)
	carry := uint64(5)
	for i := range h {
		g[i] = h[i] + carry
		g[i], carry = g[i]&limb, g[i]>>26
	}
	keep := carry - 1 // all ones when h was smaller
	for i := range h {
		h[i] = h[i]&keep | g[i]&^keep
	}
	lo := h[0] | h[1]<<26 | h[2]<<52
	hi := h[2]>>12 | h[3]<<14 | h[4]<<40
	slo, shi := binary.LittleEndian.Uint64(s), binary.LittleEndian.Uint64(s[8:])
	sum := lo + slo
	over := ((lo & slo) | ((lo | slo) &^ sum)) >> 63
	binary.LittleEndian.PutUint64(tag[:], sum)
	binary.LittleEndian.PutUint64(tag[8:], hi+shi+over)
	return tag
}
