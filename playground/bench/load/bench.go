// Package loadbench measures how long a page takes from the last byte of a
// knowledge bundle to the first search, and for how long it holds the main
// thread up meanwhile.
//
// load.ts runs the widget's own modules: the head is fetched and its signature
// checked, the bundle is counted, hashed and handed to the engine that ships.
package loadbench

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"
	"time"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/playground/bench/browser"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
)

// Commands is `bench load`.
func Commands() []command.Command {
	return []command.Command{{
		Name:    "load",
		Usage:   "[-articles 100,1000,5000] [-runs 20] [-engine FILE]",
		Summary: "from the bytes of a bundle to the first search in Chromium: time and longest slice",
		Run:     run,
	}}
}

// plan is how much to measure.
type plan struct {
	articles []int
	runs     int
	engine   string
}

func parse(args []string) (plan, error) {
	var p plan
	f := flag.NewFlagSet("bench load", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	sizes := f.String("articles", "100,1000,5000", "")
	f.IntVar(&p.runs, "runs", 20, "")
	f.StringVar(&p.engine, "engine", "", "")
	err := f.Parse(args)
	for _, s := range strings.Split(*sizes, ",") {
		n, e := strconv.Atoi(s)
		err = errors.Join(err, e)
		p.articles = append(p.articles, n)
	}
	if err == nil && (f.NArg() > 0 || p.runs < 1 || slices.Min(p.articles) < 1 || slices.Max(p.articles) > 20_000) {
		err = errors.New("-runs from 1, -articles from 1 to 20000 each")
	}
	if err != nil {
		return p, fmt.Errorf("%w: bench load: %w", command.ErrUsage, err)
	}
	return p, nil
}

// loaded is what one page measured, in ms.
type loaded struct {
	Ready, Slice, Search float64
	Articles             int
}

func run(env *command.Env, args []string) error {
	p, err := parse(args)
	if err != nil {
		return err
	}
	root, err := build.Root()
	if err != nil {
		return err
	}
	engine, err := browser.Engine(env.Ctx, root, p.engine, env.Stderr)
	if err != nil {
		return err
	}
	script, err := browser.Bundle(root, "playground/bench/load/load.ts")
	if err != nil {
		return err
	}
	keys, err := publish.NewKeys(bytes.NewReader(make([]byte, 64))) // signs nothing that leaves this process
	if err != nil {
		return err
	}
	files := browser.Files{"/engine.wasm": engine, "/bench.js": script}
	for _, n := range p.articles {
		if err := library(files, keys, n, env.Stderr); err != nil {
			return err
		}
	}
	page, err := browser.Open(env.Ctx, files)
	if err != nil {
		return err
	}
	defer page.Close()
	for _, n := range p.articles {
		if err := p.measure(env.Stdout, page, keys, engine, n); err != nil {
			return err
		}
	}
	return nil
}

// site names the site with n articles.
func site(n int) string { return fmt.Sprintf("bench-%d", n) }

// library publishes n articles and serves them as an edge does.
func library(files browser.Files, keys *publish.Keys, n int, log io.Writer) error {
	p, err := publish.Publish(publish.Options{Site: site(n), FS: articles(n), Keys: keys, Version: 1, Now: time.Now().UnixMilli()})
	if err != nil {
		return fmt.Errorf("%d articles: %w", n, err)
	}
	base := "/v1/" + site(n) + "/"
	files[base+"head"] = p.Envelope
	for hash, b := range p.Bundles {
		files[base+"bundle/"+hash] = b
		fmt.Fprintf(log, "%d articles are %d bytes\n", n, len(b))
	}
	return nil
}

// articles is a manual: every article has two questions of its own, an anchor,
// two paragraphs and steps.
func articles(n int) fstest.MapFS {
	verbs := []string{"change", "delete", "export", "share", "print", "restore", "rename", "archive", "invite", "download", "upload", "cancel"}
	things := []string{"invoice", "address", "password", "card", "report", "team", "theme", "workspace", "calendar", "message", "backup", "licence", "domain"}
	fsys := fstest.MapFS{}
	for i := range n {
		v, t := verbs[i%len(verbs)], things[i/len(verbs)%len(things)]
		text := fmt.Sprintf("---\nid: a%05d\nlocale: en\ntitle: %s a %s in area %d\nquestions:\n  - How do I %s my %s number %d?\n  - %s %s %d does not work\nanchors: [{help: %s-%s}]\n---\n\n",
			i, v, t, i, v, t, i, t, v, i, t, v)
		text += strings.Repeat(fmt.Sprintf("Open the %s page, choose area %d and then %s. ", t, i, v), 6) + "\n\n"
		text += strings.Repeat(fmt.Sprintf("Only an owner may %s a %s. ", v, t), 6) + fmt.Sprintf("\n\n1. Open **%s**.\n2. Press *%s*.\n3. Confirm.\n", t, v)
		fsys[fmt.Sprintf("a%05d.md", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// measure loads n articles in fresh pages and prints the lines.
func (p plan) measure(w io.Writer, page *browser.Page, keys *publish.Keys, engine []byte, n int) error {
	public := keys.Public()[0]
	sum := sha256.Sum256(engine)
	asset, err := json.Marshal(map[string]string{"url": "/engine.wasm", "sha256": hex.EncodeToString(sum[:])})
	if err != nil {
		return err
	}
	call := fmt.Sprintf("load(%q, %q, %s, %q)", site(n), public.ID()+":"+base64.RawURLEncoding.EncodeToString(public.Key), asset, "How do I export my card?")
	var ready, slice, search []float64
	for range p.runs {
		if err := page.Fresh(); err != nil {
			return err
		}
		l, err := browser.Ask[loaded](page, call)
		if err != nil {
			return err
		}
		if l.Articles != n {
			return fmt.Errorf("%d articles are ready, not %d", l.Articles, n)
		}
		ready, slice, search = append(ready, l.Ready), append(slice, l.Slice), append(search, l.Search)
	}
	for _, c := range []struct {
		name string
		ms   []float64
	}{{"ready_ms", ready}, {"longest_slice_ms", slice}, {"first_search_ms", search}} {
		slices.Sort(c.ms)
		fmt.Fprintf(w, "%s:%d\t%.2f\n%s_worst:%d\t%.2f\n", c.name, n, c.ms[len(c.ms)/2], c.name, n, c.ms[len(c.ms)-1])
	}
	return nil
}
