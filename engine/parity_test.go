package engine_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/predict/model/modeltest"
	"github.com/lamplight-help/lamplight/engine/transcript"
	"github.com/lamplight-help/lamplight/engine/wasm/host"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/browsertest"
	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/build/buildtest"
)

// allJourneys is every journey there is, those of the signal corpus included.
func allJourneys(t *testing.T) []string {
	t.Helper()
	files := journeyFiles(t)
	for _, folder := range []string{"quiet", "true"} {
		more, err := filepath.Glob("testdata/journeys/" + folder + "/*.txtar")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	return files
}

// played is one journey as every build plays it.
type played struct {
	name    string
	journey *transcript.Journey
	bundle  []byte // nil for none
}

// allPlayed is every journey twice: as it is, and with a model that has
// something to say about all of them, its reasons traced.
func allPlayed(t *testing.T) (list []played) {
	t.Helper()
	var ways [][]wire.Event
	for _, path := range allJourneys(t) {
		j, bundle := readJourney(t, path)
		list = append(list, played{path, j, bundle})
		ways = append(ways, j.Events)
	}
	learned := modeltest.Of(t, ways...)
	plain := publishTaught(t, nil, learned)
	for _, p := range list {
		bundle := plain
		if p.journey.KB != nil {
			bundle = publishTaught(t, p.journey.KB, learned)
		}
		list = append(list, played{p.name + " with a model", taught(p.journey, len(bundle)), bundle})
	}
	return list
}

// taught is a journey whose bundle comes right after its Hello, and which is
// traced.
func taught(j *transcript.Journey, size int) *transcript.Journey {
	c := new(transcript.Journey)
	for _, ev := range j.Events {
		switch body := ev.Body.(type) {
		case *wire.Hello:
			hello := *body
			hello.Trace = true
			ev.Body = &hello
			c.Events = append(c.Events, ev, wire.Event{Act: wire.Act{Kind: wire.EventBundle, At: ev.At, N: int32(size)}})
			continue
		}
		if ev.Kind != wire.EventBundle {
			c.Events = append(c.Events, ev)
		}
	}
	return c
}

// publishTaught publishes articles with a model; without articles, one that
// fits nowhere.
func publishTaught(t *testing.T, articles fs.FS, learned []byte) []byte {
	t.Helper()
	if articles == nil {
		articles = fstest.MapFS{"en/a.md": &fstest.MapFile{Data: []byte("---\nid: a\nlocale: en\ntitle: A\nquestions:\n  - what is a\n---\nText.\n")}}
	}
	return publishWith(t, articles, learned)
}

// answersOf feeds a whole journey and returns all commands as bytes.
func answersOf(t *testing.T, h transcript.Handler, j *transcript.Journey) []byte {
	t.Helper()
	var out []byte
	for i := range j.Events {
		b, err := h.Handle(wire.AppendEvent(nil, &j.Events[i]))
		if err != nil {
			t.Fatalf("event %d: %v", i+1, err)
		}
		out = append(out, b...)
	}
	return out
}

func nativeAnswers(t *testing.T, j *transcript.Journey, bundle []byte) []byte {
	t.Helper()
	e := engine.New(engine.Config{})
	if bundle != nil {
		e.Bundle(bundle)
	}
	return answersOf(t, native{e}, j)
}

// TestHardening29SameBytesUnderWazero compares native Go with both builds of
// the engine, byte by byte, over every journey, with and without a model.
func TestHardening29SameBytesUnderWazero(t *testing.T) {
	all := allPlayed(t)
	for _, flavour := range []build.Flavour{build.TinyGo, build.Go} {
		t.Run(string(flavour), func(t *testing.T) {
			if testing.Short() {
				t.Skip("building the engine takes seconds; not with -short")
			}
			module, err := host.Compile(context.Background(), buildtest.Engine(t, flavour))
			if err != nil {
				t.Fatal(err)
			}
			defer module.Close()
			for _, p := range all {
				j, bundle := p.journey, p.bundle
				h, err := module.New()
				if err != nil {
					t.Fatal(err)
				}
				if bundle != nil {
					if err := h.Bundle(bundle); err != nil {
						t.Fatal(err)
					}
				}
				compare(t, p.name, answersOf(t, h, j), nativeAnswers(t, j, bundle))
				h.Close()
			}
		})
	}
}

// compare reports the first command that differs.
func compare(t *testing.T, path string, got, want []byte) {
	t.Helper()
	if string(got) == string(want) {
		return
	}
	a, b := printed(got), printed(want)
	for i := 0; i < len(a) || i < len(b); i++ {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Errorf("%s: command %d differs\ngot  %s\nwant %s", path, i+1, at(a, i), at(b, i))
			return
		}
	}
	t.Errorf("%s: the bytes differ where the text does not", path)
}

func printed(b []byte) (out []string) {
	for len(b) > 0 {
		c, rest, code := wire.ParseCommand(b)
		if code != wire.ErrNone {
			return append(out, code.Error())
		}
		out, b = append(out, transcript.Command(c)), rest
	}
	return out
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "(nothing)"
}

// player is a page that runs journeys through the engine as the widget loads
// it, without the widget.
const player = `<!doctype html><title>player</title><script>
async function load() {
	const {instance} = await WebAssembly.instantiateStreaming(fetch("/engine.wasm"), {});
	return instance.exports;
}
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
async function play(bundle, events) {
	const x = await load();
	x._initialize();
	const memory = (at, n) => new Uint8Array(x.memory.buffer, at, n);
	if (bundle) {
		const b = bytes(bundle);
		memory(x.ll_bundle(b.length) >>> 0, b.length).set(b);
	}
	let out = "";
	for (const text of events) {
		const e = bytes(text);
		memory(x.ll_inbox(e.length) >>> 0, e.length).set(e);
		const n = x.ll_handle(e.length) >>> 0;
		if (n >= 2 ** 31) throw new Error("code " + n.toString(16));
		out += String.fromCharCode(...memory(x.ll_outbox() >>> 0, n));
	}
	return btoa(out);
}
</script>`

// TestHardening29SameBytesInChromium is the same comparison under V8.
func TestHardening29SameBytesInChromium(t *testing.T) {
	tab := browsertest.New(t)
	wasm := buildtest.Engine(t, build.TinyGo)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/engine.wasm" {
			w.Header().Set("Content-Type", "application/wasm")
			w.Write(wasm)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(player))
	}))
	defer server.Close()
	tab.Open(server.URL)
	for _, p := range allPlayed(t) {
		j, bundle := p.journey, p.bundle
		var events []string
		for i := range j.Events {
			events = append(events, `"`+base64.StdEncoding.EncodeToString(wire.AppendEvent(nil, &j.Events[i]))+`"`)
		}
		answer := browsertest.Eval[string](tab, fmt.Sprintf("play(%q, [%s])", base64.StdEncoding.EncodeToString(bundle), strings.Join(events, ",")))
		got, err := base64.StdEncoding.DecodeString(answer)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, p.name, got, nativeAnswers(t, j, bundle))
	}
	tab.NoFaults()
}
