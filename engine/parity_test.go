package engine_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine"
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
// the engine, byte by byte, over every journey.
func TestHardening29SameBytesUnderWazero(t *testing.T) {
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
			for _, path := range allJourneys(t) {
				j, bundle := readJourney(t, path)
				h, err := module.New()
				if err != nil {
					t.Fatal(err)
				}
				if bundle != nil {
					if err := h.Bundle(bundle); err != nil {
						t.Fatal(err)
					}
				}
				compare(t, path, answersOf(t, h, j), nativeAnswers(t, j, bundle))
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
	for _, path := range allJourneys(t) {
		j, bundle := readJourney(t, path)
		var events []string
		for i := range j.Events {
			events = append(events, `"`+base64.StdEncoding.EncodeToString(wire.AppendEvent(nil, &j.Events[i]))+`"`)
		}
		answer := browsertest.Eval[string](tab, fmt.Sprintf("play(%q, [%s])", base64.StdEncoding.EncodeToString(bundle), strings.Join(events, ",")))
		got, err := base64.StdEncoding.DecodeString(answer)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, path, got, nativeAnswers(t, j, bundle))
	}
	tab.NoFaults()
}
