package engine_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/transcript"
	"github.com/lamplight-help/lamplight/engine/wire"
)

var update = flag.Bool("update", false, "write the commands of the journeys anew; read the diff")

// native runs the engine in this process.
type native struct{ *engine.Engine }

func (n native) Handle(events []byte) ([]byte, error) { return n.HandleBytes(events, nil) }

// TestJourneys compares what the engine answers with what was read and found
// right. The first locale of a journey's articles is its bundle; the event
// that announces it may leave its length out.
func TestJourneys(t *testing.T) {
	for _, path := range journeyFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			j, bundle := readJourney(t, path)
			e := engine.New(engine.Config{})
			if bundle != nil {
				e.Bundle(bundle)
			}
			got, err := j.Run(native{e})
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(path, j.Update(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != j.Commands {
				t.Errorf("got\n%s\nwant\n%s", got, j.Commands)
			}
		})
	}
}

// journeyFiles lists the journeys with golden commands. Those of the signal
// corpus, in folders below, have none.
func journeyFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/journeys/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no journeys: %v", err)
	}
	return files
}

// readJourney reads a journey, publishes its articles, and fills in how long
// the bundle is.
func readJourney(t *testing.T, path string) (*transcript.Journey, []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	j, err := transcript.ReadJourney(data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if j.KB == nil {
		return j, nil
	}
	bundle := publishBundle(t, j.KB)
	for i := range j.Events {
		if e := &j.Events[i]; e.Kind == wire.EventBundle && e.N == 0 {
			e.N = int32(len(bundle))
		}
	}
	return j, bundle
}

func publishBundle(t testing.TB, articles fs.FS) []byte {
	t.Helper()
	return publishWith(t, articles, nil)
}

// publishWith publishes articles with a path model, which may be nil.
func publishWith(t testing.TB, articles fs.FS, model []byte) []byte {
	t.Helper()
	keys, err := publish.NewKeys(bytes.NewReader(make([]byte, 64)))
	if err != nil {
		t.Fatal(err)
	}
	p, err := publish.Publish(publish.Options{Site: "demo", FS: articles, Keys: keys, Version: 1, Now: 1763686800000, Model: model})
	if err != nil {
		t.Fatal(err)
	}
	for _, locale := range []string{"en", "zh"} {
		if entry, ok := p.Head.Bundles[locale]; ok {
			return p.Bundles[entry.Hash]
		}
	}
	t.Fatal("the journey's articles are neither English nor Chinese")
	return nil
}
