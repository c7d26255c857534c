package demo

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// Policy is the Content-Security-Policy of Kite and of the documentation
// site. It is stricter than most products': whatever Lamplight does in the
// page has to work under it.
const Policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
	"connect-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; " +
	"frame-ancestors 'self'; require-trusted-types-for 'script'"

const notBuilt = "Kite is not built yet. Run `go run ./playground build`, then reload this page.\n"

// An Option changes how Handler behaves.
type Option func(*bank)

// WithClock replaces the clock that dates the account's data.
func WithClock(now func() time.Time) Option { return func(b *bank) { b.now = now } }

// WithoutLatency makes the fake bank answer at once.
func WithoutLatency() Option {
	return func(b *bank) { b.sleep = func(*http.Request, time.Duration) {} }
}

// Handler serves Kite below /demo/ from dist, which is what Build wrote, and
// the fake bank below /demo/api/. Every route of the app gets index.html.
func Handler(dist fs.FS, options ...Option) http.Handler {
	api := &bank{now: time.Now, sleep: sleep}
	for _, o := range options {
		o(api)
	}
	mux := http.NewServeMux()
	mux.Handle("/demo/api/", api.routes())
	mux.HandleFunc("GET /demo/assets/{name}", func(w http.ResponseWriter, r *http.Request) {
		serveFile(w, r, dist, "assets/"+r.PathValue("name"))
	})
	mux.HandleFunc("/demo/", func(w http.ResponseWriter, r *http.Request) { servePage(w, r, dist) })
	mux.Handle("/demo", http.RedirectHandler("/demo/", http.StatusFound))
	return guard(mux)
}

// servePage answers the routes of the app. A name with a dot is a file that
// nobody has, not a route.
func servePage(w http.ResponseWriter, r *http.Request, dist fs.FS) {
	if strings.Contains(path.Base(r.URL.Path), ".") {
		http.NotFound(w, r)
		return
	}
	if _, err := fs.Stat(dist, "index.html"); err != nil {
		http.Error(w, notBuilt, http.StatusServiceUnavailable)
		return
	}
	serveFile(w, r, dist, "index.html")
}

// contentTypes are the kinds of file that Build writes. They do not depend
// on the machine's mime table.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
}

func serveFile(w http.ResponseWriter, r *http.Request, dist fs.FS, name string) {
	kind, ok := contentTypes[path.Ext(name)]
	body, err := fs.ReadFile(dist, name) // refuses names with ".."
	if !ok || err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(body) // the visitor left; nobody to tell
}

func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}
