// Package cli is the command learn: recordings in, a model for the bundle out.
//
// Formats are told apart by the first line of a file, plain or gzipped:
//
//	timeline   {"id", "user", "help": [places], "ev": [[t, place, dwell, …]]}
//	episode    {"id", "task", "ok", "dur", "ev": [[t, kind, tag, …]]}
//
// The report lists the places where visitors stick: the share of visits that
// led to seeking help or failed, with its interval of 95 %.
package cli

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/learn"
	"github.com/lamplight-help/lamplight/playground/miniwob"
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
	r := new(learn.Recording)
	if *rehearse > 0 {
		r = learn.Rehearsal(*rehearse, *seed)
	}
	for _, path := range in {
		if err := read(r, path); err != nil {
			return err
		}
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
	fmt.Fprintf(env.Stdout, "sessions\t%d\nepisodes\t%d\nmodel_kb\t%.1f\n", len(r.Sessions), len(r.Episodes), float64(len(b))/1024)
	fmt.Fprintf(env.Stderr, "learned in %.1f s\n", time.Since(began).Seconds())
	return nil
}

func printPoints(w io.Writer, points []learn.Point) {
	fmt.Fprintln(w, "place\tvisits\ttrouble\tlow\thigh\tsticks\tmedian_s\tp90_s\tleft_s")
	for _, p := range points {
		sticks := ""
		if p.Sticks {
			sticks = "yes"
		}
		fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%.3f\t%s\t%.1f\t%.1f\t%.1f\n", p.Place, p.Visits, float64(p.Trouble)/float64(p.Visits),
			p.Low, p.High, sticks, float64(p.Median)/1000, float64(p.P90)/1000, float64(p.Left)/1000)
	}
}

// read adds one file to a recording.
func read(r *learn.Recording, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("%s cannot be read.", path), Remedy: "Check the path.", Cause: err}
	}
	defer f.Close()
	b := bufio.NewReader(f)
	if magic, _ := b.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return &command.Problem{What: fmt.Sprintf("%s is a damaged gzip file.", path), Remedy: "Pack it again.", Cause: err}
		}
		b = bufio.NewReader(z)
	}
	switch format(b) {
	case "timeline":
		list, err := learn.ReadTimeline(b)
		if err != nil {
			return &command.Problem{What: fmt.Sprintf("%s: %v.", path, err), Remedy: "Mend the line, or leave it out.", Cause: err}
		}
		r.Sessions = append(r.Sessions, list...)
	case "episode":
		err := miniwob.Read(path, func(e *miniwob.Episode) error { r.Episodes = append(r.Episodes, e); return nil })
		if err != nil {
			return &command.Problem{What: fmt.Sprintf("%v.", err), Remedy: "Mend the line, or leave it out.", Cause: err}
		}
	default:
		return &command.Problem{What: fmt.Sprintf("%s has no format that journeys are recorded in.", path),
			Remedy: "The first line should be a JSON object of a timeline (user, help, ev) or of an episode (task, ok, ev)."}
	}
	return nil
}

// peek is how much of the first line is enough to know the format, bytes.
const peek = 4096

// format looks at the keys before the events.
func format(b *bufio.Reader) string {
	head, _ := b.Peek(peek)
	d := json.NewDecoder(bytes.NewReader(head))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return ""
	}
	for {
		key, err := d.Token()
		if err != nil {
			return ""
		}
		switch key {
		case "help":
			return "timeline"
		case "task":
			return "episode"
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return ""
		}
	}
}
