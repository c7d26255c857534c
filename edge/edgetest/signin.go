package edgetest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest/provider"
)

// ProviderSecret is the client secret of the sign-in tests, which no log may hold.
const ProviderSecret = "client-secret-of-tests-0123456789"

// desk is a site whose people sign in at a real OpenID provider.
type signInSite struct {
	*Site
	provider *provider.Provider
	redirect string
}

// SignIn runs the sign-in tests on a host: two sites and one provider, a
// confidential client with RS256 and a public one with ES256.
func SignIn(t *testing.T, h Host) {
	rsa, ec := NewSite(t, h), NewSite(t, h)
	callback := func(s *Site) string { return h.URL() + "/v1/" + s.Client.Site + "/signin/callback" }
	p := provider.Start(t,
		provider.Client{ID: "lamplight", Secret: ProviderSecret, Redirect: callback(rsa), Alg: "RS256"},
		provider.Client{ID: "lamplight public", Redirect: callback(ec), Alg: "ES256"})
	set := func(s *Site, id, secret string) *signInSite {
		settings := s.Settings()
		settings.DeskOrigins = []string{h.URL()}
		settings.OIDC = &edge.OIDC{Issuer: p.URL, ClientID: id, ClientSecret: secret, Name: "Example", Scopes: []string{"groups"},
			Mapping: edge.Mapping{RoleClaim: "groups", Roles: map[string]edge.Role{"leads": edge.RoleLead, "support": edge.RoleAgent, "writers": edge.RoleAuthor}}}
		h.Configure(t, settings)
		s.Origin = h.URL()
		return &signInSite{s, p, callback(s)}
	}
	first, second := set(rsa, "lamplight", ProviderSecret), set(ec, "lamplight public", "")
	t.Run("whole", func(t *testing.T) { wholeSignIn(t, first) })
	t.Run("public client, ES256", func(t *testing.T) { signsIn(t, second, "zoe@writers", edge.RoleAuthor) })
	t.Run("replayed and planted", func(t *testing.T) { replayedSignIn(t, first) })
	t.Run("who gets in", func(t *testing.T) { whoGetsIn(t, first) })
	t.Run("Hardening81CSRF", func(t *testing.T) { forgedRequests(t, first) })
	if clock, ok := h.(Clock); ok {
		t.Run("rotated keys", func(t *testing.T) {
			p.Rotate(t)
			clock.Advance(61_000) // a stranger's token must not make the edge ask more often
			signsIn(t, first, "ann@support", edge.RoleAgent)
		})
	}
}

// begin starts a sign-in and returns the address at the provider.
func (s *signInSite) begin(b *browser) string {
	b.t.Helper()
	return b.get(s.Base + "/v1/" + s.Client.Site + "/signin/oidc?page=desk").location(b.t)
}

// signsIn goes all the way and checks who one is then.
func signsIn(t *testing.T, s *signInSite, login string, want edge.Role) (*browser, edge.Session) {
	t.Helper()
	b := newBrowser(t)
	back := b.get(b.authenticate(s.begin(b), login, s.redirect))
	if to := back.location(t); to != s.Base+"/desk/?site="+s.Client.Site {
		t.Fatalf("back at %s, want the desk", to)
	}
	me := s.me(b)
	if len(me.Roles) != 1 || me.Roles[0] != want || me.CSRF == "" || me.Session != "" {
		t.Errorf("%+v, want the role %s, a CSRF token and no secret", me, want)
	}
	return b, me
}

// me reads the session by its cookie.
func (s *signInSite) me(b *browser) edge.Session {
	b.t.Helper()
	var me edge.Session
	p := b.get(s.Base + "/v1/" + s.Client.Site + "/session")
	if p.StatusCode != 200 || json.Unmarshal([]byte(p.body), &me) != nil {
		b.t.Fatalf("GET session: %d %s", p.StatusCode, p.body)
	}
	return me
}

// wholeSignIn looks at every step.
func wholeSignIn(t *testing.T, s *signInSite) {
	b := newBrowser(t)
	at := s.begin(b)
	q := must(t, mustURL(t, at), nil).Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": "lamplight", "redirect_uri": s.redirect, "code_challenge_method": "S256"} {
		if q.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, q.Get(name), want)
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(q.Get(name)) != 43 {
			t.Errorf("%s is %q, want 256 bits", name, q.Get(name))
		}
	}
	back := b.get(b.authenticate(at, "mei@leads", s.redirect))
	c, err := back.cookie("lamplight-" + s.Client.Site)
	must(t, c, err)
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || !strings.HasPrefix(c.Value, "c.") {
		t.Errorf("session cookie %v", c)
	}
	me := s.me(b)
	if me.Name != "mei of the provider" || me.Roles[0] != edge.RoleLead {
		t.Errorf("%+v, want the name and the role that the provider says", me)
	}
	scenario{name: "in a header it opens nothing", req: Request{Method: "GET", Path: "session", Token: c.Value}, status: 401, code: "unauthorised"}.run(t, s.Site)

	again := b.get(b.authenticate(s.begin(b), "mei@leads", s.redirect)) // the provider remembers her
	if again.StatusCode != 302 {
		t.Fatalf("%d %s", again.StatusCode, again.body)
	}
	old := newBrowser(t)
	old.client.Jar.SetCookies(mustURL(t, s.Base), []*http.Cookie{{Name: c.Name, Value: c.Value, Path: "/"}})
	if p := old.get(s.Base + "/v1/" + s.Client.Site + "/session"); p.StatusCode != 401 {
		t.Errorf("the session before the sign-in still answers %d", p.StatusCode)
	}
	if s.me(b).Agent != me.Agent {
		t.Error("the same person has another id")
	}
}

func mustURL(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	return must(t, u, err)
}

// replayedSignIn: an answer of the provider counts once, in the browser that
// asked, for the sign-in that asked.
func replayedSignIn(t *testing.T, s *signInSite) {
	ends := func(t *testing.T, b *browser, callback, code string) {
		t.Helper()
		to := b.get(callback).location(t)
		if !strings.HasSuffix(to, "/desk/?site="+s.Client.Site+"#signin="+code) {
			t.Errorf("led to %s, want the desk with %s", to, code)
		}
		if p := b.get(s.Base + "/v1/" + s.Client.Site + "/session"); p.StatusCode != 401 {
			t.Errorf("signed in: %d %s", p.StatusCode, p.body)
		}
	}
	eve := newBrowser(t)
	callback := eve.authenticate(s.begin(eve), "eve@support", s.redirect)
	t.Run("another browser", func(t *testing.T) { ends(t, newBrowser(t), callback, "expired") })
	t.Run("another browser in a sign-in of its own", func(t *testing.T) {
		victim := newBrowser(t)
		s.begin(victim)
		ends(t, victim, callback, "expired")
	})
	t.Run("another state", func(t *testing.T) {
		b := newBrowser(t)
		own := mustURL(t, s.begin(b)).Query().Get("state")
		u := mustURL(t, callback)
		q := u.Query()
		q.Set("state", own)
		u.RawQuery = q.Encode()
		ends(t, b, u.String(), "unauthorised") // the code belongs to another challenge
	})
	t.Run("another issuer", func(t *testing.T) {
		b := newBrowser(t)
		u := mustURL(t, b.authenticate(s.begin(b), "eve@support", s.redirect))
		q := u.Query()
		q.Set("iss", "https://evil.example")
		u.RawQuery = q.Encode()
		ends(t, b, u.String(), "unauthorised")
	})
	t.Run("no code", func(t *testing.T) {
		b := newBrowser(t)
		state := mustURL(t, s.begin(b)).Query().Get("state")
		ends(t, b, s.redirect+"?error=access_denied&state="+state, "unauthorised")
	})
	t.Run("twice", func(t *testing.T) {
		b, _ := signsIn(t, s, "bo@support", edge.RoleAgent)
		p := b.get(s.redirect + "?code=x&state=y")
		if to := p.location(t); !strings.HasSuffix(to, "#signin=expired") {
			t.Errorf("led to %s", to)
		}
	})
}

// whoGetsIn: the provider proves who it is; what they may is another matter.
func whoGetsIn(t *testing.T, s *signInSite) {
	refused := func(t *testing.T, login string) {
		t.Helper()
		b := newBrowser(t)
		if to := b.get(b.authenticate(s.begin(b), login, s.redirect)).location(t); !strings.HasSuffix(to, "#signin=forbidden") {
			t.Errorf("%s led to %s, want forbidden", login, to)
		}
	}
	t.Run("no role", func(t *testing.T) { refused(t, "stranger@nowhere") })
	admin := s.Admin(t)
	var added struct{ Person string }
	for _, name := range []string{"unverified", "cleo"} {
		body := map[string]any{"name": name, "role": "author", "email": name + "@People.example"}
		if err := s.call(Request{Method: "POST", Path: "people", Token: admin, Body: body}, &added); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("an unverified address binds nobody", func(t *testing.T) { refused(t, "unverified@nowhere") })
	t.Run("added by address", func(t *testing.T) {
		if _, me := signsIn(t, s, "cleo@nowhere", edge.RoleAuthor); me.Agent != added.Person {
			t.Errorf("signed in as %s, want %s, whom the admin added", me.Agent, added.Person)
		}
	})
	t.Run("the address does not bind a second one", func(t *testing.T) { refused(t, "cleo@elsewhere") })
	t.Run("removed", func(t *testing.T) {
		scenario{req: Request{Method: "DELETE", Path: "people/" + added.Person, Token: admin}, status: 204}.run(t, s.Site)
		refused(t, "cleo@nowhere")
	})
}

// forgedRequests: a page that means harm has the browser send the cookie, and
// nothing else.
func forgedRequests(t *testing.T, s *signInSite) {
	b, me := signsIn(t, s, "dan@support", edge.RoleAgent)
	ticket := func(origin, csrf string) page {
		req, err := http.NewRequest("POST", s.Base+"/v1/"+s.Client.Site+"/tickets", strings.NewReader("{}"))
		must(t, req, err)
		req.Header.Set("Content-Type", "application/json")
		if origin != "" {
			req.Header.Set("Origin", origin)
		}
		if csrf != "" {
			req.Header.Set("X-Lamplight-CSRF", csrf)
		}
		return b.send(req)
	}
	for name, p := range map[string]page{
		"foreign page":           ticket("https://evil.example", ""),
		"foreign page, token":    ticket("https://evil.example", me.CSRF),
		"a page of the product":  ticket(PageOrigin, me.CSRF),
		"no origin":              ticket("", me.CSRF),
		"no token":               ticket(s.Base, ""),
		"token of nobody":        ticket(s.Base, strings.Repeat("A", 43)),
		"one character too many": ticket(s.Base, me.CSRF+"A"),
	} {
		if p.StatusCode != 403 {
			t.Errorf("%s: %d %s", name, p.StatusCode, p.body)
		}
	}
	p := ticket(s.Base, me.CSRF)
	var out struct{ Ticket string }
	if p.StatusCode != 201 || json.Unmarshal([]byte(p.body), &out) != nil {
		t.Fatalf("from the desk: %d %s", p.StatusCode, p.body)
	}
	sock, _, err := s.DialTicket(out.Ticket)
	must(t, sock, err)
	t.Cleanup(sock.Cut)
	req, err := http.NewRequest("DELETE", s.Base+"/v1/"+s.Client.Site+"/session", nil)
	must(t, req, err)
	req.Header.Set("Origin", s.Base)
	req.Header.Set("X-Lamplight-CSRF", me.CSRF)
	if p := b.send(req); p.StatusCode != 204 {
		t.Errorf("sign out: %d %s", p.StatusCode, p.body)
	}
	if code := sock.CloseCode(); code != 4001 {
		t.Errorf("socket closed with %d, want 4001", code)
	}
}
