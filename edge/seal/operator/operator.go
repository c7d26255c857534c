// Package operator is the operator's end of sealing, natively: it makes public
// keys, wraps and unwraps a team's secrets, and opens what pages sealed. All
// of it is CIRCL's hpke; neither the edge nor a page links it.
//
// Pages and desks run widget/seal instead, which is smaller. So whatever was
// sealed in a browser is opened here by another implementation, and a mistake
// in one of them shows before a message is lost.
package operator

import (
	"bytes"
	"crypto/sha256"
	"io"

	"github.com/cloudflare/circl/dh/x25519"
	"github.com/cloudflare/circl/hpke"
	"github.com/cloudflare/circl/kem"

	"github.com/lamplight-help/lamplight/edge/seal"
)

const (
	kdf  = hpke.KDF_HKDF_SHA256
	aead = hpke.AEAD_ChaCha20Poly1305
)

var (
	suite  = hpke.NewSuite(hpke.KEM_XWING, kdf, aead)
	scheme = hpke.KEM_XWING.Scheme()
)

// Public is the public key of a seed of seal.SeedSize bytes.
func Public(seed []byte) ([]byte, error) {
	key, err := scheme.UnmarshalBinaryPrivateKey(seed)
	if err != nil {
		return nil, seal.ErrKey
	}
	return key.Public().MarshalBinary()
}

// CheckPublic says whether a key can be sealed to: its size, every coefficient
// of its ML-KEM half in range, an X25519 half of full order.
func CheckPublic(public []byte) error {
	_, err := parse(public)
	return err
}

func parse(public []byte) (kem.PublicKey, error) {
	key, err := scheme.UnmarshalBinaryPublicKey(public)
	if err != nil || lowOrder(public) {
		return nil, seal.ErrKey
	}
	return key, nil
}

// lowOrder reports that the X25519 half, which stands last in public keys and
// ciphertexts, gives the same secret for every key. X-Wing takes it and leaves
// all of the secret to ML-KEM; nobody honest makes one.
func lowOrder(b []byte) bool {
	var shared, any, point x25519.Key
	copy(point[:], b[len(b)-x25519.Size:])
	return !x25519.Shared(&shared, &any, &point)
}

// Fingerprint names a public key: the first 10 bytes of a SHA-256, enough that
// nobody finds a second key for it, short enough to read over a phone.
func Fingerprint(public []byte) [10]byte {
	sum := sha256.Sum256(append([]byte(seal.KeyLabel), public...))
	return [10]byte(sum[:10])
}

// WrapSecret seals a team's secret of an epoch to a public key.
func WrapSecret(site string, epoch uint32, p seal.Purpose, to, secret []byte, random io.Reader) ([]byte, error) {
	key, err := parse(to)
	if err != nil {
		return nil, err
	}
	sender, err := suite.NewSender(key, seal.SecretInfo(site, epoch, p))
	if err != nil {
		return nil, err
	}
	enc, sealer, err := sender.Setup(random)
	if err != nil {
		return nil, err
	}
	text, err := sealer.Seal(secret, nil)
	return append(enc, text...), err
}

// UnwrapSecret is the inverse, with the seed of that key. The caller checks
// that the secret is that of the epoch's public key: CheckSecret.
func UnwrapSecret(site string, epoch uint32, p seal.Purpose, seed, wrapped []byte) ([]byte, error) {
	if len(wrapped) != seal.WrappedSize {
		return nil, seal.ErrOpen
	}
	return unwrap(seed, seal.SecretInfo(site, epoch, p), nil, wrapped)
}

// CheckSecret wants a secret to be that of a public key.
func CheckSecret(secret, public []byte) error {
	key, err := Public(secret)
	if err != nil || !bytes.Equal(key, public) {
		return seal.ErrSecret
	}
	return nil
}

// unwrap opens an encapsulated key with the text behind it.
func unwrap(seed, info, aad, wrapped []byte) ([]byte, error) {
	opener, err := receive(seed, info, wrapped[:seal.EncSize])
	if err != nil {
		return nil, err
	}
	text, err := opener.Open(wrapped[seal.EncSize:], aad)
	if err != nil {
		return nil, seal.ErrOpen
	}
	return text, nil
}

func receive(seed, info, enc []byte) (hpke.Opener, error) {
	key, err := scheme.UnmarshalBinaryPrivateKey(seed)
	if err != nil {
		return nil, seal.ErrKey
	}
	if lowOrder(enc) {
		return nil, seal.ErrOpen
	}
	receiver, err := suite.NewReceiver(key, info)
	if err != nil {
		return nil, err
	}
	return receiver.Setup(enc)
}
