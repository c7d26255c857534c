//go:build js

// Command stock is a Worker as syumai/workers' template has it: an instance of
// Go per request, ended with the response. `playground bench edge` compares
// the resident core with it.
package main

import (
	"net/http"

	"github.com/syumai/workers"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"keys":[]}`)) // a client that has gone is no error
	})
	workers.Serve(nil)
}
