package replay

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/playground/miniwob"
	"github.com/lamplight-help/lamplight/widget/build"
)

// Commands returns the one command of this package.
func Commands() []command.Command {
	return []command.Command{{
		Name:    "replay",
		Usage:   "FILE [--limit N] [--engine tinygo|go]",
		Summary: "feed recorded episodes through the engine's WebAssembly and print what it saw",
		Run:     run,
	}}
}

func run(env *command.Env, args []string) error {
	flags := flag.NewFlagSet("replay", flag.ContinueOnError)
	flags.SetOutput(env.Stderr)
	limit := flags.Int("limit", 0, "episodes to read, 0 all")
	flavour := flags.String("engine", "", "compiler of the engine, tinygo or go; the default is tinygo when it is found")
	file, err := parse(flags, args)
	if err != nil {
		return err
	}
	if _, err := os.Stat(file); err != nil {
		return &command.Problem{What: fmt.Sprintf("The file %s cannot be read.", file),
			Remedy: "Give a file of episodes, plain or gzipped JSON lines, as miniwob_human.jsonl.gz.", Cause: err}
	}
	player, err := open(env, build.Flavour(*flavour))
	if err != nil {
		return err
	}
	defer player.module.Close()
	return player.all(env, file, *limit)
}

// parse takes the file before, between or after the flags.
func parse(flags *flag.FlagSet, args []string) (file string, err error) {
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return "", command.ErrUsage
		}
		if args = flags.Args(); len(args) == 0 {
			break
		}
		if file != "" {
			return "", fmt.Errorf("one file at a time, not also %q: %w", args[0], command.ErrUsage)
		}
		file, args = args[0], args[1:]
	}
	if file == "" {
		return "", fmt.Errorf("a file is missing: %w", command.ErrUsage)
	}
	return file, nil
}

// open builds the engine where it is out of date, and compiles it.
func open(env *command.Env, flavour build.Flavour) (*player, error) {
	root, err := build.Root()
	if err != nil {
		return nil, err
	}
	wasm, made, err := build.Engine(env.Ctx, root, build.Options{Flavour: flavour, Log: env.Stderr})
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(env.Stderr, "engine: %s build, %d bytes\n", made, len(wasm))
	return newPlayer(env.Ctx, wasm)
}

// all replays a file and prints a line per episode and the summary.
func (p *player) all(env *command.Env, file string, limit int) error {
	out := json.NewEncoder(env.Stdout)
	total := newSummary()
	err := miniwob.Read(file, func(e *miniwob.Episode) error {
		if limit > 0 && total.Episodes == limit || env.Ctx.Err() != nil {
			return miniwob.ErrStop
		}
		line, err := p.play(e)
		if err != nil {
			return fmt.Errorf("episode %s: %w", e.ID, err)
		}
		total.add(line, e.OK == 1)
		return out.Encode(line)
	})
	if err != nil {
		return err
	}
	total.close(p.busy)
	return out.Encode(total)
}

// summary is the last line.
type summary struct {
	Summary   bool           `json:"summary"`
	Episodes  int            `json:"episodes"`
	Failed    int            `json:"failed"` // episodes that the page called wrong or late
	Events    int            `json:"events"`
	PerSecond int            `json:"events_per_second"`
	Signals   map[string]int `json:"signals"` // episodes in which each was seen
	Shown     int            `json:"shown"`
	OnFailed  int            `json:"shown_on_failed"`
	Refused   int            `json:"refused"` // events that the engine did not take
}

func newSummary() *summary { return &summary{Summary: true, Signals: map[string]int{}} }

func (s *summary) add(l *line, ok bool) {
	s.Episodes++
	s.Events += l.Events
	s.Shown += len(l.Shown)
	s.Refused += l.Refused
	if !ok {
		s.Failed++
		s.OnFailed += len(l.Shown)
	}
	seen := map[string]bool{}
	for _, f := range l.Signals {
		if !seen[f.Name] {
			seen[f.Name] = true
			s.Signals[f.Name]++
		}
	}
}

func (s *summary) close(busy time.Duration) {
	if busy > 0 {
		s.PerSecond = int(float64(s.Events) / busy.Seconds())
	}
}
