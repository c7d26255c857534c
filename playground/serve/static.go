package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"

	"github.com/lamplight-help/lamplight/widget/build"
)

// pagePolicy is the Content-Security-Policy of the desk and the console:
// their own script and styles, the edge that served them, and nothing else.
const pagePolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; " +
	"media-src 'self' blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'"

// contentTypes do not depend on the machine's mime table, which on some
// systems serves .js as text/plain.
var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
}

// file is one file of the build, held in memory: the loader and the parts it
// names stay those of one build while another is being made.
type file struct {
	body      []byte
	brotli    []byte // nil when it is not smaller
	kind      string
	etag      string // weak: one for both codings
	immutable bool   // named by its content
}

// static serves the build: lamplight.js and its parts to any origin, for
// products embed them, and the pages of agents and product teams.
type static struct {
	files map[string]file
}

func newStatic(r build.Result) (*static, error) {
	s := &static{files: map[string]file{}}
	for _, name := range r.Files {
		body, err := os.ReadFile(filepath.Join(r.Dir, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		kind := contentTypes[path.Ext(name)]
		if kind == "" {
			kind = mime.TypeByExtension(path.Ext(name))
		}
		s.files[name] = file{
			body: body, brotli: compress(body), kind: kind, etag: `W/"` + hex.EncodeToString(sum[:8]) + `"`,
			immutable: r.Hashed(name),
		}
	}
	return s, nil
}

// compress is quick rather than small, for it runs at every start; the sizes
// that `playground build` prints are those of the best quality.
func compress(body []byte) []byte {
	var z bytes.Buffer
	w := brotli.NewWriterLevel(&z, 5)
	w.Write(body) // a bytes.Buffer takes everything
	w.Close()
	if z.Len() >= len(body) {
		return nil
	}
	return z.Bytes()
}

// ServeHTTP answers GET and HEAD. A folder's address gets its index.html.
func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if strings.HasSuffix(name, "/") {
		name += "index.html"
	} else if _, ok := s.files[name+"/index.html"]; ok {
		http.Redirect(w, r, "/"+name+"/", http.StatusMovedPermanently)
		return
	}
	f, ok := s.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	if f.immutable {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(name, "/") {
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("Referrer-Policy", "no-referrer")
	} else {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	if r.Header.Get("If-None-Match") == f.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if f.brotli != nil && acceptsBrotli(r) {
		h.Set("Content-Encoding", "br")
		w.Write(f.brotli) // a visitor who left needs no answer
		return
	}
	w.Write(f.body)
}

// acceptsBrotli looks for br among the codings, with whatever weight but 0.
func acceptsBrotli(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.TrimSpace(name) == "br" {
			return strings.TrimSpace(weight) != "q=0"
		}
	}
	return false
}
