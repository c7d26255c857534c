// Package directory is how a page learns whose key to seal to: a small signed
// statement, and beside it a file for the desks that the statement names by
// its hash.
//
//	signed envelope ─ Ed25519 by the site's root key ─► Directory
//	                                                       │ team: SHA-256
//	                                                       ▼
//	                                                    Team: epochs, agents, wrapped secrets
//
// The edge stores both and can make neither. Version numbers only grow: a
// reader that has seen version 7 takes no version 6, and no other version 7.
// This package reads and checks; edge/seal/team writes.
package directory

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// Domain goes before the directory's bytes when they are signed, so that the
// signature means nothing anywhere else.
const Domain = "lamplight-seal-v1\n"

// Suite is the only one there is; a directory that names another is refused.
const Suite = "xwing-hkdf-sha256-chacha20poly1305"

// Caps.
const (
	EnvelopeCap = 16 << 10 // bytes of a signed envelope
	TeamCap     = 1 << 20  // bytes of a Team's JSON: about 250 agents and 300 epochs
	maxVersion  = 1 << 48
	// Lifetime is how long a directory is good for, in ms: 400 days. Whoever
	// withholds a newer one has that long at most.
	Lifetime = 400 * 24 * 3600 * 1000
	maxJump  = 1_000_000 // versions at once; see edge/head.go
	keySize  = 1216
)

// Mode says what pages do.
type Mode string

// The modes.
const (
	On  Mode = "on"  // pages seal what goes to a person
	Off Mode = "off" // pages send it readable for the edge
)

// Directory is what a page needs.
type Directory struct {
	Site     string `json:"site"`
	Version  int64  `json:"version"` // grows with every change
	Issued   int64  `json:"issued"`  // ms since 1970
	Expires  int64  `json:"expires"` // ms since 1970; nobody seals to it after that
	Mode     Mode   `json:"mode"`
	Suite    string `json:"suite"`
	Epoch    uint32 `json:"epoch"`    // the current one
	Key      []byte `json:"key"`      // team's public key of that epoch
	Recovery []byte `json:"recovery"` // public key whose secret is offline
	Team     string `json:"team"`     // hex SHA-256 of the Team file
	// Tokens are the keys of blind tokens, so that all visitors get the same;
	// nil when the edge was not asked for them.
	Tokens *Tokens `json:"tokens,omitempty"`
}

// Tokens commits to the public keys of blind tokens of some epochs in a row.
type Tokens struct {
	Epoch int64  `json:"epoch"` // of the first
	Keys  []byte `json:"keys"`  // of each the first TokenHash bytes of its SHA-256
}

// TokenHash is the size of a commitment to one key in bytes.
const TokenHash = 16

// HashTokens makes Tokens of the keys from an epoch on.
func HashTokens(epoch int64, keys [][]byte) *Tokens {
	t := &Tokens{Epoch: epoch}
	for _, k := range keys {
		sum := sha256.Sum256(k)
		t.Keys = append(t.Keys, sum[:TokenHash]...)
	}
	return t
}

// Envelope is a signed directory as it travels.
type Envelope struct {
	Directory  string      `json:"directory"` // base64url of the Directory's JSON
	Signatures []Signature `json:"signatures"`
}

// Signature is one signature of an Envelope.
type Signature struct {
	Alg       string `json:"alg"`       // "ed25519"; others are kept and ignored
	Key       string `json:"key"`       // KeyID of the root key
	Signature string `json:"signature"` // base64url
}

var b64 = base64.RawURLEncoding

// Why a directory is refused.
var (
	ErrRollback = errors.New("directory: its version is not above the one known")
	ErrJump     = errors.New("directory: its version is too far ahead")
	ErrSigned   = errors.New("directory: no good signature by a root key of the site")
)

// Sign makes the envelope of a directory. sign returns the signatures of
// Domain and the directory's bytes.
func Sign(d Directory, sign func(message []byte) []Signature) ([]byte, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	if err := d.check(d.Site); err != nil {
		return nil, err
	}
	return json.Marshal(Envelope{b64.EncodeToString(raw), sign(append([]byte(Domain), raw...))})
}

// Open checks an envelope against the site's root keys (Ed25519, 32 bytes
// each) and reads the directory. Versions are the caller's; see Follows.
func Open(envelope []byte, site string, keys [][]byte) (*Directory, error) {
	if len(envelope) > EnvelopeCap {
		return nil, fmt.Errorf("directory: larger than %d bytes", EnvelopeCap)
	}
	var e Envelope
	if err := json.Unmarshal(envelope, &e); err != nil {
		return nil, errors.New("directory: not the expected JSON object")
	}
	raw, err := b64.DecodeString(e.Directory)
	if err != nil {
		return nil, errors.New("directory: not base64url")
	}
	if !signed(append([]byte(Domain), raw...), e.Signatures, keys) {
		return nil, ErrSigned
	}
	var d Directory
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, errors.New("directory: not the expected JSON object")
	}
	return &d, d.check(site)
}

func signed(message []byte, signatures []Signature, keys [][]byte) bool {
	for _, s := range signatures[:min(len(signatures), 8)] {
		sig, err := b64.DecodeString(s.Signature)
		if err != nil || s.Alg != "ed25519" || len(sig) != ed25519.SignatureSize {
			continue
		}
		for _, key := range keys {
			if len(key) == ed25519.PublicKeySize && KeyID(key) == s.Key && ed25519.Verify(key, message, sig) {
				return true
			}
		}
	}
	return false
}

// KeyID names a root key: the first 16 hex characters of its SHA-256.
func KeyID(key []byte) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

func (d *Directory) check(site string) error {
	switch {
	case d.Site != site:
		return errors.New("directory: it is for another site")
	case d.Version < 1 || d.Version > maxVersion:
		return errors.New("directory: versions are 1 to 2^48")
	case d.Issued < 1:
		return errors.New("directory: it does not say when it was issued")
	case d.Expires <= d.Issued || d.Expires > d.Issued+Lifetime:
		return errors.New("directory: it does not expire within 400 days of its issue")
	case d.Mode != On && d.Mode != Off:
		return fmt.Errorf("directory: the mode is neither %q nor %q", On, Off)
	case d.Suite != Suite:
		return errors.New("directory: another suite is refused")
	case d.Epoch < 1:
		return errors.New("directory: epochs begin at 1")
	case len(d.Key) != keySize || len(d.Recovery) != keySize || bytes.Equal(d.Key, d.Recovery):
		return errors.New("directory: it does not hold two public keys of 1216 bytes")
	case len(d.Team) != 64:
		return errors.New("directory: it does not name a team file")
	case d.Tokens != nil && (d.Tokens.Epoch < 0 || len(d.Tokens.Keys) == 0 || len(d.Tokens.Keys)%TokenHash != 0):
		return errors.New("directory: its token keys are malformed")
	}
	return nil
}

// Follows says whether d may take the place of before (nil: none yet). The
// caller has found both well signed. The same directory again is fine. An
// epoch never goes back, and keeps its key.
func (d *Directory) Follows(before *Directory) error {
	if before == nil {
		return nil
	}
	if d.Version == before.Version && same(d, before) {
		return nil
	}
	switch {
	case d.Version <= before.Version:
		return ErrRollback
	case d.Version > before.Version+maxJump:
		return ErrJump
	case d.Epoch < before.Epoch:
		return errors.New("directory: its epoch is older than the one known")
	case d.Epoch == before.Epoch && !bytes.Equal(d.Key, before.Key):
		return errors.New("directory: an epoch keeps its key")
	}
	return nil
}

func same(a, b *Directory) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
