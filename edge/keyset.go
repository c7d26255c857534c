package edge

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// A key set is what an identity provider publishes under its jwks_uri
// (RFC 7517). Keys come and go there: a token signed by a key that is not
// known has the set fetched again, at most once a minute.

type keySet struct {
	Keys []JWK `json:"keys"`
}

const (
	maxProof = 16 << 10 // bytes of an ID token or an assertion; groups make them long
	maxKeys  = 64       // in a set
)

// providerSlack is the difference that clocks of two machines may have.
const providerSlack = time.Minute

// expected is what a token has to say to count.
type expected struct {
	issuer, audience string
	keysAt           string // jwks_uri
}

// claimsOf verifies a provider's token and returns its claims.
func (t *turn) claimsOf(c *call, token string, want expected) (jwt.MapClaims, *Error) {
	if len(token) > maxProof {
		return nil, refusedProof(errors.New("the token is too long"))
	}
	if err := uniqueNames(token); err != nil {
		return nil, refusedProof(err)
	}
	body, newer, e := t.document(c, want.keysAt, keptFor)
	if e != nil {
		return nil, e
	}
	claims, err := want.verify(body, token, t.now)
	if errors.Is(err, errUnknownKey) && !newer {
		if body, _, e = t.document(c, want.keysAt, keptAtLeast); e != nil {
			return nil, e
		}
		claims, err = want.verify(body, token, t.now)
	}
	if err != nil {
		return nil, refusedProof(err)
	}
	return claims, nil
}

func refusedProof(cause error) *Error {
	e := fail("unauthorised", "The sign-in could not be verified. Please sign in again.")
	e.Cause = cause
	return e
}

var errUnknownKey = errors.New("no key of that id")

func (want expected) verify(keys, token string, now int64) (jwt.MapClaims, error) {
	var set keySet
	if err := json.Unmarshal([]byte(keys), &set); err != nil || len(set.Keys) > maxKeys {
		return nil, errors.New("the key set is not one")
	}
	at := time.UnixMilli(now)
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256", "ES256"}),
		jwt.WithAudience(want.audience), jwt.WithIssuer(want.issuer), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
		jwt.WithLeeway(providerSlack), jwt.WithStrictDecoding(), jwt.WithTimeFunc(func() time.Time { return at }))
	claims := jwt.MapClaims{}
	_, err := parser.ParseWithClaims(token, claims, set.key)
	return claims, err
}

// key is the one key of the set that may have signed. Keys for encryption do
// not count, and neither does any header that brings or names keys itself.
func (s keySet) key(t *jwt.Token) (any, error) {
	kid, _ := t.Header["kid"].(string)
	if kid == "" || len(kid) > maxKeyID {
		return nil, errUnknownKey
	}
	for _, k := range s.Keys {
		if k.ID != kid || k.Use != "" && k.Use != "sig" {
			continue
		}
		key, alg, err := k.public()
		if err != nil {
			return nil, err
		}
		if alg != t.Method.Alg() {
			return nil, fmt.Errorf("the key signs %s, not %s", alg, t.Method.Alg())
		}
		return key, nil
	}
	return nil, errUnknownKey
}
