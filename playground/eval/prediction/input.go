package prediction

import (
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/lamplight-help/lamplight/playground/command"
)

// files is a flag that may be given several times.
type files []string

func (f *files) String() string { return strings.Join(*f, " ") }

// Set adds one file.
func (f *files) Set(v string) error {
	*f = append(*f, v)
	return nil
}

// arguments are those that the evaluations share.
type arguments struct {
	train, test files
	firstDay    bool
	sameSite    bool
	leaveOut    bool
	seed        uint64
	folds       int
}

func parse(env *command.Env, name string, args []string) (*arguments, error) {
	a := &arguments{}
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(env.Stderr)
	set.Var(&a.train, "train", "a file to learn from; may be given several times")
	set.Var(&a.test, "test", "a file to score")
	set.Uint64Var(&a.seed, "seed", 1, "seed of the learner")
	set.IntVar(&a.folds, "folds", 0, "score the training part alone, divided into this many groups")
	set.BoolVar(&a.firstDay, "first-day", false, "hide the names of places")
	set.BoolVar(&a.sameSite, "same-site", false, "divide the test file by group: some are learned, the rest scored")
	set.BoolVar(&a.leaveOut, "leave-task-out", false, "score each task with what was learned from the others")
	if err := set.Parse(args); err != nil {
		return nil, fmt.Errorf("%w: %w", command.ErrUsage, err)
	}
	if set.NArg() > 0 {
		return nil, fmt.Errorf("%w: %q is not expected", command.ErrUsage, set.Arg(0))
	}
	if len(a.train) == 0 && !a.leaveOut {
		return nil, fmt.Errorf("%w: --train FILE is missing", command.ErrUsage)
	}
	if len(a.test) == 0 {
		return nil, fmt.Errorf("%w: --test FILE is missing", command.ErrUsage)
	}
	return a, nil
}

// open opens a file, unpacking it when its name ends in ".gz".
func open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("%s cannot be read.", path), Remedy: "Check the path.", Cause: err}
	}
	if !strings.HasSuffix(path, ".gz") {
		return f, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, &command.Problem{What: fmt.Sprintf("%s is not a gzip file.", path), Remedy: "Unpack it, or take the suffix away.", Cause: err}
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

// readAll reads several files with one reader of their format.
func readAll[T any](paths []string, read func(io.Reader) ([]T, error)) ([]T, error) {
	var out []T
	for _, p := range paths {
		f, err := open(p)
		if err != nil {
			return nil, err
		}
		list, err := read(f)
		f.Close()
		if err != nil {
			return nil, &command.Problem{What: fmt.Sprintf("%s: %v.", p, err), Remedy: "Mend the line, or leave it out."}
		}
		out = append(out, list...)
	}
	return out, nil
}

func print(w io.Writer, name string, v float64) { fmt.Fprintf(w, "%s\t%.4f\n", name, v) }
