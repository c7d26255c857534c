package docs

import (
	"bytes"
	_ "embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/lamplight-help/lamplight/playground/demo"
)

// Base is the path that the site lives below.
const Base = "/demo/docs/"

//go:embed page.html
var pageHTML string

//go:embed docs.css
var docsCSS []byte

var frame = template.Must(template.New("page").Parse(pageHTML))

// A site serves the documentation that one export holds.
type site struct {
	file string
	load func() (map[string]*library, error)
}

// Handler serves the documentation in file below Base. The file is read on
// the first request; when that fails, every request tries again, so that a
// folder which appears later needs no restart.
func Handler(file string) http.Handler {
	s := &site{file: file, load: retry(func() (map[string]*library, error) { return load(file) })}
	mux := http.NewServeMux()
	mux.HandleFunc("/demo/docs/docs.css", serveCSS)
	mux.HandleFunc("/demo/docs/{lang}/{slug...}", s.servePage)
	mux.HandleFunc("/demo/docs/{$}", s.start)
	mux.HandleFunc("/demo/docs", s.start)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", demo.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		mux.ServeHTTP(w, r)
	})
}

// retry keeps the first success.
func retry[T any](f func() (T, error)) func() (T, error) {
	var mu sync.Mutex
	var have bool
	var value T
	return func() (T, error) {
		mu.Lock()
		defer mu.Unlock()
		if have {
			return value, nil
		}
		v, err := f()
		if err == nil {
			value, have = v, true
		}
		return v, err
	}
}

func serveCSS(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(docsCSS) // the visitor left; nobody to tell
}

// start sends a visitor to the overview in a language that they read.
func (s *site) start(w http.ResponseWriter, r *http.Request) {
	lang := "en"
	if strings.HasPrefix(r.Header.Get("Accept-Language"), "zh") || r.URL.Query().Get("lang") == "zh" {
		lang = "zh"
	}
	http.Redirect(w, r, Base+lang+"/"+overview, http.StatusFound)
}

func (s *site) servePage(w http.ResponseWriter, r *http.Request) {
	lang, slug := r.PathValue("lang"), strings.TrimSuffix(r.PathValue("slug"), "/")
	words, ok := labels[lang]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if slug == "" {
		slug = overview
	}
	v := view{Lang: lang, Words: words, Base: Base}
	libs, err := s.load()
	if err != nil {
		v.Title, v.Notice = words.Missing, s.explain(words, err)
		write(w, http.StatusServiceUnavailable, v)
		return
	}
	p := libs[lang].bySlug[slug]
	if p == nil {
		v.Groups, v.Title, v.Notice = groups(libs[lang], words, ""), words.NotFound, words.NotFoundText
		v.Other = otherLang(libs, lang, slug)
		write(w, http.StatusNotFound, v)
		return
	}
	v.fill(libs, p)
	write(w, http.StatusOK, v)
}

// explain says why there is no documentation, and what to do about it.
func (s *site) explain(words words, err error) string {
	if errors.Is(err, os.ErrNotExist) {
		return strings.ReplaceAll(words.MissingText, "{file}", s.file)
	}
	return strings.ReplaceAll(words.BrokenText, "{error}", err.Error())
}

func write(w http.ResponseWriter, status int, v view) {
	var out bytes.Buffer
	if err := frame.Execute(&out, v); err != nil {
		slog.Error("docs page", "title", v.Title, "err", err)
		http.Error(w, "This page could not be drawn.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // the visitor left; nobody to tell
}
