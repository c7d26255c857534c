package edgetest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/lamplight-help/lamplight/edge"
)

// team stands for https://NAME.cloudflareaccess.com: it publishes keys in the
// form of Cloudflare Access and signs assertions as Access does.
type team struct {
	*httptest.Server
	mu    sync.Mutex
	keys  []teamKey // the last one signs; Access publishes the one before as well
	asked int
}

type teamKey struct {
	id      string
	private *rsa.PrivateKey
}

const accessTag = "32eafc7626e737136640e1d4b4d6a3b7e0dc4e31e0b9f1d41db3e0e1c8e9f0aa"

func newTeam(t testing.TB) *team {
	tm := &team{}
	tm.rotate(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cdn-cgi/access/certs", tm.certs)
	tm.Server = httptest.NewServer(mux)
	t.Cleanup(tm.Close)
	return tm
}

func (tm *team) rotate(t testing.TB) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, key, err)
	id := make([]byte, 32)
	rand.Read(id)
	tm.mu.Lock()
	defer tm.mu.Unlock()
	tm.keys = append(tm.keys, teamKey{fmt.Sprintf("%x", id), key})
}

// certs answers as https://developers.cloudflare.com/cloudflare-one/identity/authorization-cookie/validating-json/ shows.
func (tm *team) certs(w http.ResponseWriter, _ *http.Request) {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	tm.asked++
	var keys, certs []map[string]string
	for _, k := range tm.keys[max(0, len(tm.keys)-2):] {
		der, err := x509.MarshalPKIXPublicKey(&k.private.PublicKey)
		if err != nil {
			panic(err)
		}
		certs = append(certs, map[string]string{"kid": k.id, "cert": string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))})
		keys = append(keys, map[string]string{"kid": k.id, "kty": "RSA", "alg": "RS256", "use": "sig",
			"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.private.E)).Bytes()), "n": base64.RawURLEncoding.EncodeToString(k.private.N.Bytes())})
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"keys": keys, "public_cert": certs[len(certs)-1], "public_certs": certs})
}

// assertion signs what Access says about a person, with changes.
func (tm *team) assertion(t testing.TB, change map[string]any) string {
	t.Helper()
	now := time.Now()
	claims := jwt.MapClaims{"aud": []string{accessTag}, "email": "mei@people.example", "exp": now.Add(time.Hour).Unix(), "iat": now.Unix(), "nbf": now.Unix(),
		"iss": tm.URL, "type": "app", "identity_nonce": "6ei69kawdKzMIAPF", "sub": "7335d417-61da-459d-899c-0a01c76a2f94", "country": "NZ",
		"custom": map[string]any{"groups": []string{"support"}}}
	maps.Copy(claims, change)
	for k, v := range claims {
		if v == nil {
			delete(claims, k)
		}
	}
	tm.mu.Lock()
	defer tm.mu.Unlock()
	key := tm.keys[len(tm.keys)-1]
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	token.Header["kid"] = key.id
	signed, err := token.SignedString(key.private)
	return must(t, signed, err)
}

// Access runs the tests of Cloudflare Access on a host.
func Access(t *testing.T, h Host) {
	tm := newTeam(t)
	s := NewSite(t, h)
	settings := s.Settings()
	settings.Access = &edge.Access{Team: tm.URL, Audience: accessTag,
		Mapping: edge.Mapping{RoleClaim: "custom.groups", Roles: map[string]edge.Role{"support": edge.RoleAgent, "leads": edge.RoleLead}}}
	h.Configure(t, settings)
	good := tm.assertion(t, nil)
	come := func(assertion string) Request {
		header := http.Header{}
		if assertion != "" {
			header.Set("Cf-Access-Jwt-Assertion", assertion)
		}
		return Request{Method: "POST", Path: "signin/access", Body: "{}", Header: header}
	}
	var me edge.Session
	if err := s.call(come(good), &me); err != nil {
		t.Fatal(err)
	}
	if me.Roles[0] != edge.RoleAgent || me.Name != "mei@people.example" || me.Expires > time.Now().Add(time.Hour+time.Minute).UnixMilli() {
		t.Errorf("%+v, want an agent until the assertion ends", me)
	}
	scenario{name: "the session works", req: Request{Method: "GET", Path: "queue", Token: me.Session}, status: 200}.run(t, s)
	refused := func(name, assertion string, status int) {
		code := "unauthorised"
		if status == 403 {
			code = "forbidden"
		}
		t.Run(name, func(t *testing.T) {
			scenario{req: come(assertion), status: status, code: code, hasNot: []string{`"session"`}}.run(t, s)
		})
	}
	for name, change := range map[string]map[string]any{
		"audience of another application": {"aud": []string{"another"}},
		"another team":                    {"iss": "https://evil.cloudflareaccess.com"},
		"expired":                         {"exp": time.Now().Add(-2 * time.Minute).Unix()},
		"no end":                          {"exp": nil},
		"not yet":                         {"nbf": time.Now().Add(time.Hour).Unix()},
		"service token":                   {"sub": "", "common_name": "robot"},
	} {
		refused(name, tm.assertion(t, change), 401)
	}
	refused("nobody gave a role", tm.assertion(t, map[string]any{"sub": "another", "email": "x@people.example", "custom": map[string]any{"groups": []string{"sales"}}}), 403)
	refused("missing", "", 401)
	refused("cut", good[:len(good)-4], 401)
	refused("too long", good+longTail, 401)
	refused("alg none", unsigned(t, good), 401)
	stranger := newTeam(t)
	stranger.keys[0].id = tm.keys[0].id
	refused("signed by a stranger", stranger.assertion(t, map[string]any{"iss": tm.URL}), 401)
	unknown := newTeam(t)
	before := tm.asked
	for range 5 {
		refused("unknown key", unknown.assertion(t, map[string]any{"iss": tm.URL}), 401)
	}
	if tm.asked > before+1 {
		t.Errorf("five unknown keys made the edge ask %d times within a minute", tm.asked-before)
	}
	if clock, ok := h.(Clock); ok {
		tm.rotate(t)
		clock.Advance(61_000)
		if err := s.call(come(tm.assertion(t, nil)), &me); err != nil {
			t.Errorf("after a rotation: %v", err)
		}
	}
}

// longTail is longer than any assertion may be.
var longTail = fmt.Sprintf("%020000d", 0)

// unsigned keeps the claims of a token and says that it needs no signature.
func unsigned(t testing.TB, token string) string {
	t.Helper()
	parser := jwt.NewParser()
	claims := jwt.MapClaims{}
	parsed, _, err := parser.ParseUnverified(token, claims)
	must(t, parsed, err)
	none := jwt.NewWithClaims(jwt.SigningMethodNone, claims)
	none.Header["kid"] = parsed.Header["kid"]
	out, err := none.SignedString(jwt.UnsafeAllowNoneSignatureType)
	return must(t, out, err)
}
