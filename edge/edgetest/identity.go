package edgetest

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/lamplight-help/lamplight/edge"
)

var b64 = base64.RawURLEncoding

// Backend is the product's side of an identity: keys that a site knows.
type Backend struct {
	ed  ed25519.PrivateKey
	ec  *ecdsa.PrivateKey
	rsa *rsa.PrivateKey
}

// NewBackend makes keys of every kind, and the settings that name them.
func NewBackend(t testing.TB) (Backend, *edge.Identity) {
	t.Helper()
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	must(t, ed, err)
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, ec, err)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, key, err)
	point, err := ec.PublicKey.Bytes()
	must(t, point, err)
	return Backend{ed, ec, key}, &edge.Identity{Issuer: PageOrigin, Required: true, Keys: []edge.JWK{
		{ID: "ed", Type: "OKP", Curve: "Ed25519", X: b64.EncodeToString(ed.Public().(ed25519.PublicKey))},
		{ID: "ec", Type: "EC", Curve: "P-256", X: b64.EncodeToString(point[1:33]), Y: b64.EncodeToString(point[33:])},
		{ID: "rsa", Type: "RSA", N: b64.EncodeToString(key.N.Bytes()), E: b64.EncodeToString(big.NewInt(int64(key.E)).Bytes())},
	}}
}

type claims = jwt.MapClaims

func (b Backend) sign(t testing.TB, method jwt.SigningMethod, kid, key any, c claims, header ...string) string {
	t.Helper()
	token := jwt.NewWithClaims(method, c)
	token.Header["kid"] = kid
	for i := 0; i+1 < len(header); i += 2 {
		token.Header[header[i]] = header[i+1]
	}
	s, err := token.SignedString(key)
	return must(t, s, err)
}

// raw makes a token with exactly this header and these claims.
func (b Backend) raw(header, body string) string {
	signed := b64.EncodeToString([]byte(header)) + "." + b64.EncodeToString([]byte(body))
	return signed + "." + b64.EncodeToString(ed25519.Sign(b.ed, []byte(signed)))
}

// proof is a token and whether it proves anything.
type proof struct {
	name, token string
	ok          bool
}

// testIdentity: what proves a visitor, and the tricks that do not. Line 50;
// hashes and tokens that never change are line 51.
func testIdentity(t *testing.T, h Host) {
	b, identity := NewBackend(t)
	stranger, _ := NewBackend(t)
	const atOnce = 8 // one address may escalate ten times on a site
	for from, more := 0, true; more; from += atOnce {
		s := NewSite(t, h)
		settings := s.Settings()
		settings.Identity = identity
		h.Configure(t, settings)
		session := s.Admin(t)
		list := proofs(t, b, stranger, s.Client.Site, identity)
		for _, p := range list[from:min(from+atOnce, len(list))] {
			t.Run(p.name, func(t *testing.T) { proves(t, s, session, p) })
		}
		more = from+atOnce < len(list)
	}
}

func proves(t *testing.T, s *Site, session string, p proof) {
	e := edge.Escalation{ID: NewID(), Question: "q", Locale: "en", Visitor: "claims to be somebody"}
	r, err := s.Do(Request{Method: "POST", Path: "escalations", Token: p.token, Body: e})
	must(t, r, err)
	if p.ok != (r.Status == 201) || !p.ok && r.Status != 401 {
		t.Fatalf("status %d %s", r.Status, r.Body)
	}
	if !p.ok {
		if strings.Contains(string(r.Body), "signature") {
			t.Errorf("the refusal explains itself to a stranger: %s", r.Body)
		}
		return
	}
	if c := conversation(t, s, session, e.ID); c.Visitor != "u-7" || !c.Verified {
		t.Errorf("visitor %q, verified %v", c.Visitor, c.Verified)
	}
}

func proofs(t *testing.T, b, other Backend, site string, identity *edge.Identity) []proof {
	now := time.Now().Unix()
	make := func(change claims) claims {
		c := claims{"iss": PageOrigin, "aud": site, "sub": "u-7", "iat": now, "exp": now + 300}
		for k, v := range change {
			if c[k] = v; v == nil {
				delete(c, k)
			}
		}
		return c
	}
	good := make(nil)
	ed := func(c claims, header ...string) string {
		return b.sign(t, jwt.SigningMethodEdDSA, "ed", b.ed, make(c), header...)
	}
	mac := hmac.New(sha256.New, []byte("widget secret"))
	mac.Write([]byte("u-7"))
	body, err := json.Marshal(good)
	must(t, body, err)
	twice := strings.Replace(string(body), `"sub":"u-7"`, `"sub":"u-7","sub":"admin"`, 1)
	rsaPublic := []byte(identity.Keys[2].N)
	return []proof{
		{"Ed25519", ed(nil), true},
		{"P-256", b.sign(t, jwt.SigningMethodES256, "ec", b.ec, good), true},
		{"RSA", b.sign(t, jwt.SigningMethodRS256, "rsa", b.rsa, good), true},
		{"several audiences", ed(claims{"aud": []string{"other", site}}), true},
		{"a header that names a key server is ignored", ed(nil, "jku", "https://evil.example/keys"), true},
		{"nothing", "", false},
		{"none", b.sign(t, jwt.SigningMethodNone, "ed", jwt.UnsafeAllowNoneSignatureType, good), false},
		{"HMAC with the public key", b.sign(t, jwt.SigningMethodHS256, "rsa", rsaPublic, good), false},
		{"key of another algorithm", b.sign(t, jwt.SigningMethodEdDSA, "ec", b.ed, good), false},
		{"weaker algorithm", b.sign(t, jwt.SigningMethodPS256, "rsa", b.rsa, good), false},
		{"stranger's key", b.sign(t, jwt.SigningMethodEdDSA, "ed", other.ed, good), false},
		{"unknown kid", b.sign(t, jwt.SigningMethodEdDSA, "nobody", b.ed, good), false},
		{"kid that walks", b.sign(t, jwt.SigningMethodEdDSA, "../../ed", b.ed, good), false},
		{"kid that is an address", b.sign(t, jwt.SigningMethodEdDSA, "https://evil.example/ed", b.ed, good), false},
		{"kid of 2 KB", b.sign(t, jwt.SigningMethodEdDSA, strings.Repeat("e", 2048), b.ed, good), false},
		{"kid that is a number", b.sign(t, jwt.SigningMethodEdDSA, 1, b.ed, good), false},
		{"no kid", b.sign(t, jwt.SigningMethodEdDSA, nil, b.ed, good), false},
		{"wrong audience", ed(claims{"aud": "another-site"}), false},
		{"no audience", ed(claims{"aud": nil}), false},
		{"wrong issuer", ed(claims{"iss": "https://evil.example"}), false},
		{"no issuer", ed(claims{"iss": nil}), false},
		{"no exp", ed(claims{"exp": nil}), false},
		{"no iat", ed(claims{"iat": nil}), false},
		{"lives an hour", ed(claims{"exp": now + 3600}), false},
		{"not yet valid", ed(claims{"nbf": now + 120}), false},
		{"issued tomorrow", ed(claims{"iat": now + 86400, "exp": now + 86700}), false},
		{"no subject", ed(claims{"sub": nil}), false},
		{"subject with a newline", ed(claims{"sub": "a\nb"}), false},
		{"long subject", ed(claims{"sub": strings.Repeat("u", 65)}), false},
		{"claim named twice", b.raw(`{"alg":"EdDSA","kid":"ed"}`, twice), false},
		{"header named twice", b.raw(`{"alg":"none","kid":"ed","alg":"EdDSA"}`, string(body)), false},
		{"name in two spellings", b.raw(`{"alg":"EdDSA","kid":"ed"}`, strings.Replace(twice, `"sub":"admin"`, `"SUB":"admin"`, 1)), false},
		{"claims are a list", b.raw(`{"alg":"EdDSA","kid":"ed"}`, `[]`), false},
		{"padded", ed(nil) + "=", false},
		{"two parts", strings.Join(strings.Split(ed(nil), ".")[:2], "."), false},
		{"5 KB", ed(claims{"x": strings.Repeat("x", 5000)}), false},
		{"Hardening51 HMAC of the user's id", string(b64.AppendEncode(nil, mac.Sum(nil))), false},
		{"Hardening51 replayed an hour later", ed(claims{"iat": now - 3600, "exp": now - 3300}), false},
	}
}
