//go:build js

package main

import (
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare/cron"
	"github.com/syumai/workers/cloudflare/queues"
)

// An instance handles one request and is thrown away. Serve would end it when
// the response's body closes, and with it whatever still runs; so it stays
// until the isolate drops it.
func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /v1/{site}/head", checkHead)
	mux.HandleFunc("POST /v1/{site}/answer", answers)
	workers.ServeNonBlock(repaired(mux))
	queues.ConsumeNonBlock(consume)
	cron.ScheduleTaskNonBlock(tend)
	workers.Ready()
	select {}
}

// repaired hands net/http code what it may rely on: headers in one piece, a
// body that is never nil, and a panic that costs one answer.
func repaired(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, parts := range r.Header { // they arrive cut at every comma
			r.Header[name] = []string{strings.Join(parts, ",")}
		}
		if r.Body == nil {
			r.Body = http.NoBody
		}
		defer func() {
			if p := recover(); p != nil {
				println("stateless:", r.Method, r.URL.Path, "panicked\n", string(debug.Stack()))
				http.Error(w, "", http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}
