// Package xwing is the X-Wing key encapsulation (draft-connolly-cfrg-xwing-kem)
// over CIRCL's ML-KEM-768 and CIRCL's field of Curve25519.
//
// CIRCL has X-Wing itself. Its X25519 carries a table of 8 KB that no
// compressor shortens, and the rest of it randomness and big integers; this
// one is 9 KB of brotli smaller. Tests hold it against CIRCL's and the
// draft's vectors.
package xwing

import (
	"github.com/cloudflare/circl/kem/mlkem/mlkem768"
)

// Sizes in bytes.
const (
	SeedSize   = 32
	PublicSize = mlkem768.PublicKeySize + pointSize
	EncSize    = mlkem768.CiphertextSize + pointSize
	RandomSize = mlkem768.EncapsulationSeedSize + pointSize
	SharedSize = 32
)

// label is X-Wing's.
const label = `\.//^\`

// secret is a private key, made from its seed each time it is used.
type secret struct {
	m       *mlkem768.PrivateKey
	mPublic *mlkem768.PublicKey
	x       point
	xPublic point
}

func expand(seed []byte) *secret {
	var wide [mlkem768.KeySeedSize + pointSize]byte
	keccak(wide[:], shake256, seed)
	s := &secret{}
	s.mPublic, s.m = mlkem768.NewKeyFromSeed(wide[:mlkem768.KeySeedSize])
	copy(s.x[:], wide[mlkem768.KeySeedSize:])
	s.xPublic = *multiply(&s.x, &base)
	return s
}

// Public is the public key of a seed of SeedSize bytes.
func Public(seed []byte) []byte {
	s := expand(seed)
	out := make([]byte, PublicSize)
	s.mPublic.Pack(out[:mlkem768.PublicKeySize])
	copy(out[mlkem768.PublicKeySize:], s.xPublic[:])
	return out
}

// CheckPublic says whether a key can be sealed to: its size, every coefficient
// of its ML-KEM half in range (FIPS 203, 7.2), an X25519 half of full order.
func CheckPublic(key []byte) bool {
	var m mlkem768.PublicKey
	return len(key) == PublicSize && m.Unpack(key[:mlkem768.PublicKeySize]) == nil && !lowOrder(key[mlkem768.PublicKeySize:])
}

// CheckEnc says whether a ciphertext can have come from a sender. X-Wing
// itself takes an X25519 half of low order and leaves all of the secret to
// ML-KEM; no honest sender makes one.
func CheckEnc(enc []byte) bool {
	return len(enc) == EncSize && !lowOrder(enc[mlkem768.CiphertextSize:])
}

// Encapsulate makes a shared secret and its ciphertext for a key that
// CheckPublic passes. random are RandomSize fresh bytes.
func Encapsulate(key, random []byte) (shared, enc []byte) {
	var m mlkem768.PublicKey
	if m.Unpack(key[:mlkem768.PublicKeySize]) != nil {
		panic("xwing: the key was not checked")
	}
	var ephemeral, theirs point
	copy(ephemeral[:], random[mlkem768.EncapsulationSeedSize:])
	copy(theirs[:], key[mlkem768.PublicKeySize:])
	ours := multiply(&ephemeral, &base)
	var sm [mlkem768.SharedKeySize]byte
	enc = make([]byte, EncSize)
	m.EncapsulateTo(enc[:mlkem768.CiphertextSize], sm[:], random[:mlkem768.EncapsulationSeedSize])
	copy(enc[mlkem768.CiphertextSize:], ours[:])
	return combine(sm[:], multiply(&ephemeral, &theirs), ours, &theirs), enc
}

// Decapsulate gives the shared secret of a ciphertext that CheckEnc passes.
func Decapsulate(enc, seed []byte) []byte {
	s := expand(seed)
	var theirs point
	copy(theirs[:], enc[mlkem768.CiphertextSize:])
	var sm [mlkem768.SharedKeySize]byte
	s.m.DecapsulateTo(sm[:], enc[:mlkem768.CiphertextSize])
	return combine(sm[:], multiply(&s.x, &theirs), &theirs, &s.xPublic)
}

func combine(sm []byte, sx, ct, public *point) []byte {
	out := make([]byte, SharedSize)
	keccak(out, sha3, sm, sx[:], ct[:], public[:], []byte(label))
	return out
}
