package pagebench

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/playground/bench/browser"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
)

// Commands is `bench page`.
func Commands() []command.Command {
	return []command.Command{{
		Name:    "page",
		Usage:   "[-events 10000] [-many 1000000] [-runs 20] [-model FILE] [-engine FILE] [-out FILE]",
		Summary: "cost of the engine per event in Chromium: time, memory, start",
		Run:     run,
	}}
}

// plan is how much to measure.
type plan struct {
	events, many, runs int
	model, engine, out string
}

func parse(args []string) (plan, error) {
	var p plan
	f := flag.NewFlagSet("bench page", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.IntVar(&p.events, "events", 10_000, "")
	f.IntVar(&p.many, "many", 1_000_000, "")
	f.IntVar(&p.runs, "runs", 20, "")
	f.StringVar(&p.model, "model", "", "")
	f.StringVar(&p.engine, "engine", "", "")
	f.StringVar(&p.out, "out", "", "")
	err := f.Parse(args)
	if err == nil && (f.NArg() > 0 || p.runs < 1 || p.events < 100 || p.events%50 > 0 || p.many < p.events) {
		err = errors.New("-runs from 1, -events from 100 in steps of 50, -many at least -events")
	}
	if err != nil {
		return p, fmt.Errorf("%w: bench page: %w", command.ErrUsage, err)
	}
	return p, nil
}

// started is how long the two beginnings took, in ms.
type started struct {
	Start, Bundle float64
	Tick          float64 // of the page's clock, microseconds
}

// timed are microseconds per event.
type timed struct {
	Median, P99, Worst, Mean      float64 // of the means over the runs
	Single, First, Batch, Batch99 float64
	Kinds                         []struct {
		Kind wire.EventKind
		N    int
		US   float64
	}
}

// held is linear memory in bytes.
type held struct {
	Start, Few, Many int64
	MS               float64
	Seen             map[wire.CommandKind]int
}

func run(env *command.Env, args []string) error {
	p, err := parse(args)
	if err != nil {
		return err
	}
	files, err := p.files(env)
	if err != nil {
		return err
	}
	page, err := browser.Open(env.Ctx, files)
	if err != nil {
		return err
	}
	defer page.Close()
	s, err := browser.Ask[started](page, "load()")
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stderr, "%d events in %d fresh engines\n", p.events, p.runs)
	t, err := browser.Ask[timed](page, fmt.Sprintf("time(%d, %d)", p.events, p.runs))
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stderr, "%d events in one\n", p.many)
	h, err := browser.Ask[held](page, fmt.Sprintf("memory(%d)", p.events))
	if err != nil {
		return err
	}
	return p.report(env.Stdout, files, s, t, h)
}

// files is what the page loads.
func (p plan) files(env *command.Env) (browser.Files, error) {
	root, err := build.Root()
	if err != nil {
		return nil, err
	}
	engine, err := browser.Engine(env.Ctx, root, p.engine, env.Stderr)
	if err != nil {
		return nil, err
	}
	script, err := browser.Bundle(root, "playground/bench/page/page.ts")
	if err != nil {
		return nil, err
	}
	model, err := pathModel(p.model)
	if err != nil {
		return nil, err
	}
	bundle, err := demoBundle(model)
	if err != nil {
		return nil, err
	}
	world, err := worldOf(bundle)
	if err != nil {
		return nil, err
	}
	return browser.Files{"/engine.wasm": engine, "/bench.js": script, "/bundle": bundle, "/events": Stream(world, p.many)}, nil
}

// report prints the lines, and writes them to a file when asked to.
func (p plan) report(w io.Writer, files browser.Files, s started, t timed, h held) error {
	if p.out == "" {
		print(w, p, files, s, t, h)
		return nil
	}
	f, err := os.Create(p.out)
	if err != nil {
		return err
	}
	print(io.MultiWriter(w, f), p, files, s, t, h)
	return f.Close()
}

func print(w io.Writer, p plan, files browser.Files, s started, t timed, h held) {
	line := func(name string, v any) {
		if x, ok := v.(float64); ok {
			v = fmt.Sprintf("%.2f", x)
		}
		fmt.Fprintf(w, "%s\t%v\n", name, v)
	}
	line("engine_bytes", len(files["/engine.wasm"]))
	if v, err := kb.Open(files["/bundle"]); err == nil {
		line("model_bytes", len(v.Model()))
	}
	line("bundle_bytes", len(files["/bundle"]))
	line("clock_us", s.Tick)
	line("start_ms", s.Start)
	line("bundle_ready_ms", s.Bundle)
	line("events", p.events)
	line("median_us", t.Median)
	line("p99_us", t.P99)
	line("worst_us", t.Worst)
	line("mean_us", t.Mean)
	line("p99_us:single", t.Single)
	line("p99_us:first_run", t.First)
	line("median_us:batch50", t.Batch)
	line("p99_us:batch50", t.Batch99)
	for _, k := range t.Kinds {
		line("mean_us:"+k.Kind.String(), k.US)
	}
	line("shows", h.Seen[wire.CommandShow])
	line("memory:start", h.Start)
	line(fmt.Sprintf("memory:%d", p.events), h.Few)
	line(fmt.Sprintf("memory:%d", p.many), h.Many)
	line("mean_us:all", h.MS*1000/float64(max(1, p.many-p.events)))
}
