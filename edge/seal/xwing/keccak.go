package xwing

import (
	"encoding/binary"
	"math/bits"
)

// The two functions of FIPS 202 that X-Wing needs, by their domain byte. Both
// absorb 136 bytes at a time, and everything that X-Wing puts in or takes out
// is shorter: 134 bytes at most. So there is one block each way.
const (
	sha3     = 0x06 // SHA3-256
	shake256 = 0x1f
	rate     = 136
)

// keccak fills out from the parts, which have fewer than 136 bytes together.
func keccak(out []byte, domain byte, parts ...[]byte) {
	var block [200]byte
	n := 0
	for _, p := range parts {
		n += copy(block[n:rate-1], p)
	}
	block[n] = domain
	block[rate-1] |= 0x80
	var a [25]uint64
	for i := range a {
		a[i] = binary.LittleEndian.Uint64(block[8*i:])
	}
	permute(&a)
	for i, lane := range &a {
		binary.LittleEndian.PutUint64(block[8*i:], lane)
	}
	copy(out, block[:rate])
}

// constants are those of iota (FIPS 202, 3.2.5).
var constants = [24]uint64{
	0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
	0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
	0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
	0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
}

// turns and places are rho and pi along the one cycle that pi makes.
var (
	turns  = [24]uint8{1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44}
	places = [24]uint8{10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1}
)

// permute is Keccak-f[1600] (FIPS 202, 3.3).
func permute(a *[25]uint64) {
	for _, c := range &constants {
		var sum [5]uint64
		for i := range a {
			sum[i%5] ^= a[i]
		}
		for i := range a {
			a[i] ^= sum[(i+4)%5] ^ bits.RotateLeft64(sum[(i+1)%5], 1)
		}
		moved := a[1]
		for i, to := range &places {
			a[to], moved = bits.RotateLeft64(moved, int(turns[i])), a[to]
		}
		for y := 0; y < 25; y += 5 {
			var row [5]uint64
			copy(row[:], a[y:y+5])
			for x := range row {
				a[y+x] = row[x] ^ ^row[(x+1)%5]&row[(x+2)%5]
			}
		}
		a[0] ^= c
	}
}
