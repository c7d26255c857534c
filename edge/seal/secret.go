package seal

import (
	"encoding/binary"
	"errors"

	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/edge/seal/hpke"
	"github.com/lamplight-help/lamplight/edge/seal/sha2"
)

// SecretSize is the size of a team's secret, and of a wrapped one, in bytes.
const (
	SecretSize  = hpke.SeedSize
	WrappedSize = hpke.EncSize + SecretSize + hpke.Overhead
)

// Purpose says what a team's secret is wrapped for, so that one wrap can not
// stand in for another.
type Purpose string

// The purposes.
const (
	ForAgent    Purpose = "agent"    // an agent's share
	ForNext     Purpose = "next"     // the next epoch's key opens this one
	ForRecovery Purpose = "recovery" // the offline key opens it
)

// WrapSecret seals a team's secret of an epoch to a public key. random are
// hpke.RandomSize fresh bytes.
func WrapSecret(site string, epoch uint32, p Purpose, to, secret, random []byte) ([]byte, error) {
	return hpke.Wrap(to, secretInfo(site, epoch, p), nil, secret, random)
}

// UnwrapSecret is the inverse, with the seed of that key. The caller checks
// that the secret is that of the epoch's public key: CheckSecret.
func UnwrapSecret(site string, epoch uint32, p Purpose, seed, wrapped []byte) ([]byte, error) {
	if len(wrapped) != WrappedSize {
		return nil, envelope.ErrShort
	}
	return hpke.Unwrap(seed, secretInfo(site, epoch, p), nil, wrapped)
}

// CheckSecret wants a secret to be that of a public key.
func CheckSecret(secret, public []byte) error {
	key, err := hpke.Public(secret)
	if err != nil || string(key) != string(public) {
		return errors.New("seal: this secret belongs to another public key")
	}
	return nil
}

func secretInfo(site string, epoch uint32, p Purpose) []byte {
	b := append([]byte("lamplight seal v1 secret for "), p...)
	b = append(b, byte(len(site)))
	b = append(b, site...)
	return binary.BigEndian.AppendUint32(b, epoch)
}

// Fingerprint names a public key: the first 10 bytes of its SHA-256, enough
// that nobody finds a second key for it, short enough to read over a phone.
func Fingerprint(public []byte) [10]byte {
	sum := sha2.Sum256([]byte("lamplight seal v1 key"), public)
	return [10]byte(sum[:10])
}
