package record

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/struggle/corpus"
	"github.com/lamplight-help/lamplight/engine/transcript"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/browsertest"
	"github.com/lamplight-help/lamplight/widget/build"
)

var keep = flag.Bool("record", false, "write every scene into the corpus; read the diff")

// few is how many scenes of each kind are played without -record: one in so
// many. All of them take minutes.
const few = 24

func TestScenes(t *testing.T) {
	js, err := script()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler(js))
	defer server.Close()
	for _, part := range []struct {
		name, page string
		list       []scene
	}{{"quiet", "/record/", quiet}, {"true", "/record/", trouble}, {"quiet", "/more/", unseen}, {"true", "/more/", felt}} {
		for i := range part.list {
			if s := &part.list[i]; *keep || i%few == 0 {
				t.Run(part.name+"/"+s.name, func(t *testing.T) { check(t, server.URL+part.page, part.name, s) })
			}
		}
	}
}

// check plays a scene, and compares the signals that it raises with those that
// are right.
func check(t *testing.T, url, part string, s *scene) {
	tab := browsertest.New(t, browsertest.Size(1000, 800))
	tab.Open(url)
	tab.Wait("window.recorded")
	h := &hand{tab: tab, x: 300, y: 200}
	h.wait(700)
	s.play(h)
	if h.err != nil {
		t.Fatal(h.err)
	}
	time.Sleep(time.Duration(max(s.wait, rest)) * time.Millisecond)
	if faults := browsertest.Eval[string](tab, "faults()"); faults != "" {
		t.Errorf("the capture failed: %s", faults)
	}
	events, err := decode(browsertest.Eval[string](tab, "recorded()"))
	if err != nil {
		t.Fatal(err)
	}
	rebase(events)
	if *keep {
		save(t, part, s, events)
	}
	compare(t, s, events)
}

func compare(t *testing.T, s *scene, events []wire.Event) {
	got := map[string]bool{}
	for _, g := range corpus.Run(events) {
		name := struggle.Name(g.Cause)
		if got[name] = true; !slices.Contains(s.want, name) {
			t.Errorf("%s at %d ms is wrong", name, g.At)
		}
	}
	for _, name := range s.want {
		if !got[name] {
			t.Errorf("%s is missing", name)
		}
	}
	if t.Failed() {
		t.Log("\n" + transcript.Events(events))
	}
}

func save(t *testing.T, part string, s *scene, events []wire.Event) {
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	text := s.about + "\nRecorded with real input in Chromium.\n\n-- events --\n" + transcript.Events(events) +
		"-- signals --\n" + strings.Join(append(s.want, ""), "\n")
	file := filepath.Join(root, "engine", "testdata", "journeys", part, s.name+".txtar")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
