package searchbench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/playground/bench/browser"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/build/buildtest"
)

func TestTable(t *testing.T) {
	var out bytes.Buffer
	printHead(&out)
	row{"zh", 5000, "orama", figures{Ready: 39.44, Index: 12, Memory: 34, P50: 0.1, P99: 1.2345, Found: map[string]float64{"heading": 0.5, "prefix": 1}}}.print(&out)
	want := "name\tp50_ms\tp99_ms\tready_ms\tindex_bytes\tmemory_bytes\theading\tprefix\ttypo\n" +
		"zh/5000/orama\t0.100\t1.234\t39.4\t12\t34\t0.500\t1.000\t-\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestFlags(t *testing.T) {
	for _, args := range [][]string{{"-sizes", "5,x"}, {"-only", "google"}, {"-queries", "0"}, {"more"}} {
		if _, err := parse(args); !errors.Is(err, command.ErrUsage) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestMissingDataIsAProblem(t *testing.T) {
	for _, load := range []func(string) ([]Passage, int, error){English, Chinese, Manuals} {
		var problem *command.Problem
		if _, _, err := load(t.TempDir()); !errors.As(err, &problem) || problem.Remedy == "" {
			t.Errorf("%v", err)
		}
	}
}

func TestManualsBySection(t *testing.T) {
	dir := t.TempDir()
	text := "Before any heading, long enough.\n\n# Install\n\nThe first paragraph of it.\n\nThe second paragraph of it.\n\n```\n# no heading in here at all\n```\n\n## Remove\n\n" + strings.Repeat("Words without end. ", 20) + "\n\nAnd another paragraph.\n"
	if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	passages, docs, err := Manuals(dir)
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, p := range passages {
		titles = append(titles, fmt.Sprint(p.Section, p.Title))
	}
	if got := strings.Join(titles, " "); got != "0 1Install 2Remove 2Remove" || docs != 3 {
		t.Errorf("%s, %d sections", got, docs)
	}
}

// TestSizesOfThePublicData: the passages are as many as the table says.
func TestSizesOfThePublicData(t *testing.T) {
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(root, "..", "shared", "data")
	if _, err := os.Stat(data); err != nil {
		t.Skipf("SKIPPED, there is no public data in %s", data)
	}
	for _, l := range locales {
		passages, docs, err := l.load(data)
		if err != nil {
			t.Fatal(err)
		}
		if len(passages) < 20_000 || docs < 50 {
			t.Errorf("%s: %d passages, %d sections of documentation", l.name, len(passages), docs)
		}
		seen := map[Passage]bool{}
		for _, p := range passages {
			if seen[p] {
				t.Errorf("%s: twice: %v", l.name, p)
			}
			seen[p] = true
		}
	}
}

// made is a small set in which a heading of its own is in every text.
func made(n int) (list []Passage) {
	places := strings.Fields("invoice ticket server account mirror avatar branch release webhook team")
	acts := strings.Fields("delete archive rename transfer protect export duplicate approve schedule restore")
	for i := range n {
		place, act := places[i%10], acts[i/10%10]
		list = append(list, Passage{i, act + " the " + place, fmt.Sprintf("Open the settings to %s your %s and confirm it.", act, place)})
	}
	return list
}

// TestInChromium measures a small set in the browser with the engine, and with
// the peers where they are installed. It judges no times.
func TestInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("no browser with -short")
	}
	if _, err := browser.Find(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("SKIPPED, nothing was searched in a browser: %v", err)
	}
	passages := made(100)
	files := browser.Files{"/engine.wasm": buildtest.Engine(t, build.TinyGo)}
	s := set{locale: "en", size: len(passages)}
	if err := s.serve(files, hide(passages, false), Queries(passages, len(passages), 30)); err != nil {
		t.Fatal(err)
	}
	p := plan{only: installed(t)}
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	env := &command.Env{Ctx: context.Background(), Stderr: t.Output()}
	if files["/bench.js"], err = p.script(env, root); err != nil {
		t.Fatal(err)
	}
	page, err := browser.Open(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	for _, name := range p.only {
		f, err := s.measure(page, name)
		if err != nil {
			t.Fatal(err)
		}
		if f.Found["heading"] < 0.9 || f.P99 < f.P50 || f.Index == 0 || f.Rounds == 0 || f.Ready <= 0 {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// installed is the engine, and the peers when an earlier run has fetched them.
func installed(t *testing.T) []string {
	cache, err := os.UserCacheDir()
	if err == nil {
		_, err = versions(filepath.Join(cache, "lamplight", "search-peers", "node_modules"))
	}
	if err != nil {
		t.Log("the peers are not installed: `go run ./playground bench search` does it")
		return engines[:1]
	}
	return engines
}
