// Package chacha is ChaCha20-Poly1305 (RFC 8439) in as few bytes of
// WebAssembly as it takes: golang.org/x/crypto's brings 28 KB of brotli into
// a page, this one 2 KB. It uses no tables and branches on no secret. Tests
// compare it with golang.org/x/crypto's, as CIRCL hands it out.
package chacha

import (
	"encoding/binary"
	"math/bits"
)

// Sizes in bytes.
const (
	KeySize   = 32
	NonceSize = 12
	Overhead  = 16 // the tag behind the ciphertext
)

// Seal appends the encrypted plain and its tag to dst. A pair of key and
// nonce must never meet two plaintexts. key has KeySize bytes and nonce
// NonceSize; other lengths panic.
func Seal(dst, key, nonce, plain, aad []byte) []byte {
	at := len(dst)
	dst = append(dst, plain...)
	crypt(key, nonce, 1, dst[at:])
	tag := tagOf(key, nonce, dst[at:], aad)
	return append(dst, tag[:]...)
}

// Open appends the decrypted text to dst. ok is false, and dst as it was, when
// anything was changed on the way. Lengths are as for Seal.
func Open(dst, key, nonce, sealed, aad []byte) (plain []byte, ok bool) {
	if len(sealed) < Overhead {
		return dst, false
	}
	text, tag := sealed[:len(sealed)-Overhead], sealed[len(sealed)-Overhead:]
	want := tagOf(key, nonce, text, aad)
	var differ byte
	for i := range want {
		differ |= want[i] ^ tag[i]
	}
	if differ != 0 {
		return dst, false
	}
	at := len(dst)
	dst = append(dst, text...)
	crypt(key, nonce, 1, dst[at:])
	return dst, true
}

// tagOf is the Poly1305 tag over aad and ciphertext, each padded to 16 bytes,
// and their lengths (RFC 8439, 2.8).
func tagOf(key, nonce, text, aad []byte) [Overhead]byte {
	var once [32]byte
	crypt(key, nonce, 0, once[:])
	m := make([]byte, 0, len(aad)+len(text)+48)
	m = append(m, aad...)
	m = append(m, make([]byte, -len(aad)&15)...)
	m = append(m, text...)
	m = append(m, make([]byte, -len(text)&15)...)
	m = binary.LittleEndian.AppendUint64(m, uint64(len(aad)))
	m = binary.LittleEndian.AppendUint64(m, uint64(len(text)))
	return poly1305(&once, m)
}

// crypt XORs data with the key stream from block `counter` on.
func crypt(key, nonce []byte, counter uint32, data []byte) {
	if len(key) != KeySize || len(nonce) != NonceSize {
		panic("chacha: a key has 32 bytes, a nonce 12")
	}
	state := [16]uint32{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}
	for i := range 8 {
		state[4+i] = binary.LittleEndian.Uint32(key[4*i:])
	}
	for i := range 3 {
		state[13+i] = binary.LittleEndian.Uint32(nonce[4*i:])
	}
	var stream [64]byte
	for ; len(data) > 0; counter++ {
		state[12] = counter
		block(&stream, &state)
		n := min(len(data), len(stream))
		for i := range n {
			data[i] ^= stream[i]
		}
		data = data[n:]
	}
}

// rounds are the words that each quarter round works on: columns, diagonals.
var rounds = [8][4]uint8{
	{0, 4, 8, 12}, {1, 5, 9, 13}, {2, 6, 10, 14}, {3, 7, 11, 15},
	{0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13}, {3, 4, 9, 14},
}

func block(out *[64]byte, state *[16]uint32) {
	x := *state
	for range 10 {
		for i := range &rounds {
			q := &rounds[i]
			a, b, c, d := x[q[0]], x[q[1]], x[q[2]], x[q[3]]
			a += b
			d = bits.RotateLeft32(d^a, 16)
			c += d
			b = bits.RotateLeft32(b^c, 12)
			a += b
			d = bits.RotateLeft32(d^a, 8)
			c += d
			b = bits.RotateLeft32(b^c, 7)
			x[q[0]], x[q[1]], x[q[2]], x[q[3]] = a, b, c, d
		}
	}
	for i := range x {
		binary.LittleEndian.PutUint32(out[4*i:], x[i]+state[i])
	}
}
