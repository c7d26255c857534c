// Package cli is the command learn: recordings in, a model for the bundle out.
//
// Formats are told apart by the first line of a file, plain or gzipped:
//
//	timeline   {"id", "user", "help": [places], "ev": [[t, place, dwell, …]]}
//	episode    {"id", "task", "ok", "dur", "ev": [[t, kind, tag, …]]}
//	counts     {"days": [{"day", "counts": {"visit:/pay": 12, …}}]}: an answer of
//	           GET tallies, or the export of a site by the edge
//	trails     a table of ways that were given up: user, dur_s, path
//	journey    a txtar archive with the file "events"
//
// The report lists the places where visitors stick: the share of visits that
// led to seeking help, failed, or ended without a goal, with its interval of
// 95 %, and those where they stay longer than at nine in ten places.
package cli

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/learn"
)

// Commands lists the command.
func Commands() []command.Command {
	return []command.Command{{Name: "learn", Usage: "--in FILE… --out FILE [--seed N] [--report] [--rehearse PLACES]", Run: run,
		Summary: "learns a product's model from recorded journeys"}}
}

type files []string

func (f *files) String() string { return strings.Join(*f, " ") }

// Set adds one file.
func (f *files) Set(v string) error {
	*f = append(*f, v)
	return nil
}

func run(env *command.Env, args []string) error {
	var in files
	set := flag.NewFlagSet("learn", flag.ContinueOnError)
	set.SetOutput(env.Stderr)
	set.Var(&in, "in", "a recording; may be given several times")
	out := set.String("out", "", "where the model is written")
	seed := set.Uint64("seed", 1, "seed of the learner")
	rehearse := set.Int("rehearse", 0, "learn from a made-up product with so many places, for measuring")
	report := set.Bool("report", false, "print the places where visitors stick")
	for err := set.Parse(args); ; err = set.Parse(set.Args()[1:]) {
		if err != nil {
			return fmt.Errorf("%w: %w", command.ErrUsage, err)
		}
		if set.NArg() == 0 {
			break
		}
		in = append(in, set.Arg(0)) // --in may list several
	}
	if len(in) == 0 && *rehearse < 1 || *out == "" && !*report {
		return fmt.Errorf("%w: --in FILE and --out FILE are needed", command.ErrUsage)
	}
	r, err := Read(in)
	if err != nil {
		return err
	}
	if *rehearse > 0 {
		r = learn.Rehearsal(*rehearse, *seed)
	}
	if *report {
		printPoints(env.Stdout, r.Points())
	}
	if *out == "" {
		return nil
	}
	return write(env, r, *out, *seed)
}

// write learns, makes sure that a page can read the result, and saves it.
func write(env *command.Env, r *learn.Recording, out string, seed uint64) error {
	began := time.Now()
	b, err := learn.Product(r, seed)
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("Nothing was learned: %v.", err), Remedy: "Give fewer places, or more visits of each.", Cause: err}
	}
	if _, err := model.Open(b); err != nil {
		return err
	}
	if err := os.WriteFile(out, b, 0o644); err != nil {
		return &command.Problem{What: fmt.Sprintf("%s cannot be written.", out), Remedy: "Choose another path.", Cause: err}
	}
	fmt.Fprintf(env.Stdout, "sessions\t%d\nepisodes\t%d\njourneys\t%d\ntrails\t%d\ncounted_places\t%d\nmodel_kb\t%.1f\n",
		len(r.Sessions), len(r.Episodes), len(r.Walks), len(r.Trails), len(r.Counts), float64(len(b))/1024)
	fmt.Fprintf(env.Stderr, "learned in %.1f s\n", time.Since(began).Seconds())
	return nil
}

func printPoints(w io.Writer, points []learn.Point) {
	fmt.Fprintln(w, "place\tvisits\ttrouble\tlow\thigh\tsticks\tgoals\tmedian_s\tmedian_low_s\tmedian_high_s\tp90_s\tleft_s\tslow")
	yes := func(v bool) string {
		if v {
			return "yes"
		}
		return ""
	}
	for _, p := range points {
		visits := float64(p.Visits)
		fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%.3f\t%s\t%.3f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%s\n", p.Place, p.Visits, float64(p.Trouble)/visits, p.Low, p.High,
			yes(p.Sticks), float64(p.Goals)/visits, float64(p.Median)/1000, float64(p.Shortest)/1000, float64(p.Longest)/1000, float64(p.P90)/1000, float64(p.Left)/1000, yes(p.Slow))
	}
}
