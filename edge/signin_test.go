package edge_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// issuer is a provider that exists only in this file.
const issuer = "https://id.example"

func discovery(change ...string) string {
	return strings.NewReplacer(change...).Replace(`{"issuer":"https://id.example","authorization_endpoint":"https://id.example/auth?tenant=1",
		"token_endpoint":"https://id.example/token","jwks_uri":"https://id.example/keys"}`)
}

// begin asks for a sign-in and answers the core's fetches with one document.
func begin(w *world, cookie string, answer edge.Fetched) edge.Effect {
	w.t.Helper()
	r := edge.Request{Method: "GET", Path: "/v1/demo/signin/oidc", Query: "page=console", Peer: "192.0.2.1", Cookie: cookie}
	for range edge.FetchRounds {
		effects := w.do(edge.Input{Kind: edge.KindRequest, Request: &r})
		i := slices.IndexFunc(effects, func(e edge.Effect) bool { return e.Kind == edge.EffectFetch })
		if i < 0 {
			return w.answer(effects)
		}
		answer.Name = effects[i].Name
		r.Fetched = append(r.Fetched, answer)
	}
	w.t.Fatalf("the core fetches for ever")
	return edge.Effect{}
}

func header(e edge.Effect, name string) string {
	for _, h := range e.Headers {
		if h[0] == name {
			return h[1]
		}
	}
	return ""
}

func withProvider(t *testing.T) *world {
	w := newWorld(t, edge.Limits{})
	w.configure(edge.Settings{OIDC: &edge.OIDC{Issuer: issuer, ClientID: "client 1", ClientSecret: "a secret of the client"}})
	return w
}

// TestSignInBegins: over https the cookie that binds the browser is one that
// only this host can have set, and what leaves for the provider holds no
// secret. The discovery document is fetched once.
func TestSignInBegins(t *testing.T) {
	w := withProvider(t)
	e := begin(w, "", edge.Fetched{Status: 200, Body: discovery()})
	cookie := header(e, "Set-Cookie")
	if !strings.HasPrefix(cookie, "__Host-lamplight-signin-demo=") {
		t.Errorf("cookie %q", cookie)
	}
	for _, want := range []string{"; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=600"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("cookie %q lacks %q", cookie, want)
		}
	}
	to := header(e, "Location")
	for _, want := range []string{"https://id.example/auth?", "tenant=1", "client_id=client+1", "redirect_uri=https%3A%2F%2Fshop.example%2Fv1%2Fdemo%2Fsignin%2Fcallback", "code_challenge_method=S256"} {
		if !strings.Contains(to, want) {
			t.Errorf("location %q lacks %q", to, want)
		}
	}
	if strings.Contains(to, "secret") || e.Status != 302 {
		t.Errorf("%d to %q", e.Status, to)
	}
	again := w.do(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: "GET", Path: "/v1/demo/signin/oidc"}})
	if e := w.answer(again); e.Status != 302 {
		t.Errorf("the second time: %d", e.Status)
	}
}

// TestProvidersThatMisbehave: whatever the provider answers, the browser comes
// back to the page with a word, and nothing is stored of it.
func TestProvidersThatMisbehave(t *testing.T) {
	for name, answer := range map[string]edge.Fetched{
		"down":             {Error: "no answer within 10s"},
		"an error":         {Status: 500, Body: "oops"},
		"a redirect":       {Status: 302},
		"no JSON":          {Status: 200, Body: "<html>"},
		"another issuer":   {Status: 200, Body: discovery(`"issuer":"https://id.example"`, `"issuer":"https://evil.example"`)},
		"keys over http":   {Status: 200, Body: discovery("https://id.example/keys", "http://id.example/keys")},
		"token over http":  {Status: 200, Body: discovery("https://id.example/token", "http://169.254.169.254/token")},
		"a file":           {Status: 200, Body: discovery("https://id.example/token", "file:///etc/passwd")},
		"no authorization": {Status: 200, Body: discovery(`"authorization_endpoint":"https://id.example/auth?tenant=1",`, "")},
		"too long":         {Status: 200, Body: discovery() + strings.Repeat(" ", edge.FetchCap)},
	} {
		t.Run(name, func(t *testing.T) {
			w := withProvider(t)
			e := begin(w, "", answer)
			if to := header(e, "Location"); e.Status != 302 || to != "/console/?site=demo#signin=unavailable" {
				t.Errorf("%d to %q", e.Status, to)
			}
			if n := w.value(`SELECT count(*) FROM signins`); n != 0 {
				t.Errorf("%d sign-ins began", n)
			}
		})
	}
}

// TestSignInEndsOnce: a callback without a sign-in of this browser leads to a
// word on the page, whatever it carries; a second cookie of the name is none.
func TestSignInEndsOnce(t *testing.T) {
	w := withProvider(t)
	e := begin(w, "", edge.Fetched{Status: 200, Body: discovery()})
	pair, _, _ := strings.Cut(header(e, "Set-Cookie"), ";")
	_, state, _ := strings.Cut(header(e, "Location"), "&state=")
	state, _, _ = strings.Cut(state, "&")
	callback := func(cookie, query string) []edge.Effect {
		return w.do(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: "GET", Path: "/v1/demo/signin/callback", Query: query, Cookie: cookie}})
	}
	for name, try := range map[string][2]string{
		"no cookie": {"", "code=x&state=" + state}, "another cookie": {"__Host-lamplight-signin-demo=guess", "code=x&state=" + state},
		"two cookies": {pair + "; " + pair, "code=x&state=" + state}, "no state": {pair, "code=x"}, "another state": {pair, "code=x&state=guess"},
		"state of somebody else in the secure name only": {strings.TrimPrefix(pair, "__Host-"), "code=x&state=" + state},
	} {
		if to := header(w.answer(callback(try[0], try[1])), "Location"); to != "/desk/?site=demo#signin=expired" {
			t.Errorf("%s: led to %q", name, to)
		}
	}
	effects := callback(pair, "code=the-code&state="+state)
	i := slices.IndexFunc(effects, func(e edge.Effect) bool { return e.Kind == edge.EffectFetch })
	if i < 0 || effects[i].Method != "POST" || !strings.Contains(string(effects[i].Body), "code=the-code") || !strings.Contains(string(effects[i].Body), "code_verifier=") {
		t.Fatalf("no exchange: %+v", effects)
	}
	if to := header(w.answer(callback(pair, "code=the-code&state="+state)), "Location"); !strings.HasSuffix(to, "#signin=expired") {
		t.Errorf("the same code a second time led to %q", to)
	}
	w.later(11 * 60_000)
	if n := w.value(`SELECT count(*) FROM people WHERE via = 'oidc'`); n != 0 {
		t.Error("somebody came in")
	}
}
