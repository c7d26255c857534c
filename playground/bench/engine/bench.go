// Package enginebench measures what the engine costs a page: the WebAssembly
// that visitors get, under V8 in Chromium, fed with the whole corpus of
// journeys as one long session.
//
//	bench.go   the command, and what it prints
//	page.go    what the page is served
//	page.html  the page: feeds events one by one, takes the times
//	chrome.go  the browser
package enginebench

import (
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"

	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
)

// Commands is `bench engine`.
func Commands() []command.Command {
	return []command.Command{{
		Name:    "engine",
		Usage:   "[--events N] [--flood N] [--model FILE]",
		Summary: "time per event and memory of the engine under V8 in Chromium",
		Run:     run,
	}}
}

// figures is what the page found.
type figures struct {
	Events   int     `json:"events"`
	Mean     float64 `json:"mean_us"`
	Median   float64 `json:"median_us"`
	P99      float64 `json:"p99_us"`
	Clock    float64 `json:"clock_us"` // the smallest step of the page's clock
	Flood    int     `json:"flood"`
	PerSec   float64 `json:"flood_per_s"`
	Before   int     `json:"memory_before"` // bytes of linear memory
	After    int     `json:"memory_after"`
	Commands int     `json:"commands"`
	Isolated bool    `json:"isolated"`
}

func run(env *command.Env, args []string) error {
	flags := flag.NewFlagSet("engine", flag.ContinueOnError)
	flags.SetOutput(env.Stderr)
	events := flags.Int("events", 10_000, "events that are timed")
	flood := flags.Int("flood", 1_000_000, "events after them, for memory")
	model := flags.String("model", "", "path model that goes into the bundle, as `learn` writes it")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 || *events < 100 || *flood < 0 {
		return command.ErrUsage
	}
	files, err := prepare(env, *model)
	if err != nil {
		return err
	}
	server := httptest.NewServer(files)
	defer server.Close()
	f, err := inChrome(env.Ctx, fmt.Sprintf("%s/?events=%d&flood=%d", server.URL, *events, *flood))
	if errors.Is(err, errNoBrowser) {
		return &command.Problem{What: "There is no Chromium on the PATH.", Remedy: "Install the package chromium.", Cause: err}
	}
	if err != nil {
		return err
	}
	f.print(env)
	return nil
}

func (f *figures) print(env *command.Env) {
	fmt.Fprintf(env.Stdout, "events\t%d\nmean_us\t%.2f\nmedian_us\t%.2f\np99_us\t%.1f\nclock_us\t%.1f\n", f.Events, f.Mean, f.Median, f.P99, f.Clock)
	fmt.Fprintf(env.Stdout, "flood\t%d\nflood_per_s\t%.0f\nmemory_after_%d\t%d\nmemory_after_%d\t%d\n", f.Flood, f.PerSec, f.Events, f.Before, f.Events+f.Flood, f.After)
}

// prepare builds the engine and collects what the page needs.
func prepare(env *command.Env, model string) (*content, error) {
	root, err := build.Root()
	if err != nil {
		return nil, err
	}
	c := new(content)
	var flavour build.Flavour
	if c.engine, flavour, err = build.Engine(env.Ctx, root, build.Options{Log: env.Stderr}); err != nil {
		return nil, err
	}
	if flavour != build.TinyGo {
		return nil, &command.Problem{What: "Only TinyGo's build runs in a page without a shim, and TinyGo was not found.",
			Remedy: "Get it with: go run ./playground toolchain"}
	}
	var weights []byte
	if model != "" {
		if weights, err = os.ReadFile(model); err != nil {
			return nil, &command.Problem{What: "The model cannot be read: " + err.Error() + ".", Remedy: "Give a file that `learn` wrote.", Cause: err}
		}
	}
	if c.bundle, err = bundle(weights); err != nil {
		return nil, err
	}
	c.events, err = traffic(root)
	return c, err
}
