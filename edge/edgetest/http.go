package edgetest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// scenario is one request and everything that must and must not be in its
// answer.
type scenario struct {
	name   string
	req    Request
	origin string // "-" for none; "" is the site's page
	status int
	code   string   // problem code
	has    []string // in the body or the header lines
	hasNot []string
}

// never must not appear in any answer: traces of how it is built.
var never = []string{"goroutine", ".go:", "panic", "sqlite", "SQL logic", "SQLITE_", "runtime error", "Set-Cookie"}

func (sc scenario) run(t *testing.T, s *Site) Reply {
	t.Helper()
	c := s.Client
	switch sc.origin {
	case "":
	case "-":
		c.Origin = ""
	default:
		c.Origin = sc.origin
	}
	r, err := c.Do(sc.req)
	if err != nil {
		t.Fatal(err)
	}
	text := headerText(r.Header) + "\n" + string(r.Body)
	if r.Status != sc.status {
		t.Errorf("status %d, want %d\n%s", r.Status, sc.status, text)
	}
	if sc.code != "" {
		checkProblem(t, r, sc)
	}
	for _, want := range sc.has {
		if !strings.Contains(text, want) {
			t.Errorf("answer lacks %q\n%s", want, text)
		}
	}
	for _, bad := range append(sc.hasNot, never...) {
		if strings.Contains(text, bad) {
			t.Errorf("answer holds %q\n%s", bad, text)
		}
	}
	return r
}

func headerText(h http.Header) string {
	var b strings.Builder
	for k, v := range h {
		b.WriteString(k + ": " + strings.Join(v, ", ") + "\n")
	}
	return b.String()
}

func checkProblem(t *testing.T, r Reply, sc scenario) {
	t.Helper()
	var p Problem
	if err := json.Unmarshal(r.Body, &p); err != nil && sc.req.Method != "HEAD" {
		t.Fatalf("not a problem: %s", r.Body)
	}
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("content type %q", got)
	}
	if sc.req.Method == "HEAD" {
		return
	}
	if p.Code != sc.code || p.Status != sc.status || p.Title == "" || !strings.HasSuffix(p.Detail, ".") ||
		!strings.HasSuffix(p.Type, "/"+p.Code) || len(p.RequestID) != 26 || r.Header.Get("X-Request-Id") != p.RequestID {
		t.Errorf("problem %+v, want code %q", p, sc.code)
	}
}

func runAll(t *testing.T, s *Site, list []scenario) {
	for _, sc := range list {
		t.Run(sc.name, func(t *testing.T) { sc.run(t, s) })
	}
}

// testHTTP: strange methods and paths are answered, not stumbled over.
// Line 57 of the hardening list.
func testHTTP(t *testing.T, h Host) {
	s := NewSite(t, h)
	list := []scenario{
		{name: "no head yet", req: Request{Method: "GET", Path: "head"}, status: 404, code: "no-head"},
		{name: "HEAD", req: Request{Method: "HEAD", Path: "root"}, status: 200},
		{name: "HEAD of nothing", req: Request{Method: "HEAD", Path: "head"}, status: 404, code: "no-head"},
		{name: "root", req: Request{Method: "GET", Path: "root"}, status: 200, has: []string{`"alg":"ed25519"`}},
		{name: "preflight", req: Request{Method: "OPTIONS", Path: "escalations"}, status: 204,
			has: []string{"Access-Control-Allow-Origin: " + PageOrigin, "Access-Control-Allow-Methods: OPTIONS, POST"}, hasNot: []string{"Allow-Credentials"}},
		{name: "unknown method", req: Request{Method: "PROPFIND", Path: "head"}, status: 405, code: "method", has: []string{"Allow: GET, HEAD, OPTIONS, PUT"}},
		{name: "wrong method", req: Request{Method: "DELETE", Path: "queue"}, status: 405, code: "method", has: []string{"Allow: GET, HEAD, OPTIONS"}},
		{name: "no such route", req: Request{Method: "GET", Path: "nothing"}, status: 404, code: "not-found"},
		{name: "no such site", req: Request{Method: "GET", Path: "/v1/nobody/head"}, status: 404, code: "not-found"},
		{name: "bad site name", req: Request{Method: "GET", Path: "/v1/No_Body/head"}, status: 404, code: "not-found"},
		{name: "only the version", req: Request{Method: "GET", Path: "/v1/"}, status: 404, code: "not-found"},
		{name: "escaped NUL", req: Request{Method: "GET", Path: "bundle/%00"}, status: 404, code: "not-found"},
		{name: "escaped slash", req: Request{Method: "GET", Path: "bundle/a%2fb"}, status: 404, code: "not-found"},
		{name: "overlong segment", req: Request{Method: "GET", Path: "bundle/" + strings.Repeat("a", 2000)}, status: 404, code: "not-found"},
		{name: "socket without upgrade", req: Request{Method: "GET", Path: "socket"}, status: 426, code: "upgrade"},
		{name: "no token", req: Request{Method: "GET", Path: "queue"}, status: 401, code: "unauthorised"},
		{name: "wrong token", req: Request{Method: "GET", Path: "queue", Token: "s.nonsense"}, status: 401, code: "unauthorised"},
		{name: "huge token", req: Request{Method: "GET", Path: "queue", Token: strings.Repeat("x", 4000)}, status: 401, code: "unauthorised"},
		{name: "token of the wrong role", req: Request{Method: "GET", Path: "queue", Token: s.Author}, status: 403, code: "forbidden"},
		{name: "strange user agent", req: Request{Method: "GET", Path: "root", Header: http.Header{
			"User-Agent": {`Mozilla/5.0 (x, "y"; z) ` + strings.Repeat("u", 4<<10)}}}, status: 200},
	}
	runAll(t, s, list)
	t.Run("method that HTTP does not know", func(t *testing.T) {
		r, err := s.Do(Request{Method: "BREW", Path: "head"})
		if must(t, r, err).Status != 405 && r.Status != 501 { // some hosts' HTTP servers refuse it themselves
			t.Errorf("status %d, want 405 or 501", r.Status)
		}
	})
	for _, path := range []string{"//", "/v1//head", "/v1/%2e%2e/head", "/v1/../head", "/v1/" + s.Client.Site + "//head"} {
		t.Run("path "+path, func(t *testing.T) {
			r, err := s.Do(Request{Method: "GET", Path: path})
			if err != nil {
				t.Fatal(err)
			}
			if r.Status != 404 && (r.Status < 300 || r.Status > 399) {
				t.Errorf("status %d, want 404 or a redirect to the clean path", r.Status)
			}
		})
	}
}

// testOrigins: only exact entries of the allow-list. Line 49.
func testOrigins(t *testing.T, h Host) {
	s := NewSite(t, h)
	ask := Request{Method: "POST", Path: "escalations", Body: `{"id":"` + NewID() + `","question":"q","locale":"en"}`}
	none := []string{"Access-Control-Allow-Origin"}
	for name, origin := range map[string]string{
		"missing": "-", "null": "null", "suffix": PageOrigin + ".evil.example", "other port": "https://shop.example:8444",
		"no port": "https://shop.example", "other scheme": "http://shop.example:8443", "case": "https://SHOP.example:8443",
		"path": PageOrigin + "/", "two": PageOrigin + ", https://evil.example", "prefix": "https://evil-shop.example:8443",
	} {
		t.Run(name, func(t *testing.T) {
			scenario{req: ask, origin: origin, status: 403, code: "origin", hasNot: none}.run(t, s)
			if origin == "-" {
				return
			}
			scenario{req: Request{Method: "GET", Path: "root"}, origin: origin, status: 403, code: "origin", hasNot: none}.run(t, s)
			scenario{req: Request{Method: "OPTIONS", Path: "escalations"}, origin: origin, status: 403, code: "origin", hasNot: none}.run(t, s)
			scenario{req: Request{Method: "POST", Path: "session", Body: `{"token":"` + s.First + `","name":"Mei"}`},
				origin: origin, status: 403, code: "origin", hasNot: none}.run(t, s)
		})
	}
	t.Run("allowed", func(t *testing.T) {
		scenario{req: ask, status: 201, has: []string{"Access-Control-Allow-Origin: " + PageOrigin, "Vary: Origin"}}.run(t, s)
	})
	t.Run("public without a page", func(t *testing.T) {
		scenario{req: Request{Method: "GET", Path: "root"}, origin: "-", status: 200, hasNot: none}.run(t, s)
	})
}
