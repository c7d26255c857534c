package enginebench

import (
	"bytes"
	_ "embed"
	"net/http"
	"path/filepath"
	"testing/fstest"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/struggle/corpus"
	"github.com/lamplight-help/lamplight/engine/wire"
)

//go:embed page.html
var page []byte

// content is what the page is served.
type content struct {
	engine, bundle, events []byte
}

// ServeHTTP also isolates the page from others: only then does the browser
// give it a clock of 5 microseconds.
func (c *content) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
	w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
	kind, body := "application/octet-stream", []byte(nil)
	switch r.URL.Path {
	case "/":
		kind, body = "text/html; charset=utf-8", page
	case "/engine.wasm":
		kind, body = "application/wasm", c.engine
	case "/bundle":
		body = c.bundle
	case "/events":
		body = c.events
	default:
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Write(body)
}

// bundle has an article for every signal at every place.
func bundle(model []byte) ([]byte, error) {
	articles := fstest.MapFS{}
	for c := wire.Cause(1); c <= struggle.Causes; c++ {
		name := struggle.Name(c)
		articles["en/"+name+".md"] = &fstest.MapFile{Data: []byte("---\nid: " + name + "\nlocale: en\ntitle: About " + name +
			"\nquestions:\n  - what about " + name + "\nanchors:\n  - route: /**\nsignals: [" + name + "]\n---\nA short text.\n")}
	}
	keys, err := publish.NewKeys(bytes.NewReader(make([]byte, 64)))
	if err != nil {
		return nil, err
	}
	p, err := publish.Publish(publish.Options{Site: "bench", FS: articles, Keys: keys, Version: 1, Now: 1, Model: model})
	if err != nil {
		return nil, err
	}
	return p.Bundles[p.Head.Bundles["en"].Hash], nil
}

// longest is how long one journey may last here, ms: some of them sleep a day.
const longest = 300_000

// traffic is Hello, and then the whole corpus as one session.
func traffic(root string) ([]byte, error) {
	hello := wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Locale: "en", Site: "bench", Seed: 1, Wall: 1_763_686_800_000}}
	out := wire.AppendEvent(nil, &hello)
	base := uint32(0)
	for _, part := range []string{"quiet", "true"} {
		cases, err := corpus.Read(filepath.Join(root, "engine", "testdata", "journeys", part))
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			last := base
			for _, e := range c.Events {
				e.At = base + e.At%longest
				last = max(last, e.At)
				out = wire.AppendEvent(out, &e)
			}
			base = last + 5000
		}
	}
	return out, nil
}
