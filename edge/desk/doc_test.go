// Package desk_test drives the desk and the console in Chromium against the
// native edge, as agents do: mostly by keyboard.
package desk_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/widget/browsertest"
	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/build/buildtest"
)

// stage is a native edge with the desk on its own origin.
type stage struct {
	*edgetest.Site
	dir    string
	mu     sync.Mutex
	server *native.Server
	http   *httptest.Server
}

// policy is what the desk is served with; see playground/serve.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// newStage serves a site with two lines.
func newStage(t *testing.T) *stage {
	t.Helper()
	if testing.Short() {
		t.Skip("no browser with -short")
	}
	dist := buildtest.Dist(t)
	s := &stage{dir: t.TempDir()}
	s.start(t)
	files := http.FileServer(http.Dir(dist.Dir))
	mux := http.NewServeMux()
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		edge := s.server
		s.mu.Unlock()
		edge.Handler().ServeHTTP(w, r)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		files.ServeHTTP(w, r)
	})
	s.http = httptest.NewServer(mux)
	t.Cleanup(func() {
		_ = s.server.Close()
		s.http.CloseClientConnections()
		s.http.Close()
	})
	s.Site = edgetest.NewSite(t, s)
	return s
}

func (s *stage) start(t *testing.T) {
	t.Helper()
	free := edge.Rate{Burst: 1 << 30, Every: 1}
	server, err := native.Open(native.Config{Dir: s.dir, Limits: edge.Limits{Escalations: free, Sessions: free, Tickets: free}})
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	s.server = server
	s.mu.Unlock()
}

// URL and Configure make it an edgetest.Host.
func (s *stage) URL() string { return s.http.URL }

func (s *stage) Configure(t testing.TB, settings edge.Settings) {
	t.Helper()
	settings.DeskOrigins = append([]string{s.http.URL}, settings.DeskOrigins...)
	settings.Lines = []edge.Line{{Name: ""}, {Name: "billing"}}
	if err := s.server.Configure(settings); err != nil {
		t.Fatal(err)
	}
}

func (s *stage) page(name string) string { return s.http.URL + "/" + name + "/?site=" + s.Client.Site }

// signIn opens the desk by keyboard alone with somebody's key.
func (s *stage) signIn(t *testing.T, tab *browsertest.Tab, key string) {
	t.Helper()
	tab.Open(s.page("desk"))
	tab.Wait(`document.activeElement?.id === "token" || document.querySelector("#token")`)
	tab.Run(`document.querySelector("#token").focus()`)
	tab.Type(key)
	tab.Press("\r")
	tab.Wait(`document.querySelector(".line.up")`)
}

// axe is the accessibility checker, injected before the page.
func axe(t *testing.T) browsertest.Option {
	t.Helper()
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(root, "widget", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return browsertest.Before(string(script))
}

// accessible fails on everything that axe finds in what is on screen.
func accessible(t *testing.T, tab *browsertest.Tab, where string) {
	t.Helper()
	const run = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
		.then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html + " " + n.failureSummary).join(" | ")))`
	if found := browsertest.Eval[[]string](tab, run); len(found) > 0 {
		t.Errorf("%s: %s", where, strings.Join(found, "\n"))
	}
}

// fits fails when the page scrolls sideways.
func fits(t *testing.T, tab *browsertest.Tab, where string) {
	t.Helper()
	if over := browsertest.Eval[int](tab, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		t.Errorf("%s: %d px too wide", where, over)
	}
}
