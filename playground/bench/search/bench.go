package searchbench

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/lamplight-help/lamplight/playground/bench/browser"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
)

// Commands is `bench search`.
func Commands() []command.Command {
	return []command.Command{{
		Name:    "search",
		Usage:   "[-sizes 1000,5000,20000] [-only lamplight,minisearch,flexsearch,orama,lunr] [-data DIR] [-docs DIR] [-queries 400] [-headings] [-update] [-engine FILE] [-out FILE]",
		Summary: "search in the page beside minisearch, flexsearch, orama and lunr, in Chromium",
		Run:     run,
	}}
}

// engines in the order of the table.
var engines = []string{"lamplight", "minisearch", "flexsearch", "orama", "lunr"}

// locales and where their passages come from.
var locales = []struct {
	name string
	load func(dir string) (passages []Passage, docs int, err error)
}{{"en", English}, {"zh", Chinese}}

// asked is the number of passages from which the sections of the queries are
// taken: every size holds them all.
const asked = 1000

// plan is what to measure.
type plan struct {
	sizes            []int
	only             []string
	queries          int
	data, docs       string
	engine, out      string
	update, headings bool
}

func parse(args []string) (plan, error) {
	var p plan
	var sizes, only string
	f := flag.NewFlagSet("bench search", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&sizes, "sizes", "1000,5000,20000", "")
	f.StringVar(&only, "only", strings.Join(engines, ","), "")
	f.StringVar(&p.data, "data", "", "")
	f.StringVar(&p.docs, "docs", "", "")
	f.IntVar(&p.queries, "queries", 400, "")
	f.BoolVar(&p.update, "update", false, "")
	f.BoolVar(&p.headings, "headings", false, "")
	f.StringVar(&p.engine, "engine", "", "")
	f.StringVar(&p.out, "out", "", "")
	err := f.Parse(args)
	for _, s := range strings.Split(sizes, ",") {
		n, bad := strconv.Atoi(s)
		if bad != nil || n < 10 {
			err = errors.Join(err, fmt.Errorf("%q is no number of passages from 10", s))
		}
		p.sizes = append(p.sizes, n)
	}
	p.only = strings.Split(only, ",")
	for _, name := range p.only {
		if !slices.Contains(engines, name) {
			err = errors.Join(err, fmt.Errorf("there is no engine %q", name))
		}
	}
	if err != nil || f.NArg() > 0 || p.queries < 1 {
		return p, fmt.Errorf("%w: bench search: %w", command.ErrUsage, errors.Join(err, errors.New("see the usage")))
	}
	return p, nil
}

func run(env *command.Env, args []string) error {
	p, err := parse(args)
	if err != nil {
		return err
	}
	out := env.Stdout
	if p.out != "" {
		f, err := os.Create(p.out)
		if err != nil {
			return err
		}
		defer f.Close()
		out = io.MultiWriter(out, f)
	}
	files, sets, err := p.files(env)
	if err != nil {
		return err
	}
	page, err := browser.Open(env.Ctx, files)
	if err != nil {
		return err
	}
	defer page.Close()
	printHead(out)
	for _, s := range sets {
		for _, name := range p.only {
			fmt.Fprintf(env.Stderr, "%s with %s\n", s.name(), name)
			f, err := s.measure(page, name)
			if err != nil {
				return err
			}
			row{s.locale, s.size, name, f}.print(out)
		}
	}
	return nil
}

// set is one language and size.
type set struct {
	locale string
	size   int // number of passages; fewer than asked for when there are no more
	index  int // bytes of our index
}

func (s set) name() string { return fmt.Sprintf("%s/%d", s.locale, s.size) }

// measure asks a fresh page for the figures of one engine.
func (s set) measure(page *browser.Page, name string) (figures, error) {
	if err := page.Fresh(); err != nil {
		return figures{}, err
	}
	if name == "lamplight" {
		return browser.Ask[figures](page, fmt.Sprintf("lamplight(%q, %q, %d)", s.name(), s.locale, s.index))
	}
	return browser.Ask[figures](page, fmt.Sprintf("peer(%q, %q, %t)", name, s.name(), s.locale == "zh"))
}

// files is what the page loads, and the sets that they make.
func (p plan) files(env *command.Env) (browser.Files, []set, error) {
	root, err := build.Root()
	if err != nil {
		return nil, nil, err
	}
	if p.data == "" {
		p.data = filepath.Join(root, "..", "shared", "data")
	}
	files := browser.Files{}
	if files["/engine.wasm"], err = browser.Engine(env.Ctx, root, p.engine, env.Stderr); err != nil {
		return nil, nil, err
	}
	if files["/bench.js"], err = p.script(env, root); err != nil {
		return nil, nil, err
	}
	var sets []set
	for _, l := range locales[:p.locales()] {
		passages, docs, err := l.load(p.data)
		if p.docs != "" {
			passages, docs, err = Manuals(p.docs)
		}
		if err != nil {
			return nil, nil, err
		}
		queries := Queries(passages[:min(asked, slices.Min(p.sizes), len(passages))], docs, p.queries)
		for _, size := range p.sizes {
			s := set{locale: l.name, size: min(size, len(passages))}
			fmt.Fprintf(env.Stderr, "%s: indexing for the engine\n", s.name())
			if err := s.serve(files, hide(passages[:s.size], p.headings), queries); err != nil {
				return nil, nil, err
			}
			sets = append(sets, s)
		}
	}
	return files, sets, nil
}

// locales is how many languages are measured: a folder of documents of one's
// own is taken to be English.
func (p plan) locales() int {
	if p.docs != "" {
		return 1
	}
	return len(locales)
}

// script bundles the page, with the peers when one of them is measured.
func (p plan) script(env *command.Env, root string) ([]byte, error) {
	if len(p.only) == 1 && p.only[0] == engines[0] {
		return browser.Bundle(root, "playground/bench/search/search.ts")
	}
	modules, err := install(env.Ctx, p.update, env.Stderr)
	if err != nil {
		return nil, err
	}
	return browser.Bundle(root, "playground/bench/search/beside.ts", modules)
}

// hide takes the headings away unless they are wanted.
func hide(passages []Passage, headings bool) []Passage {
	if headings {
		return passages
	}
	list := slices.Clone(passages)
	for i := range list {
		list[i].Title = ""
	}
	return list
}

// serve adds the files of one set.
func (s *set) serve(files browser.Files, passages []Passage, queries []Query) (err error) {
	if files["/bundle/"+s.name()], s.index, err = ours(passages, s.locale); err != nil {
		return err
	}
	sections := make([]int, len(passages))
	for i, p := range passages {
		sections[i] = p.Section
	}
	for path, v := range map[string]any{"/passages/": passages, "/sections/": sections, "/queries/": queries} {
		if files[path+s.name()], err = json.Marshal(v); err != nil {
			return err
		}
	}
	return nil
}
