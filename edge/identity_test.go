package edge_test

import (
	"bytes"
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

	"github.com/golang-jwt/jwt/v5"

	"github.com/lamplight-help/lamplight/edge"
)

var b64 = base64.RawURLEncoding

// backend is the product's side: keys that the site knows.
type backend struct {
	ed  ed25519.PrivateKey
	ec  *ecdsa.PrivateKey
	rsa *rsa.PrivateKey
}

func newBackend(t *testing.T) (backend, *edge.Identity) {
	t.Helper()
	var b backend
	var err error
	if _, b.ed, err = ed25519.GenerateKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	if b.ec, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	if b.rsa, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	point, err := b.ec.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b, &edge.Identity{Issuer: "https://shop.example", Required: true, Keys: []edge.JWK{
		{ID: "ed", Type: "OKP", Curve: "Ed25519", X: b64.EncodeToString(b.ed.Public().(ed25519.PublicKey))},
		{ID: "ec", Type: "EC", Curve: "P-256", X: b64.EncodeToString(point[1:33]), Y: b64.EncodeToString(point[33:])},
		{ID: "rsa", Type: "RSA", N: b64.EncodeToString(b.rsa.N.Bytes()), E: b64.EncodeToString(big.NewInt(int64(b.rsa.E)).Bytes())},
	}}
}

type claims = jwt.MapClaims

// good are claims that pass at the world's time; change overrides them.
func good(now int64, change claims) claims {
	c := claims{"iss": "https://shop.example", "aud": "demo", "sub": "u-7", "iat": now / 1000, "exp": now/1000 + 300}
	for k, v := range change {
		if v == nil {
			delete(c, k)
		} else {
			c[k] = v
		}
	}
	return c
}

func (b backend) sign(t *testing.T, method jwt.SigningMethod, kid any, key any, c claims, header ...string) string {
	t.Helper()
	token := jwt.NewWithClaims(method, c)
	token.Header["kid"] = kid
	for i := 0; i+1 < len(header); i += 2 {
		token.Header[header[i]] = header[i+1]
	}
	s, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// raw makes a token with exactly this header and these claims.
func (b backend) raw(header, body string) string {
	signed := b64.EncodeToString([]byte(header)) + "." + b64.EncodeToString([]byte(body))
	return signed + "." + b64.EncodeToString(ed25519.Sign(b.ed, []byte(signed)))
}

// TestHardening50Identity: what proves a visitor, and the tricks that do not.
// The last ones are line 51: hashes and tokens that never change.
func TestHardening50Identity(t *testing.T) {
	b, identity := newBackend(t)
	w := newWorld(t, fast)
	w.configure(edge.Settings{Identity: identity})
	ed := func(c claims, header ...string) string {
		return b.sign(t, jwt.SigningMethodEdDSA, "ed", b.ed, good(w.now, c), header...)
	}
	mac := hmac.New(sha256.New, []byte("widget secret"))
	mac.Write([]byte("u-7"))
	other, _ := newBackend(t)
	body, err := json.Marshal(good(w.now, nil))
	w.must(err)
	twice := strings.Replace(string(body), `"sub":"u-7"`, `"sub":"u-7","sub":"admin"`, 1)
	rsaPublic := []byte(identity.Keys[2].N)

	cases := []struct {
		name, token string
		ok          bool
	}{
		{"Ed25519", ed(nil), true},
		{"P-256", b.sign(t, jwt.SigningMethodES256, "ec", b.ec, good(w.now, nil)), true},
		{"RSA", b.sign(t, jwt.SigningMethodRS256, "rsa", b.rsa, good(w.now, nil)), true},
		{"several audiences", ed(claims{"aud": []string{"other", "demo"}}), true},
		{"a header that names a key server is ignored", ed(nil, "jku", "https://evil.example/keys"), true},
		{"nothing", "", false},
		{"none", b.sign(t, jwt.SigningMethodNone, "ed", jwt.UnsafeAllowNoneSignatureType, good(w.now, nil)), false},
		{"HMAC with the public key", b.sign(t, jwt.SigningMethodHS256, "rsa", rsaPublic, good(w.now, nil)), false},
		{"key of another algorithm", b.sign(t, jwt.SigningMethodEdDSA, "ec", b.ed, good(w.now, nil)), false},
		{"weaker algorithm", b.sign(t, jwt.SigningMethodPS256, "rsa", b.rsa, good(w.now, nil)), false},
		{"stranger's key", b.sign(t, jwt.SigningMethodEdDSA, "ed", other.ed, good(w.now, nil)), false},
		{"unknown kid", b.sign(t, jwt.SigningMethodEdDSA, "nobody", b.ed, good(w.now, nil)), false},
		{"kid that walks", b.sign(t, jwt.SigningMethodEdDSA, "../../ed", b.ed, good(w.now, nil)), false},
		{"kid that is an address", b.sign(t, jwt.SigningMethodEdDSA, "https://evil.example/ed", b.ed, good(w.now, nil)), false},
		{"kid of 2 KB", b.sign(t, jwt.SigningMethodEdDSA, strings.Repeat("e", 2048), b.ed, good(w.now, nil)), false},
		{"kid that is a number", b.sign(t, jwt.SigningMethodEdDSA, 1, b.ed, good(w.now, nil)), false},
		{"no kid", b.sign(t, jwt.SigningMethodEdDSA, nil, b.ed, good(w.now, nil)), false},
		{"wrong audience", ed(claims{"aud": "another-site"}), false},
		{"no audience", ed(claims{"aud": nil}), false},
		{"wrong issuer", ed(claims{"iss": "https://evil.example"}), false},
		{"no issuer", ed(claims{"iss": nil}), false},
		{"no exp", ed(claims{"exp": nil}), false},
		{"no iat", ed(claims{"iat": nil}), false},
		{"lives an hour", ed(claims{"exp": w.now/1000 + 3600}), false},
		{"not yet valid", ed(claims{"nbf": w.now/1000 + 120}), false},
		{"issued tomorrow", ed(claims{"iat": w.now/1000 + 86400, "exp": w.now/1000 + 86700}), false},
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
		{"Hardening51 replayed an hour later", ed(claims{"iat": w.now/1000 - 3600, "exp": w.now/1000 - 3300}), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := edge.Escalation{ID: w.id(), Question: "q", Locale: "en", Visitor: "claims to be somebody"}
			status, got := w.request("POST", "escalations", c.token, e)
			if c.ok != (status == 201) || !c.ok && status != 401 {
				t.Fatalf("status %d %s", status, got)
			}
			if !c.ok && strings.Contains(string(got), "signature") {
				t.Errorf("the refusal explains itself to a stranger: %s", got)
			}
			if n := w.value(`SELECT count(*) FROM conversations WHERE id = ? AND visitor = 'u-7' AND verified = 1`, e.ID); c.ok != (n == 1) {
				t.Errorf("%d conversations of the proven visitor", n)
			}
		})
	}
}

// TestAnonymousIsAllowedWhereNothingIsRequired, and is marked as unproven; a
// bad proof is still refused, not passed over.
func TestAnonymousIsAllowedWhereNothingIsRequired(t *testing.T) {
	_, identity := newBackend(t)
	identity.Required = false
	w := newWorld(t, fast)
	w.configure(edge.Settings{Identity: identity})
	e := edge.Escalation{ID: w.id(), Question: "q", Locale: "en", Visitor: "v_1"}
	if status, got := w.request("POST", "escalations", "", e); status != 201 {
		t.Errorf("anonymous: %d %s", status, got)
	}
	if n := w.value(`SELECT verified FROM conversations WHERE id = ?`, e.ID); n != 0 {
		t.Error("an anonymous visitor counts as proven")
	}
	e.ID = w.id()
	if status, _ := w.request("POST", "escalations", "nonsense", e); status != 401 {
		t.Errorf("a bad proof: %d", status)
	}
}

func TestIdentitySettings(t *testing.T) {
	for name, id := range map[string]edge.Identity{
		"no issuer": {Keys: []edge.JWK{{}}}, "no key": {Issuer: "x"},
		"short RSA":     {Issuer: "x", Keys: []edge.JWK{{Type: "RSA", N: b64.EncodeToString(bytes.Repeat([]byte{255}, 128)), E: "AQAB"}}},
		"off the curve": {Issuer: "x", Keys: []edge.JWK{{Type: "EC", Curve: "P-256", X: b64.EncodeToString(make([]byte, 32)), Y: b64.EncodeToString(make([]byte, 32))}}},
		"secret":        {Issuer: "x", Keys: []edge.JWK{{Type: "oct"}}},
	} {
		s := edge.Settings{Site: "demo", Identity: &id}
		if s.Check() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
