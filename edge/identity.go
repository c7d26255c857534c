package edge

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// A visitor is anonymous, or proven: the product's own backend signs a JWT
// (RFC 7519) that says who is signed in there, and the page passes it with the
// escalation. Only public-key signatures count. A shared secret in the page,
// or a hash that never changes, would prove nothing.

// Identity says whose word about visitors counts.
type Identity struct {
	Issuer string `json:"issuer"` // must equal the token's iss
	// Required refuses visitors who prove nothing.
	Required bool  `json:"required,omitempty"`
	Keys     []JWK `json:"keys"`
}

// JWK is a public key of the product's backend (RFC 7517): OKP/Ed25519,
// EC/P-256 or RSA of at least 2048 bits.
type JWK struct {
	ID    string `json:"kid"`
	Type  string `json:"kty"`
	Curve string `json:"crv,omitempty"`
	X     string `json:"x,omitempty"`
	Y     string `json:"y,omitempty"`
	N     string `json:"n,omitempty"`
	E     string `json:"e,omitempty"`
	Use   string `json:"use,omitempty"` // "sig", "enc" or absent
}

const (
	maxJWT     = 4 << 10          // bytes
	maxKeyID   = 128              // bytes of kid
	identityMS = 10 * minute      // longest life of a token
	clockSlack = 30 * time.Second // between the backend's clock and ours
)

// errIdentity is all that a stranger learns.
var errIdentity = errors.New("identity")

// proven is the visitor that a JWT names.
func (id *Identity) proven(token, site string, now int64) (string, error) {
	if len(token) > maxJWT {
		return "", errors.New("the token is too long")
	}
	if err := uniqueNames(token); err != nil {
		return "", err
	}
	at := time.UnixMilli(now)
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{"EdDSA", "ES256", "RS256"}),
		jwt.WithAudience(site), jwt.WithIssuer(id.Issuer), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithLeeway(clockSlack), jwt.WithStrictDecoding(), jwt.WithTimeFunc(func() time.Time { return at }))
	var claims jwt.RegisteredClaims
	if _, err := parser.ParseWithClaims(token, &claims, id.key); err != nil {
		return "", err
	}
	switch {
	case claims.IssuedAt == nil:
		return "", errors.New("the token does not say when it was issued")
	case claims.ExpiresAt.Sub(claims.IssuedAt.Time) > time.Duration(identityMS)*time.Millisecond:
		return "", errors.New("the token lives longer than ten minutes")
	}
	if e := checkLine("sub", claims.Subject, 1, 64); e != nil {
		return "", e
	}
	return claims.Subject, nil
}

// key finds the one key that may have signed, by its id, and only for the
// algorithm that this kind of key has. Headers that name keys themselves
// (jwk, jku, x5u) are ignored: nothing is ever fetched.
func (id *Identity) key(t *jwt.Token) (any, error) {
	kid, _ := t.Header["kid"].(string)
	if len(kid) > maxKeyID {
		return nil, errIdentity
	}
	for _, k := range id.Keys {
		if k.ID != kid {
			continue
		}
		key, alg, err := k.public()
		if err != nil {
			return nil, err
		}
		if alg != t.Method.Alg() {
			return nil, fmt.Errorf("the key %q signs %s, not %s", k.ID, alg, t.Method.Alg())
		}
		return key, nil
	}
	return nil, errors.New("no key of that id")
}

// public decodes the key and says which algorithm it is for.
func (k JWK) public() (crypto.PublicKey, string, error) {
	part := func(s string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			return nil
		}
		return b
	}
	switch {
	case k.Type == "OKP" && k.Curve == "Ed25519" && len(part(k.X)) == ed25519.PublicKeySize:
		return ed25519.PublicKey(part(k.X)), "EdDSA", nil
	case k.Type == "EC" && k.Curve == "P-256" && len(part(k.X)) == 32 && len(part(k.Y)) == 32:
		key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, part(k.X)...), part(k.Y)...))
		return key, "ES256", err
	case k.Type == "RSA":
		n, e := new(big.Int).SetBytes(part(k.N)), new(big.Int).SetBytes(part(k.E))
		if n.BitLen() >= 2048 && n.BitLen() <= 8192 && e.IsInt64() && e.Int64() > 2 && e.Int64() < 1<<31 {
			return &rsa.PublicKey{N: n, E: int(e.Int64())}, "RS256", nil
		}
	}
	return nil, "", fmt.Errorf("the key %q is no Ed25519, P-256 or RSA key of 2048 bits", k.ID)
}

// check says what is wrong with the operator's identity settings.
func (id *Identity) check() error {
	if id == nil {
		return nil
	}
	if id.Issuer == "" || len(id.Keys) == 0 {
		return errors.New("settings: identity needs an issuer and at least one key")
	}
	for _, k := range id.Keys {
		if _, _, err := k.public(); err != nil {
			return fmt.Errorf("settings: identity: %w", err)
		}
	}
	return nil
}

// uniqueNames refuses a token whose header or claims name something twice:
// two readers could take it for two different statements.
func uniqueNames(token string) error {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return errors.New("the token does not have three parts")
	}
	for _, part := range parts[:2] {
		raw, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil {
			return err
		}
		d := json.NewDecoder(bytes.NewReader(raw))
		if t, err := d.Token(); err != nil || t != json.Delim('{') {
			return errors.New("a part of the token is no JSON object")
		}
		seen := map[string]bool{}
		for d.More() {
			t, err := d.Token()
			name, ok := t.(string)
			if err != nil || !ok || seen[strings.ToLower(name)] {
				return errors.New("a part of the token names something twice")
			}
			seen[strings.ToLower(name)] = true
			var value json.RawMessage
			if err := d.Decode(&value); err != nil {
				return err
			}
		}
	}
	return nil
}

// visitorOf is who asks: proven by the request's token, or by their own word.
func (t *turn) visitorOf(c *call, claimed string) (visitor string, verified bool, e *Error) {
	id := c.settings.Identity
	token, given := strings.CutPrefix(c.Authorization, "Bearer ")
	switch {
	case c.Authorization == "" && (id == nil || !id.Required):
		return claimed, false, nil
	case id == nil || !given:
		return "", false, fail("unauthorised", "Please sign in to the product again.")
	}
	subject, err := id.proven(token, c.settings.Site, t.now)
	if err != nil {
		e := fail("unauthorised", "Please sign in to the product again.")
		e.Cause = err
		return "", false, e
	}
	return subject, true, nil
}
