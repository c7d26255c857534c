// Package journeys measures the detectors and the policy on the corpus of
// journeys, with the code that runs in the page.
//
// Each command prints one "name<TAB>value" line per figure and nothing else on
// standard output; the figures are the same on every run.
//
//	signals   precision and recall of the detectors, all and one by one
//	policy    what seeded personas would have been shown, and when
package journeys

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
)

// Commands lists the sub-commands of eval that this package brings.
func Commands() []command.Command {
	return []command.Command{
		{Name: "signals", Usage: "[--journeys DIR]", Summary: "precision and recall of the detectors on the journeys", Run: runSignals},
		{Name: "policy", Usage: "[--journeys DIR] [--seed N] [--sessions N]", Summary: "alerts to seeded personas over the journeys", Run: runPolicy},
	}
}

// corpusDir is the folder of journeys, in the checkout unless another is given.
func corpusDir(given string) (string, error) {
	dir := given
	if dir == "" {
		root, err := build.Root()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(root, "engine", "testdata", "journeys")
	}
	if _, err := os.Stat(filepath.Join(dir, "quiet")); err != nil {
		return "", &command.Problem{What: fmt.Sprintf("There is no folder %q in %s.", "quiet", dir),
			Remedy: "Give the folder that holds quiet/ and true/ with --journeys.", Cause: err}
	}
	return dir, nil
}

func printRate(w io.Writer, name string, v float64) { fmt.Fprintf(w, "%s\t%.4f\n", name, v) }
func printCount(w io.Writer, name string, n int)    { fmt.Fprintf(w, "%s\t%d\n", name, n) }
