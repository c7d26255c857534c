package demo

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// built stands for what Build writes.
var built = fstest.MapFS{
	"index.html":      {Data: []byte("<!doctype html><title>Kite</title>")},
	"assets/kite.js":  {Data: []byte("export {}")},
	"assets/kite.css": {Data: []byte("body{}")},
}

// noon is the day on which the tests happen.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func newTestHandler() http.Handler {
	return Handler(built, WithoutLatency(), WithClock(func() time.Time { return noon }))
}

func request(t *testing.T, method, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	newTestHandler().ServeHTTP(w, httptest.NewRequest(method, target, strings.NewReader(body)))
	return w
}

func TestRoutes(t *testing.T) {
	for _, c := range []struct {
		path   string
		status int
		kind   string
	}{
		{"/demo/", 200, "text/html; charset=utf-8"},
		{"/demo/cards/bind", 200, "text/html; charset=utf-8"},
		{"/demo/funds/steady-90/rules?lang=zh", 200, "text/html; charset=utf-8"},
		{"/demo/orders/K-48213/refund", 200, "text/html; charset=utf-8"},
		{"/demo/nowhere", 200, "text/html; charset=utf-8"}, // the app says that it knows no such page
		{"/demo/assets/kite.js", 200, "text/javascript; charset=utf-8"},
		{"/demo/assets/kite.css", 200, "text/css; charset=utf-8"},
		{"/demo/assets/other.js", 404, ""},
		{"/demo/assets/kite.wasm", 404, ""},
		{"/demo/index.html.bak", 404, ""},
		{"/demo/assets/..%2findex.html", 404, ""},
		{"/demo", 302, ""},
		{"/demo/api/nothing", 404, "application/problem+json"},
	} {
		w := request(t, "GET", c.path, "")
		if w.Code != c.status {
			t.Errorf("%s: status %d, want %d", c.path, w.Code, c.status)
		}
		if kind := w.Header().Get("Content-Type"); c.kind != "" && kind != c.kind {
			t.Errorf("%s: content type %q, want %q", c.path, kind, c.kind)
		}
	}
}

// TestStrictPolicy checks the policy on every kind of answer. Lamplight has
// to live with it, so it must not be loosened to make something work.
func TestStrictPolicy(t *testing.T) {
	want := []string{
		"script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "connect-src 'self'",
		"img-src 'self' data:", "require-trusted-types-for 'script'", "object-src 'none'", "base-uri 'none'",
	}
	for _, path := range []string{"/demo/", "/demo/pay", "/demo/assets/kite.js", "/demo/assets/none.js", "/demo/api/account", "/demo/api/none"} {
		h := request(t, "GET", path, "").Header()
		directives := strings.Split(h.Get("Content-Security-Policy"), "; ")
		for _, d := range want {
			if !slices.Contains(directives, d) {
				t.Errorf("%s: the policy has no %q: %v", path, d, directives)
			}
		}
		if strings.Contains(h.Get("Content-Security-Policy"), "unsafe-inline") {
			t.Errorf("%s: the policy allows inline code", path)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: no nosniff", path)
		}
	}
}

func TestNotBuiltSaysWhatToDo(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(fstest.MapFS{}).ServeHTTP(w, httptest.NewRequest("GET", "/demo/", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "go run ./playground build") {
		t.Errorf("got %d %q", w.Code, w.Body.String())
	}
}
