package edgetest

import (
	"slices"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// testIsolation tries every route of one site, as the core lists them, with
// the credentials and ids of another. Line 52.
func testIsolation(t *testing.T, h Host) {
	a, b := NewSite(t, h), NewSite(t, h)
	asked := a.ask(t, "secret of a")
	sessionA, err := a.SignIn(a.First, "Mei")
	must(t, sessionA, err)
	sessionB, err := b.SignIn(b.First, "Ann")
	must(t, sessionB, err)
	never := []string{"secret of a", asked.Token}
	try := func(name string, req Request, status int, code string) {
		t.Run(name, func(t *testing.T) {
			scenario{req: req, status: status, code: code, hasNot: never}.run(t, b)
		})
	}
	open := []string{"GET head", "GET root", "GET root/{}", "GET presence", "GET bundle/{}", "POST escalations", "POST tallies", "GET counted", "POST counted", "POST ask", "POST session", "GET socket",
		"GET seal", "GET tokens", "POST tokens", "GET signin", "GET signin/oidc", "GET signin/callback", "POST signin/access", "POST hooks/{}"}
	for _, route := range edge.Routes() {
		if slices.Contains(open, route) {
			continue // these take no token; their own scenarios are below and in the other groups
		}
		method, path, _ := strings.Cut(route, " ")
		r := Request{Method: method, Path: strings.Replace(path, "{}", asked.Conversation, 1)}
		if method == "PUT" || method == "POST" {
			r.Body = "{}"
		}
		if strings.HasPrefix(path, "bundle/") {
			r.Path, r.ContentType = "bundle/"+Hash(nil), "application/octet-stream"
		}
		if route == "PUT attachments/{}" {
			r.ContentType = "application/octet-stream"
		}
		for name, token := range map[string]string{"session": sessionA, "visitor token": asked.Token, "author token": a.Author, "no token": ""} {
			r.Token = token
			try(name+" "+route, r, 401, "unauthorised")
		}
	}
	own := map[string]string{"session": sessionB, "author token": b.Author}
	for name, token := range own {
		for _, method := range []string{"GET", "DELETE"} {
			t.Run(name+" "+method+" the other site's conversation", func(t *testing.T) {
				r, err := b.Do(Request{Method: method, Path: "conversations/" + asked.Conversation, Token: token})
				if must(t, r, err).Status != 404 && r.Status != 403 || strings.Contains(string(r.Body), asked.Conversation) {
					t.Errorf("%d %s", r.Status, r.Body)
				}
			})
		}
	}
	try("delivery of the other site", Request{Method: "POST", Path: "outbox/msg_" + asked.Conversation, Token: sessionB, Body: "{}"}, 404, "not-found")
	try("person of the other site", Request{Method: "DELETE", Path: "people/a_000000000000", Token: sessionB}, 404, "not-found")
	try("session of the other site", Request{Method: "DELETE", Path: "sessions/s_0000000000000000", Token: sessionB}, 404, "not-found")
	try("conversation of the other site", Request{Method: "GET", Path: "conversations/" + asked.Conversation, Token: sessionB}, 404, "not-found")
	try("first token of the other site", Request{Method: "POST", Path: "session", Body: map[string]string{"token": a.First, "name": "Eve"}}, 401, "unauthorised")
	t.Run("socket frames", func(t *testing.T) {
		desk := b.agent(t, "Ann")
		for _, f := range []edge.ClientFrame{
			{T: "resume"}, {T: "send", Text: "x"}, {T: "take"}, {T: "release"}, {T: "resolve"}, {T: "reopen"}, {T: "typing", On: true}, {T: "read", Seq: 1},
		} {
			f.Conversation, f.ID = asked.Conversation, NewID()
			send(t, desk, f)
			if got := until(t, desk, Is("error")); got.Code != "not-found" {
				t.Errorf("%s: %s", f.T, got.Raw)
			}
		}
	})
	t.Run("another visitor of the same site", func(t *testing.T) {
		other := a.ask(t, "mine")
		scenario{req: Request{Method: "GET", Path: "conversations/" + asked.Conversation, Token: other.Token}, status: 404, code: "not-found", hasNot: never}.run(t, a)
	})
}

// testSessions: signing out ends the session and its sockets at once. Line 81
// in part: what a body says about roles does not count.
func testSessions(t *testing.T, h Host) {
	s := NewSite(t, h)
	session, err := s.SignIn(s.First, "Mei")
	must(t, session, err)
	sock := s.dial(t, session)
	runAll(t, s, []scenario{
		{name: "wrong first token", req: Request{Method: "POST", Path: "session", Body: `{"token":"guess-guess-guess-guess","name":"Eve"}`}, status: 401, code: "unauthorised"},
		{name: "author token is no first token", req: Request{Method: "POST", Path: "session", Body: map[string]string{"token": s.Author, "name": "Eve"}}, status: 401, code: "unauthorised"},
		{name: "asking for a role", req: Request{Method: "POST", Path: "session", Body: `{"token":"` + s.First + `","name":"Eve","roles":["admin"]}`}, status: 400, code: "bad-json"},
		{name: "no name", req: Request{Method: "POST", Path: "session", Body: map[string]string{"token": s.First}}, status: 400, code: "bad-request"},
		{name: "spoofed name", req: Request{Method: "POST", Path: "session", Body: map[string]string{"token": s.First, "name": "\u202eeM"}}, status: 400, code: "bad-request"},
		{name: "works", req: Request{Method: "GET", Path: "queue", Token: session}, status: 200, has: []string{`"items":[]`}},
		{name: "sign out", req: Request{Method: "DELETE", Path: "session", Token: session}, status: 204},
		{name: "signed out", req: Request{Method: "GET", Path: "queue", Token: session}, status: 401, code: "unauthorised"},
	})
	if code := sock.CloseCode(); code != 4001 {
		t.Errorf("socket closed with %d, want 4001", code)
	}
	t.Run("guessing is slowed down", func(t *testing.T) {
		refused := 0
		for range 30 {
			r, err := s.Do(Request{Method: "POST", Path: "session", Body: `{"token":"guess-guess-guess-guess","name":"Eve"}`})
			if must(t, r, err).Status == 429 {
				refused++
			}
		}
		if refused < 15 {
			t.Errorf("%d of 30 guesses refused", refused)
		}
	})
}
