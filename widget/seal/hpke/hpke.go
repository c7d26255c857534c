// Package hpke is RFC 9180 in base mode with one suite and no other:
//
//	KEM   X-Wing (X25519 with ML-KEM-768), 0x647a
//	KDF   HKDF-SHA256, 0x0001
//	AEAD  ChaCha20-Poly1305, 0x0003
//
// Both halves of X-Wing must fall before a secret does, so what is recorded
// today stays sealed when one of them is broken tomorrow. There is no way to
// ask for another suite, so there is none to be talked down to.
//
// The KEM is CIRCL's. The key schedule is written out here because CIRCL's
// carries every other suite along: 256 KB of brotli in a page. Everything is
// pure: randomness comes in as an argument. Tests hold it against the vectors
// of RFC 9180 and X-Wing, against CIRCL's hpke and the standard library's.
package hpke

import (
	"encoding/binary"
	"errors"

	"github.com/cloudflare/circl/dh/x25519"
	"github.com/cloudflare/circl/kem/xwing"

	"github.com/lamplight-help/lamplight/widget/seal/chacha"
	"github.com/lamplight-help/lamplight/widget/seal/sha2"
)

// Sizes in bytes.
const (
	SeedSize      = xwing.SeedSize              // a private key
	PublicSize    = xwing.PublicKeySize         // a public key
	EncSize       = xwing.CiphertextSize        // what a sender adds to the first message
	RandomSize    = xwing.EncapsulationSeedSize // what a sender needs of fresh randomness
	Overhead      = chacha.Overhead             // what each message grows by
	x25519At      = EncSize - x25519.Size       // where the X25519 half of an enc begins
	publicX25519  = PublicSize - x25519.Size
	kemID         = 0x647a
	kdfID, aeadID = 1, 3
)

// What can be wrong with a key or a message.
var (
	ErrKey    = errors.New("hpke: this is not a public key")
	ErrEnc    = errors.New("hpke: this is not an encapsulated key")
	ErrOpen   = errors.New("hpke: changed on the way, or for another key")
	errRandom = errors.New("hpke: randomness has the wrong length")
)

// Context is one direction of a conversation: what Seal makes in order, Open
// opens in the same order.
type Context struct {
	key, exporter []byte
	base          [chacha.NonceSize]byte
	seq           uint64
	suite         []byte
}

// Public is the public key of a seed of SeedSize bytes.
func Public(seed []byte) ([]byte, error) {
	if len(seed) != SeedSize {
		return nil, ErrKey
	}
	_, public := xwing.DeriveKeyPairPacked(seed)
	return public, nil
}

// CheckPublic says whether a key can be sealed to: its size, every
// coefficient of its ML-KEM half in range (FIPS 203, 7.2), and an X25519 half
// of full order.
func CheckPublic(key []byte) error {
	var parsed xwing.PublicKey
	if len(key) != PublicSize || parsed.Unpack(key) != nil || lowOrder(key[publicX25519:]) {
		return ErrKey
	}
	return nil
}

// CheckEnc says whether enc can have come from a sender. X-Wing itself takes
// an X25519 half of low order and leaves all of the secret to ML-KEM; no
// honest sender makes one, so it is refused.
func CheckEnc(enc []byte) error {
	if len(enc) != EncSize || lowOrder(enc[x25519At:]) {
		return ErrEnc
	}
	return nil
}

// lowOrder reports a point that gives the same shared secret for every key.
func lowOrder(point []byte) bool {
	var out, any, public x25519.Key
	copy(public[:], point)
	return !x25519.Shared(&out, &any, &public)
}

// NewSender begins a conversation with the holder of a public key. random are
// RandomSize fresh bytes; info must be the same on both sides.
func NewSender(public, info, random []byte) (enc []byte, c *Context, err error) {
	if err := CheckPublic(public); err != nil {
		return nil, nil, err
	}
	if len(random) != RandomSize {
		return nil, nil, errRandom
	}
	shared, enc, err := xwing.Encapsulate(public, random)
	if err != nil {
		return nil, nil, ErrKey
	}
	return enc, schedule(kemID, shared, info), nil
}

// NewRecipient is the other end of NewSender.
func NewRecipient(enc, seed, info []byte) (*Context, error) {
	if err := CheckEnc(enc); err != nil {
		return nil, err
	}
	if len(seed) != SeedSize {
		return nil, ErrKey
	}
	return schedule(kemID, xwing.Decapsulate(enc, seed), info), nil
}

// schedule is KeySchedule of RFC 9180, 5.1, in base mode.
func schedule(kem uint16, shared, info []byte) *Context {
	suite := []byte("HPKE")
	for _, id := range [...]uint16{kem, kdfID, aeadID} {
		suite = binary.BigEndian.AppendUint16(suite, id)
	}
	pskID := extract(suite, nil, "psk_id_hash", nil)
	infoHash := extract(suite, nil, "info_hash", info)
	context := append(append([]byte{0}, pskID[:]...), infoHash[:]...)
	secret := extract(suite, shared, "secret", nil)
	c := &Context{suite: suite}
	c.key = expand(suite, secret[:], "key", context, chacha.KeySize)
	copy(c.base[:], expand(suite, secret[:], "base_nonce", context, chacha.NonceSize))
	c.exporter = expand(suite, secret[:], "exp", context, sha2.Size256)
	return c
}

// extract is LabeledExtract of RFC 9180, 4.
func extract(suite, salt []byte, label string, material []byte) [sha2.Size256]byte {
	return sha2.Extract(salt, []byte("HPKE-v1"), suite, []byte(label), material)
}

// expand is LabeledExpand of RFC 9180, 4.
func expand(suite, key []byte, label string, info []byte, n int) []byte {
	labelled := binary.BigEndian.AppendUint16(nil, uint16(n))
	labelled = append(labelled, "HPKE-v1"...)
	labelled = append(labelled, suite...)
	labelled = append(labelled, label...)
	return sha2.Expand(key, append(labelled, info...), n)
}

// nonce is that of the next message (RFC 9180, 5.2).
func (c *Context) nonce() []byte {
	n := c.base
	for i := range 8 {
		n[len(n)-1-i] ^= byte(c.seq >> (8 * i))
	}
	return n[:]
}

// Seal encrypts the next message and binds aad to it.
func (c *Context) Seal(plain, aad []byte) []byte {
	sealed := chacha.Seal(nil, c.key, c.nonce(), plain, aad)
	c.seq++
	return sealed
}

// Open decrypts the next message. One that fails may be tried again.
func (c *Context) Open(sealed, aad []byte) ([]byte, error) {
	plain, ok := chacha.Open(nil, c.key, c.nonce(), sealed, aad)
	if !ok {
		return nil, ErrOpen
	}
	c.seq++
	return plain, nil
}

// Export derives n further bytes of secret, at most 8160, the same on both
// sides for the same label (RFC 9180, 5.3).
func (c *Context) Export(label string, n int) []byte {
	return expand(c.suite, c.exporter, "sec", []byte(label), n)
}

// Wrap seals one small secret to a public key: enc, then the ciphertext.
func Wrap(public, info, aad, secret, random []byte) ([]byte, error) {
	enc, c, err := NewSender(public, info, random)
	if err != nil {
		return nil, err
	}
	return append(enc, c.Seal(secret, aad)...), nil
}

// Unwrap is the inverse of Wrap.
func Unwrap(seed, info, aad, wrapped []byte) ([]byte, error) {
	if len(wrapped) < EncSize+Overhead {
		return nil, ErrEnc
	}
	c, err := NewRecipient(wrapped[:EncSize], seed, info)
	if err != nil {
		return nil, err
	}
	return c.Open(wrapped[EncSize:], aad)
}
