package publish

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cloudflare/circl/sign/ed25519"
	"github.com/cloudflare/circl/sign/mldsa/mldsa65"
)

// The algorithms. Pages check the first with WebCrypto; the second stands
// beside it for the day on which the first can be forged.
const (
	AlgEd25519 = "ed25519"
	AlgMLDSA65 = "ml-dsa-65"
)

// PublicKey is a key that may sign.
type PublicKey struct {
	Alg string
	Key []byte // raw: 32 bytes, or 1952 for ML-DSA-65
}

// ID returns the KeyID.
func (k PublicKey) ID() string { return KeyID(k.Key) }

func (k PublicKey) verify(message, sig []byte) bool {
	switch k.Alg {
	case AlgEd25519:
		return len(k.Key) == ed25519.PublicKeySize && len(sig) == ed25519.SignatureSize && ed25519.Verify(k.Key, message, sig)
	case AlgMLDSA65:
		var pk mldsa65.PublicKey
		return pk.UnmarshalBinary(k.Key) == nil && mldsa65.Verify(&pk, message, nil, sig)
	}
	return false
}

// Keys signs for one site. The two keys come from two seeds of 32 bytes.
type Keys struct {
	edSeed, mlSeed [32]byte
	ed             ed25519.PrivateKey
	edPublic       []byte
	ml             *mldsa65.PrivateKey
	mlPublic       []byte
}

// NewKeys reads 64 bytes of randomness and makes a pair of keys from them.
// The same bytes give the same keys.
func NewKeys(random io.Reader) (*Keys, error) {
	k := &Keys{}
	if _, err := io.ReadFull(random, k.edSeed[:]); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(random, k.mlSeed[:]); err != nil {
		return nil, err
	}
	k.derive()
	return k, nil
}

func (k *Keys) derive() {
	k.ed = ed25519.NewKeyFromSeed(k.edSeed[:])
	k.edPublic = k.ed.Public().(ed25519.PublicKey)
	public, private := mldsa65.NewKeyFromSeed(&k.mlSeed)
	k.ml, k.mlPublic = private, public.Bytes()
}

// Public returns the public keys, Ed25519 first.
func (k *Keys) Public() []PublicKey {
	return []PublicKey{{AlgEd25519, k.edPublic}, {AlgMLDSA65, k.mlPublic}}
}

// sign returns one signature per algorithm. Both are deterministic.
func (k *Keys) sign(message []byte) []Signature {
	ml := make([]byte, mldsa65.SignatureSize)
	if err := mldsa65.SignTo(k.ml, message, nil, false, ml); err != nil {
		panic("ml-dsa-65 refuses an empty context: " + err.Error())
	}
	return []Signature{
		{AlgEd25519, KeyID(k.edPublic), b64.EncodeToString(ed25519.Sign(k.ed, message))},
		{AlgMLDSA65, KeyID(k.mlPublic), b64.EncodeToString(ml)},
	}
}

// Sign signs a statement that is no head, such as the key directory of
// sealing. domain ends in a newline and is used for nothing else.
func (k *Keys) Sign(domain string, payload []byte) []Signature {
	return k.sign(append([]byte(domain), payload...))
}

// keyFile is how keys lie on disk: the seeds alone, so that one file cannot
// contradict itself.
type keyFile struct {
	Format  string `json:"format"`
	Ed25519 string `json:"ed25519"`
	MLDSA65 string `json:"ml-dsa-65"`
}

const keyFormat = "lamplight-site-key-1"

// KeyError is a key file that may not be used.
type KeyError struct{ What, Remedy string }

// Error returns both sentences.
func (e *KeyError) Error() string { return e.What + " " + e.Remedy }

// LoadKeys reads the key file at path. When there is none it makes one with
// mode 0600; made tells so. A file that others may read is refused.
func LoadKeys(path string) (k *Keys, made bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if k, err = NewKeys(rand.Reader); err != nil {
			return nil, false, err
		}
		return k, true, k.save(path)
	}
	if err != nil {
		return nil, false, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, false, &KeyError{fmt.Sprintf("The key file %s can be read by others (mode %04o).", path, info.Mode().Perm()), "Run chmod 600 on it."}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, false, err
	}
	k, err = parseKeys(raw)
	if err != nil {
		return nil, false, &KeyError{fmt.Sprintf("The key file %s is damaged (%v).", path, err), "Restore it from a backup; pages trust no new key unless a signed root names it."}
	}
	return k, false, nil
}

func parseKeys(raw []byte) (*Keys, error) {
	var f keyFile
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, errors.New("not JSON")
	}
	if f.Format != keyFormat {
		return nil, fmt.Errorf("format %q", clip(f.Format, 30))
	}
	k := &Keys{}
	for _, part := range []struct {
		seed *[32]byte
		text string
	}{{&k.edSeed, f.Ed25519}, {&k.mlSeed, f.MLDSA65}} {
		b, err := b64.DecodeString(part.text)
		if err != nil || len(b) != 32 {
			return nil, errors.New("a seed is not 32 bytes")
		}
		copy(part.seed[:], b)
	}
	k.derive()
	return k, nil
}

// makeKeyDir makes the folder of a key file when it is missing, and tells git
// to stay out of it: a key in a repository is nobody's own any more.
func makeKeyDir(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("*\n"), 0o600)
}

// save writes the file whole or not at all, and never over another.
func (k *Keys) save(path string) error {
	raw, err := json.MarshalIndent(keyFile{keyFormat, b64.EncodeToString(k.edSeed[:]), b64.EncodeToString(k.mlSeed[:])}, "", "  ")
	if err != nil {
		return err
	}
	if err := makeKeyDir(filepath.Dir(path)); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(raw, '\n')); err != nil {
		f.Close()
		os.Remove(path)
		return err
	}
	return f.Close()
}

// String returns the key as an embed names it: "ID:BASE64URL".
func (k PublicKey) String() string { return k.ID() + ":" + b64.EncodeToString(k.Key) }

// ParseKey reads what String wrote, for an Ed25519 key.
func ParseKey(s string) (PublicKey, error) {
	id, text, ok := strings.Cut(s, ":")
	raw, err := b64.DecodeString(text)
	k := PublicKey{AlgEd25519, raw}
	if !ok || err != nil || len(raw) != ed25519.PublicKeySize || k.ID() != id {
		return PublicKey{}, fmt.Errorf("%q is no public key", clip(s, 80))
	}
	return k, nil
}
