package thread

import (
	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/widget/seal/hpke"
	"github.com/lamplight-help/lamplight/widget/seal/sha2"
)

// UnwrapSecret opens a team's secret of an epoch, which edge/seal/operator
// wrapped, with the seed of the key that it was wrapped to. The caller checks
// that the secret is that of the epoch's public key: CheckSecret.
func UnwrapSecret(site string, epoch uint32, p seal.Purpose, seed, wrapped []byte) ([]byte, error) {
	if len(wrapped) != seal.WrappedSize {
		return nil, envelope.ErrShort
	}
	return hpke.Unwrap(seed, seal.SecretInfo(site, epoch, p), nil, wrapped)
}

// CheckSecret wants a secret to be that of a public key.
func CheckSecret(secret, public []byte) error {
	key, err := hpke.Public(secret)
	if err != nil || string(key) != string(public) {
		return seal.ErrSecret
	}
	return nil
}

// Fingerprint names a public key; see operator.Fingerprint.
func Fingerprint(public []byte) [10]byte {
	sum := sha2.Sum256([]byte(seal.KeyLabel), public)
	return [10]byte(sum[:10])
}
