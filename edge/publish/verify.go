package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// RefusalCode says which check refused.
type RefusalCode string

// The codes, in the order of the checks.
const (
	BadHead      RefusalCode = "bad-head"      // not readable, or a field is missing
	BadSignature RefusalCode = "bad-signature" // no good signature by a key that is trusted
	OtherSite    RefusalCode = "other-site"    // made for another site
	BadName      RefusalCode = "bad-name"      // a locale or hash that is none: "../x", "EN", …
	Rollback     RefusalCode = "rollback"      // version below the highest seen
	FastForward  RefusalCode = "fast-forward"  // version too far ahead
	WrongHash    RefusalCode = "wrong-hash"    // the bytes are not the ones that were named
	WrongSize    RefusalCode = "wrong-size"    // more or fewer bytes than declared
	BadDelta     RefusalCode = "bad-delta"     // take the whole bundle instead
	BadRoot      RefusalCode = "bad-root"      // the next root is not signed by the last one
)

// Refusal is a check that failed. The reader keeps what it has.
type Refusal struct {
	Code RefusalCode
	What string
}

// Error returns the code and the sentence.
func (r *Refusal) Error() string { return string(r.Code) + ": " + r.What }

// Trust is what a reader knows before it looks at a head.
type Trust struct {
	Site string
	Keys []PublicKey // that may sign heads
	Seen uint64      // highest version taken so far; 0 for none
	// Quantum asks for a good ML-DSA-65 signature as well. Pages do not;
	// `kb verify` and mirrors do.
	Quantum bool
}

// Verdict is a head that passed.
type Verdict struct {
	Head
	// Stale means that the head has expired, or is dated over a day ahead of
	// the reader's clock: somebody may be holding back a newer one. A reader
	// keeps what it has and says so; one that has nothing may use it.
	Stale bool
}

const day = 24 * 60 * 60 * 1000

// Verify checks a signed head as every reader must: size, signature over the
// exact bytes, site, names, version, time, in that order. now is in
// milliseconds since 1970.
func Verify(env []byte, t Trust, now int64) (Verdict, error) {
	e, err := openEnvelope(env)
	if err != nil {
		return Verdict{}, err
	}
	payload, err := b64.DecodeString(e.Head)
	if err != nil || len(payload) == 0 {
		return Verdict{}, &Refusal{BadHead, "The head is not base64url."}
	}
	if err := signed(e.Signatures, append([]byte(headContext), payload...), t.Keys, t.Quantum); err != nil {
		return Verdict{}, err
	}
	var h Head
	if err := json.Unmarshal(payload, &h); err != nil {
		return Verdict{}, &Refusal{BadHead, "The head is not JSON."}
	}
	if h.Site != t.Site {
		return Verdict{}, &Refusal{OtherSite, fmt.Sprintf("The head is for the site %q.", clip(h.Site, 60))}
	}
	if err := h.check(); err != nil {
		return Verdict{}, err
	}
	switch {
	case h.Version < t.Seen:
		return Verdict{}, &Refusal{Rollback, fmt.Sprintf("Version %d is older than %d, which was seen before.", h.Version, t.Seen)}
	case t.Seen > 0 && h.Version > t.Seen+MaxJump:
		return Verdict{}, &Refusal{FastForward, fmt.Sprintf("Version %d is more than %d ahead of %d.", h.Version, MaxJump, t.Seen)}
	}
	return Verdict{h, now > h.Expires || h.Issued > now+day}, nil
}

// signed asks for one good signature by a trusted key in Ed25519, and one in
// ML-DSA-65 where quantum says so. Algorithms and keys that are not known
// are passed over.
func signed(list []Signature, message []byte, keys []PublicKey, quantum bool) error {
	good := map[string]bool{}
	for _, s := range list[:min(len(list), 16)] {
		sig, err := b64.DecodeString(s.Signature)
		if err != nil {
			continue
		}
		for _, k := range keys {
			if k.Alg == s.Alg && k.ID() == s.Key && k.verify(message, sig) {
				good[s.Alg] = true
			}
		}
	}
	if !good[AlgEd25519] {
		return &Refusal{BadSignature, "No good Ed25519 signature by a key of this site."}
	}
	if quantum && !good[AlgMLDSA65] {
		return &Refusal{BadSignature, "No good ML-DSA-65 signature by a key of this site."}
	}
	return nil
}

// CheckBundle says whether b is the bundle that an entry names. Readers stop
// downloading at Size bytes and never inflate beyond it.
func CheckBundle(b []byte, e Entry) error {
	return checkBytes(b, e.Hash, e.Size)
}

func checkBytes(b []byte, hash string, size uint32) error {
	if uint64(len(b)) != uint64(size) {
		return &Refusal{WrongSize, fmt.Sprintf("There are %d bytes, not %d.", len(b), size)}
	}
	if Hash(b) != hash {
		return &Refusal{WrongHash, "The bytes do not have the hash " + clip(hash, 12) + "."}
	}
	return nil
}

// Hash names bytes: SHA-256 in lower-case hex.
func Hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
