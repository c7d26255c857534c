package publish

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
)

// Caps and constants of the head. FORMAT.md is the same for readers in other
// languages.
const (
	// MaxEnvelope is the size of a signed head or root in bytes.
	MaxEnvelope = 64 << 10
	// MaxVersion is the highest version there can be. It leaves room for
	// milliseconds since 1970 and is exact in a JavaScript number.
	MaxVersion = 1 << 48
	// MaxJump is how far one head may be ahead of the last one seen. Whoever
	// steals a key for a day cannot use the numbers up.
	MaxJump = 1_000_000

	headContext = "lamplight-head-v1\n"
	rootContext = "lamplight-root-v1\n"
)

var (
	hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)
	siteForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)
)

// Head says which bundles of a site are current. Times are milliseconds
// since 1970.
type Head struct {
	Site    string           `json:"site"`
	Version uint64           `json:"version"` // grows with every signed head
	Issued  int64            `json:"issued"`
	Expires int64            `json:"expires"`
	Bundles map[string]Entry `json:"bundles"` // by locale
}

// Entry names one bundle by its SHA-256 in lower-case hex.
type Entry struct {
	Hash     string           `json:"hash"`
	Size     uint32           `json:"size"` // bytes
	Articles int              `json:"articles"`
	Deltas   map[string]Patch `json:"deltas,omitempty"` // by the hash of the bundle they start from
}

// Patch names one delta by its SHA-256 in lower-case hex.
type Patch struct {
	Hash string `json:"hash"`
	Size uint32 `json:"size"`
}

// envelope is what travels: exact bytes and signatures over them.
type envelope struct {
	Head       string      `json:"head,omitempty"` // unpadded base64url of the head's JSON
	Root       string      `json:"root,omitempty"` // the same of a root's JSON; one of the two
	Signatures []Signature `json:"signatures"`
}

// Signature is one signature of an envelope.
type Signature struct {
	Alg       string `json:"alg"`       // "ed25519" or "ml-dsa-65"
	Key       string `json:"key"`       // KeyID of the public key
	Signature string `json:"signature"` // unpadded base64url
}

var b64 = base64.RawURLEncoding.Strict()

// SignHead returns the envelope for h: exact bytes, one signature per key.
func SignHead(h Head, keys *Keys) ([]byte, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	payload, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	return seal(envelope{Head: b64.EncodeToString(payload)}, headContext, payload, keys)
}

func seal(e envelope, context string, payload []byte, signers ...*Keys) ([]byte, error) {
	for _, k := range signers {
		e.Signatures = append(e.Signatures, k.sign(append([]byte(context), payload...))...)
	}
	b, err := json.Marshal(e)
	if err == nil && len(b) > MaxEnvelope {
		return nil, &Refusal{Code: BadHead, What: fmt.Sprintf("The signed head has %d bytes; the cap is %d.", len(b), MaxEnvelope)}
	}
	return b, err
}

// Light returns the envelope with its Ed25519 signatures alone, for pages:
// the ML-DSA signature is ten times as long as the rest and no page checks it.
func Light(env []byte) ([]byte, error) {
	e, err := openEnvelope(env)
	if err != nil {
		return nil, err
	}
	kept := e.Signatures[:0]
	for _, s := range e.Signatures {
		if s.Alg == AlgEd25519 {
			kept = append(kept, s)
		}
	}
	e.Signatures = kept
	return json.Marshal(e)
}

func openEnvelope(env []byte) (envelope, error) {
	var e envelope
	if len(env) > MaxEnvelope {
		return e, &Refusal{Code: BadHead, What: fmt.Sprintf("The envelope has %d bytes; the cap is %d.", len(env), MaxEnvelope)}
	}
	if err := json.Unmarshal(env, &e); err != nil {
		return e, &Refusal{Code: BadHead, What: "The envelope is not JSON."}
	}
	return e, nil
}

// check refuses a head that no reader would take.
func (h *Head) check() error {
	bad := func(format string, args ...any) error {
		return &Refusal{Code: BadHead, What: fmt.Sprintf(format, args...)}
	}
	switch {
	case !siteForm.MatchString(h.Site):
		return bad("%q is no site key; it has lower-case letters, digits and -, at most 63 of them.", clip(h.Site, 80))
	case h.Version == 0 || h.Version > MaxVersion:
		return &Refusal{Code: FastForward, What: fmt.Sprintf("The version %d is not between 1 and %d.", h.Version, uint64(MaxVersion))}
	case h.Issued <= 0 || h.Expires <= h.Issued:
		return bad("The head expires before it is issued.")
	case len(h.Bundles) == 0:
		return bad("The head names no bundle.")
	}
	for locale, e := range h.Bundles {
		if !localeForm.MatchString(locale) || !hashForm.MatchString(e.Hash) || e.Size == 0 {
			return &Refusal{Code: BadName, What: fmt.Sprintf("The entry %q has the hash %q and size %d.", clip(locale, 40), clip(e.Hash, 80), e.Size)}
		}
		for from, d := range e.Deltas {
			if !hashForm.MatchString(from) || !hashForm.MatchString(d.Hash) || d.Size == 0 {
				return &Refusal{Code: BadName, What: fmt.Sprintf("A delta of %q is named %q.", locale, clip(d.Hash, 80))}
			}
		}
	}
	return nil
}

// KeyID names a public key: the first 16 hex characters of its SHA-256.
func KeyID(public []byte) string { return Hash(public)[:16] }

// hexBytes decodes a hash that hashForm has accepted.
func hexBytes(hash string) []byte {
	b, _ := hex.DecodeString(hash)
	return b
}

// Unverified reads the head in an envelope without checking anything; for
// printing, and for files that are known to be one's own.
func Unverified(env []byte) (Head, error) {
	var h Head
	e, err := openEnvelope(env)
	if err != nil {
		return h, err
	}
	payload, err := b64.DecodeString(e.Head)
	if err == nil {
		err = json.Unmarshal(payload, &h)
	}
	if err != nil {
		return h, &Refusal{BadHead, "The head cannot be read."}
	}
	return h, nil
}
