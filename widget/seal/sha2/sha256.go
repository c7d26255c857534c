// Package sha2 is SHA-256, SHA-512 and HKDF in as few bytes of WebAssembly as
// they take. The standard library's carry its whole FIPS module along: 29 KB
// of brotli in a page for SHA-256 alone, where these few lines are 1 KB. Tests
// compare every function with the standard library's.
package sha2

import (
	"encoding/binary"
	"math/bits"
)

// Size256 is the length of a SHA-256 sum in bytes.
const Size256 = 32

// k256 are the first 32 bits of the fractional parts of the cube roots of the
// first 64 primes (FIPS 180-4, 4.2.2): the upper halves of k512's first 64.
func k256(i int) uint32 { return uint32(k512[i] >> 32) }

var start256 = [8]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

// Sum256 is the SHA-256 sum of the parts, one after the other.
func Sum256(parts ...[]byte) (sum [Size256]byte) {
	state := start256
	eachBlock(64, 8, func(block []byte) { block256(&state, block) }, parts)
	for i, word := range state {
		binary.BigEndian.PutUint32(sum[4*i:], word)
	}
	return sum
}

// eachBlock cuts the parts into padded blocks (FIPS 180-4, 5.1): a one bit,
// zeros, and the length in bits in the last `length` bytes.
func eachBlock(size, length int, block func([]byte), parts [][]byte) {
	buf := make([]byte, 0, size)
	total := uint64(0)
	for _, p := range parts {
		total += uint64(len(p))
		for len(p) > 0 {
			n := min(size-len(buf), len(p))
			buf = append(buf, p[:n]...)
			p = p[n:]
			if len(buf) == size {
				block(buf)
				buf = buf[:0]
			}
		}
	}
	buf = append(buf, 0x80)
	if len(buf) > size-length {
		block(append(buf, make([]byte, size-len(buf))...))
		buf = buf[:0]
	}
	buf = append(buf, make([]byte, size-8-len(buf))...)
	block(binary.BigEndian.AppendUint64(buf, total<<3))
}

func block256(state *[8]uint32, block []byte) {
	var w [64]uint32
	for i := range 16 {
		w[i] = binary.BigEndian.Uint32(block[4*i:])
	}
	for i := 16; i < 64; i++ {
		a, b := w[i-15], w[i-2]
		s0 := bits.RotateLeft32(a, -7) ^ bits.RotateLeft32(a, -18) ^ a>>3
		s1 := bits.RotateLeft32(b, -17) ^ bits.RotateLeft32(b, -19) ^ b>>10
		w[i] = w[i-16] + s0 + w[i-7] + s1
	}
	a, b, c, d, e, f, g, h := state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]
	for i := range 64 {
		s1 := bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)
		t1 := h + s1 + (e&f ^ ^e&g) + k256(i) + w[i]
		s0 := bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)
		t2 := s0 + (a&b ^ a&c ^ b&c)
		h, g, f, e, d, c, b, a = g, f, e, d+t1, c, b, a, t1+t2
	}
	for i, v := range [8]uint32{a, b, c, d, e, f, g, h} {
		state[i] += v
	}
}

// HMAC256 is HMAC-SHA-256 (RFC 2104) of the parts, one after the other.
func HMAC256(key []byte, parts ...[]byte) [Size256]byte {
	if len(key) > 64 {
		sum := Sum256(key)
		key = sum[:]
	}
	var inner, outer [64]byte
	copy(inner[:], key)
	copy(outer[:], key)
	for i := range inner {
		inner[i] ^= 0x36
		outer[i] ^= 0x5c
	}
	sum := Sum256(append([][]byte{inner[:]}, parts...)...)
	return Sum256(outer[:], sum[:])
}

// Extract is HKDF-Extract (RFC 5869, 2.2). The parts are the keying material.
func Extract(salt []byte, parts ...[]byte) [Size256]byte { return HMAC256(salt, parts...) }

// Expand is HKDF-Expand (RFC 5869, 2.3) for n of at most 255*32 bytes; beyond
// that it panics, for every caller asks for a constant.
func Expand(key, info []byte, n int) []byte {
	if n > 255*Size256 {
		panic("sha2: HKDF gives at most 8160 bytes")
	}
	var out, last []byte
	for i := byte(1); len(out) < n; i++ {
		t := HMAC256(key, last, info, []byte{i})
		last = t[:]
		out = append(out, last...)
	}
	return out[:n]
}
