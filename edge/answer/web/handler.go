// Package web puts answers of a language model on the network: the handler that
// pages ask, and the client that asks the model.
//
// The handler speaks net/http's types and starts no client, so a Worker can
// serve it and give the Service its own fetch; the linker leaves Client out.
//
//	client.go   answer.Transport over net/http
//	handler.go  POST {question, locale, articles} to a stream of events
//	request.go  what a page may send, and how it is refused
//	rate.go     how often
//	library.go  ids to articles, out of the published bundles
//	environment.go  all of it from four variables
package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/lamplight-help/lamplight/edge/answer"
)

// Options say who may ask, and how much.
type Options struct {
	// Service asks the model; nil is off, and every request is answered with
	// 404 and the code "off".
	Service *answer.Service
	// Library finds the articles that a page names. A page sends ids and never
	// text: the endpoint is no way to a free model.
	Library Library
	// Origins may ask: scheme, host and port, exactly. Empty lets nobody.
	Origins []string
	// Parallel answers at one time: 4 when 0.
	Parallel int
	// PerVisitor and PerSite are the answers begun in one minute, by address
	// and in all: 6 and 60 when 0.
	PerVisitor, PerSite int
	// Now is the clock; nil is the system's.
	Now func() time.Time
}

// Handler answers for one site. Mount it at any path.
func Handler(o Options) http.Handler {
	h := &handler{Options: o, rate: newRate(or(o.PerVisitor, 6), or(o.PerSite, 60)), free: make(chan struct{}, or(o.Parallel, 4))}
	if h.Now == nil {
		h.Now = time.Now
	}
	return h
}

func or(n, other int) int {
	if n > 0 {
		return n
	}
	return other
}

type handler struct {
	Options
	rate *rate
	free chan struct{} // as many as may run
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if h.Service == nil || h.Library == nil {
		refuse(w, http.StatusNotFound, "off", "")
		return
	}
	origins := r.Header.Values("Origin")
	w.Header().Set("Vary", "Origin")
	if len(origins) != 1 || !slices.Contains(h.Origins, origins[0]) {
		refuse(w, http.StatusForbidden, "origin", "")
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", origins[0])
	switch r.Method {
	case http.MethodOptions:
		w.Header().Set("Access-Control-Allow-Methods", "POST")
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
		w.Header().Set("Access-Control-Max-Age", "600")
		w.WriteHeader(http.StatusNoContent)
	case http.MethodPost:
		h.post(w, r)
	default:
		w.Header().Set("Allow", "POST, OPTIONS")
		refuse(w, http.StatusMethodNotAllowed, "method", "")
	}
}

// post reads the request, waits for nobody, and streams.
func (h *handler) post(w http.ResponseWriter, r *http.Request) {
	q, status, code := readQuestion(w, r)
	if code != "" {
		refuse(w, status, code, q.Locale)
		return
	}
	wait := h.rate.take(peer(r), h.Now())
	select {
	case h.free <- struct{}{}:
		defer func() { <-h.free }()
	default:
		wait = max(wait, 1)
	}
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(wait))
		refuse(w, http.StatusTooManyRequests, "slow-down", q.Locale)
		return
	}
	articles, err := h.Library.Articles(q.Locale, q.Articles)
	if err != nil {
		articles = nil // the stream says that there are none
	}
	stream(w, func(emit func(answer.Event) error) error {
		return h.Service.Answer(r.Context(), answer.Ask{Question: q.Question, Locale: q.Locale, Articles: articles}, emit)
	})
}

// writePatience is how long one event may take to leave.
const writePatience = 10 * time.Second

// stream writes events as they come.
func stream(w http.ResponseWriter, run func(emit func(answer.Event) error) error) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // a proxy in between must not collect
	w.WriteHeader(http.StatusOK)
	control := http.NewResponseController(w)
	control.Flush() // the page learns at once that it was let in
	run(func(e answer.Event) error {
		body, err := json.Marshal(e)
		if err != nil {
			return err
		}
		control.SetWriteDeadline(time.Now().Add(writePatience)) // unsupported only in tests and Workers
		if _, err := w.Write(answer.AppendStreamEvent(nil, answer.StreamEvent{Name: e.Type, Data: string(body)})); err != nil {
			return err
		}
		control.Flush()
		return nil
	}) // its error is that the page has gone
}
