package journeys

import (
	"bytes"
	"flag"
	"io"
	"path/filepath"
	"strings"
	"testing/fstest"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/struggle/corpus"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/learn"
)

func runPolicy(env *command.Env, args []string) error {
	flags := flag.NewFlagSet("policy", flag.ContinueOnError)
	flags.SetOutput(env.Stderr)
	given := flags.String("journeys", "", "folder with quiet/ and true/")
	seed := flags.Uint64("seed", 1, "of everything that is drawn")
	sessions := flags.Int("sessions", 100, "of each persona")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return command.ErrUsage
	}
	dir, err := corpusDir(*given)
	if err != nil {
		return err
	}
	w, err := newWorld(dir)
	if err != nil {
		return err
	}
	all, err := w.personas(env, *seed, *sessions, "")
	if err != nil {
		return err
	}
	all.print(env, "")
	return w.taught(env, *seed, *sessions)
}

// personas plays all of them, prints each and returns their sum.
func (w *world) personas(env *command.Env, seed uint64, sessions int, prefix string) (all tally, err error) {
	d := draws(seed)
	for i := range personas {
		var one tally
		for range sessions {
			if err := w.session(&personas[i], &d, &one); err != nil {
				return all, err
			}
		}
		one.print(env, prefix+personas[i].name+"_")
		all.add(&one)
	}
	return all, nil
}

// rehearsals is from how many sessions of each persona a model is learned.
const rehearsals = 60

// taught plays the same sessions once more, on pages whose bundle has learned
// from other ones: where people stick and how they go on.
func (w *world) taught(env *command.Env, seed uint64, sessions int) error {
	silent := &command.Env{Ctx: env.Ctx, Stdout: io.Discard, Stderr: io.Discard}
	w.record = &learn.Recording{Counts: learn.Counts{}}
	if _, err := w.personas(silent, seed+1_000_003, rehearsals, ""); err != nil {
		return err
	}
	model, err := learn.Product(w.record, seed)
	if err != nil {
		return err
	}
	w.record = nil
	if w.bundle, err = knowledge(model); err != nil {
		return err
	}
	all, err := w.personas(silent, seed, sessions, "")
	if err != nil {
		return err
	}
	all.print(env, "taught_")
	printCount(env.Stdout, "taught_model_bytes", len(model))
	return nil
}

// world is what sessions are made of.
type world struct {
	quiet, trouble []corpus.Case
	bundle         []byte
	record         *learn.Recording // what sessions are recorded into, nil for nothing
}

func newWorld(dir string) (*world, error) {
	quiet, err := corpus.Read(filepath.Join(dir, "quiet"))
	if err != nil {
		return nil, err
	}
	trouble, err := corpus.Read(filepath.Join(dir, "true"))
	if err != nil {
		return nil, err
	}
	bundle, err := knowledge(nil)
	return &world{quiet: quiet, trouble: trouble, bundle: bundle}, err
}

// knowledge has one article per signal, anchored everywhere, and what was
// learned.
func knowledge(model []byte) ([]byte, error) {
	articles := fstest.MapFS{}
	for c := wire.Cause(1); c <= struggle.Causes; c++ {
		name := struggle.Name(c)
		text := "---\nid: " + name + "\nlocale: en\ntitle: About " + name + "\nquestions:\n  - what about " + name +
			"\nanchors:\n  - route: /**\nsignals: [" + name + "]\n---\nText about " + strings.ReplaceAll(name, "-", " ") + ".\n"
		articles["en/"+name+".md"] = &fstest.MapFile{Data: []byte(text)}
	}
	keys, err := publish.NewKeys(bytes.NewReader(make([]byte, 64)))
	if err != nil {
		return nil, err
	}
	p, err := publish.Publish(publish.Options{Site: "eval", FS: articles, Keys: keys, Version: 1, Now: 1, Model: model})
	if err != nil {
		return nil, err
	}
	return p.Bundles[p.Head.Bundles["en"].Hash], nil
}

// tally is what happened in some sessions.
type tally struct {
	sessions, alerts, boundary, withdrawn int
	unaided, onUnaided                    int // sessions without trouble, and alerts in them
	stuck, helped                         int // sessions with trouble, and those of them with an alert
	forms                                 [wire.FormPerson + 1]int
}

func (t *tally) add(o *tally) {
	t.sessions, t.alerts, t.boundary, t.withdrawn = t.sessions+o.sessions, t.alerts+o.alerts, t.boundary+o.boundary, t.withdrawn+o.withdrawn
	for f, n := range o.forms {
		t.forms[f] += n
	}
	t.unaided, t.onUnaided, t.stuck, t.helped = t.unaided+o.unaided, t.onUnaided+o.onUnaided, t.stuck+o.stuck, t.helped+o.helped
}

func (t *tally) print(env *command.Env, prefix string) {
	rate := func(name string, a, b int) {
		v := 0.0
		if b > 0 {
			v = float64(a) / float64(b)
		}
		printRate(env.Stdout, prefix+name, v)
	}
	printCount(env.Stdout, prefix+"sessions", t.sessions)
	rate("alerts_per_session", t.alerts, t.sessions)
	rate("share_at_boundary", t.boundary, t.alerts)
	rate("share_withdrawn", t.withdrawn, t.alerts)
	printCount(env.Stdout, prefix+"unaided_sessions", t.unaided)
	printCount(env.Stdout, prefix+"alerts_on_unaided", t.onUnaided)
	printCount(env.Stdout, prefix+"stuck_sessions", t.stuck)
	rate("stuck_sessions_helped", t.helped, t.stuck)
	for f := wire.FormBeacon; f <= wire.FormPerson; f++ {
		printCount(env.Stdout, prefix+"shown_"+f.String(), t.forms[f])
	}
}
