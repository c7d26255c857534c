package journeys

import (
	"flag"
	"fmt"
	"strings"

	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/struggle/corpus"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/playground/command"
)

func runSignals(env *command.Env, args []string) error {
	flags := flag.NewFlagSet("signals", flag.ContinueOnError)
	flags.SetOutput(env.Stderr)
	given := flags.String("journeys", "", "folder with quiet/ and true/")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return command.ErrUsage
	}
	dir, err := corpusDir(*given)
	if err != nil {
		return err
	}
	s, err := corpus.Measure(dir)
	if err != nil {
		return err
	}
	for _, f := range s.Faults {
		fmt.Fprintln(env.Stderr, f)
	}
	printRate(env.Stdout, "precision", s.All.Precision())
	printRate(env.Stdout, "recall", s.All.Recall())
	printCount(env.Stdout, "quiet_cases", s.Quiet)
	printCount(env.Stdout, "true_cases", s.True)
	for c := wire.Cause(1); c <= struggle.Causes; c++ {
		t, name := s.Signal[c], strings.ReplaceAll(struggle.Name(c), "-", "_")
		printRate(env.Stdout, name+"_precision", t.Precision())
		printRate(env.Stdout, name+"_recall", t.Recall())
		printCount(env.Stdout, name+"_cases", t.Right+t.Missed)
	}
	p, err := corpus.Perturbed(dir)
	if err != nil {
		return err
	}
	printRate(env.Stdout, "perturbed_precision", p.All.Precision())
	printRate(env.Stdout, "perturbed_recall", p.All.Recall())
	printCount(env.Stdout, "perturbed_cases", p.Quiet+p.True)
	return nil
}
