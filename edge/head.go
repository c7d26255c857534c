package edge

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// Envelope is a signed head as it travels.
type Envelope struct {
	Head       string      `json:"head"` // base64url of the Head's JSON
	Signatures []Signature `json:"signatures"`
}

// Signature is one signature of an Envelope.
type Signature struct {
	Alg       string `json:"alg"`       // "ed25519"; others are kept and ignored
	Key       string `json:"key"`       // KeyID of the root key
	Signature string `json:"signature"` // base64url
}

// Head says which bundles of a site are current.
type Head struct {
	Site    string               `json:"site"`
	Version int64                `json:"version"` // grows with every publication
	Issued  int64                `json:"issued"`  // ms
	Expires int64                `json:"expires"` // ms; after it the head is stale, not void
	Bundles map[string]BundleRef `json:"bundles"` // by locale
}

// BundleRef names a bundle file.
type BundleRef struct {
	Hash string `json:"hash"` // lower-case hex SHA-256
	Size int64  `json:"size"` // bytes
	// Deltas lead here from older bundles, by those bundles' hashes. They are
	// uploaded like bundles.
	Deltas map[string]BundleRef `json:"deltas,omitempty"`
}

const (
	// HeadDomain goes before the head's bytes when they are signed, so that
	// the signature means nothing anywhere else.
	HeadDomain = "lamplight-head-v1\n"
	// maxJump bounds a version's growth: a stolen author token cannot use the
	// numbers up.
	maxJump = 1_000_000
	// maxVersion is the highest version there can be, as in edge/publish.
	maxVersion = 1 << 48
	// maxSignatures bounds what one envelope can ask to be checked.
	maxSignatures = 16
	// maxLocales bounds the bundles of one head.
	maxLocales = 64
)

// KeyID names a root key: the first 16 hex characters of its SHA-256.
func KeyID(key []byte) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// OpenEnvelope checks the signature and reads the head. It needs one good
// Ed25519 signature by one of the keys.
func OpenEnvelope(envelope []byte, keys [][]byte) (*Head, *Error) {
	var env Envelope
	if e := decode(envelope, &env); e != nil {
		return nil, e
	}
	raw, err := base64.RawURLEncoding.DecodeString(env.Head)
	if err != nil {
		return nil, fail("bad-head", "head is not base64url.")
	}
	if !signedBy(HeadDomain, raw, env.Signatures, keys) {
		return nil, fail("bad-signature", "No signature of this head is by a root key of the site.")
	}
	// A signed head may say more than the edge has to know: article counts and
	// deltas are for the readers. So unknown fields are no error here.
	var h Head
	if err := json.Unmarshal(raw, &h); err != nil {
		return nil, fail("bad-head", "The head is not the expected JSON object.")
	}
	return &h, nil
}

func signedBy(domain string, raw []byte, signatures []Signature, keys [][]byte) bool {
	signed := append([]byte(domain), raw...)
	for _, s := range signatures[:min(len(signatures), maxSignatures)] {
		sig, err := base64.RawURLEncoding.DecodeString(s.Signature)
		if err != nil || s.Alg != "ed25519" {
			continue
		}
		for _, key := range keys {
			if KeyID(key) == s.Key && ed25519.Verify(key, signed, sig) {
				return true
			}
		}
	}
	return false
}

// storedHead is a row of heads.
type storedHead struct {
	version  int64
	envelope string
	bundles  map[string]BundleRef
}

// head is the current head, nil before the first publication.
func (t *turn) head() *storedHead {
	row := t.row(`SELECT version, envelope, bundles FROM heads ORDER BY version DESC LIMIT 1`)
	if row == nil {
		return nil
	}
	h := &storedHead{version: integer(row[0]), envelope: text(row[1])}
	if err := json.Unmarshal([]byte(text(row[2])), &h.bundles); err != nil {
		panic(err)
	}
	return h
}

func (t *turn) getHead(c *call) *Error {
	h := t.head()
	if h == nil {
		return fail("no-head", "This site has not published anything yet.")
	}
	tag := strconv.FormatInt(h.version, 10)
	if root := t.trust(c.settings).Number; root > 1 {
		tag += "." + strconv.FormatInt(root, 10) // versions may begin anew
	}
	etag := [2]string{"ETag", `"` + tag + `"`}
	fresh := [2]string{"Cache-Control", "no-cache"}
	if c.IfNoneMatch == etag[1] {
		t.respond(304, nil, etag, fresh)
		return nil
	}
	t.respond(200, []byte(h.envelope), etag, fresh, [2]string{"Content-Type", "application/json"})
	return nil
}

func (t *turn) putHead(c *call) *Error {
	trust := t.trust(c.settings)
	h, e := OpenEnvelope(c.Body, trust.Heads)
	if e != nil {
		return e
	}
	if e := t.checkHead(h, c, trust); e != nil {
		return e
	}
	if trust.Reset {
		t.exec(`DELETE FROM heads`)
		trust.Reset = false
		t.setTrust(trust)
	}
	bundles, err := json.Marshal(h.Bundles)
	if err != nil {
		panic(err)
	}
	t.exec(`INSERT INTO heads (version, envelope, bundles, expires, stored) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		h.Version, string(c.Body), string(bundles), h.Expires, t.now)
	t.audit(c.actor(), "publish", strconv.FormatInt(h.Version, 10))
	t.sweepBundles()
	t.respondJSON(200, map[string]int64{"version": h.Version})
	return nil
}

func (t *turn) checkHead(h *Head, c *call, trust *trust) *Error {
	switch {
	case h.Site != c.settings.Site:
		return fail("bad-head", "This head is for another site.")
	case len(h.Bundles) > maxLocales:
		return fail("bad-head", "A head names at most %d bundles.", maxLocales)
	}
	var version int64
	if now := t.head(); now != nil && !trust.Reset {
		version = now.version
		if h.Version == version && now.envelope == string(c.Body) {
			return nil
		}
	}
	switch {
	case h.Version <= version:
		return fail("rollback", "The version must be above %d.", version)
	case h.Version > maxVersion || version > 0 && h.Version > version+maxJump:
		return fail("bad-head", "The version may grow by at most %d at once, to at most %d.", maxJump, int64(maxVersion))
	}
	if e := t.checkFiles(h.Bundles); e != nil {
		return e
	}
	return t.checkBundles(h)
}

// checkBundles wants every bundle of a head to be one that pages can open.
func (t *turn) checkBundles(h *Head) *Error {
	if t.core.cfg.Checked {
		return nil
	}
	for _, locale := range slices.Sorted(maps.Keys(h.Bundles)) {
		if e := CheckBundle(h.Site, locale, t.bundle(h.Bundles[locale].Hash)); e != nil {
			return e
		}
	}
	return nil
}

// checkFiles wants every file that a head names to be here already.
func (t *turn) checkFiles(files map[string]BundleRef) *Error {
	for _, ref := range files {
		row := t.row(`SELECT size FROM bundles WHERE hash = ?`, ref.Hash)
		if row == nil || integer(row[0]) != ref.Size {
			return fail("missing-bundle", "A bundle that the head names is not uploaded, or has another size.")
		}
		if e := t.checkFiles(ref.Deltas); e != nil {
			return e
		}
	}
	return nil
}
