// Package command is the shape of every playground sub-command.
//
// A Command either runs or groups others. The tree is data, so that
// `playground help` prints itself and a test can check that every command
// has a summary. Errors meant for people are Problems: one sentence that
// says what is wrong and one that says what to do about it.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Env is the world a command may touch. Tests replace it.
type Env struct {
	Ctx    context.Context // cancelled by Ctrl-C
	Stdin  io.Reader
	Stdout io.Writer // results only, so that output can be piped
	Stderr io.Writer // progress and remarks
}

// Command is one node of the tree. Exactly one of Run and Sub is set.
type Command struct {
	Name    string // one lower-case word
	Usage   string // arguments, as after the name: "--train F --test F"
	Summary string // one line, lower-case start, no full stop
	Run     func(env *Env, args []string) error
	Sub     []Command
}

// Problem is an error that a person can act on.
type Problem struct {
	What   string // what is wrong and where, one sentence
	Remedy string // what to do about it, one sentence
	Cause  error  // the underlying error, may be nil; not shown to the person
}

// Error returns both sentences.
func (p *Problem) Error() string {
	if p.Remedy == "" {
		return p.What
	}
	return p.What + " " + p.Remedy
}

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Cause }

// ErrUsage marks a call whose arguments cannot be understood. Dispatch
// prints the usage line of the command when an error wraps it.
var ErrUsage = errors.New("usage")

// Dispatch finds the command that args name below root and runs it.
func Dispatch(env *Env, root Command, args []string) error {
	path, node := []string{root.Name}, root
	for node.Run == nil {
		if len(args) == 0 || isHelp(args[0]) {
			Help(env.Stdout, strings.Join(path, " "), node)
			return nil
		}
		next, ok := find(node.Sub, args[0])
		if !ok {
			return &Problem{
				What:   fmt.Sprintf("There is no command %q below %q.", args[0], strings.Join(path, " ")),
				Remedy: suggestion(node.Sub, args[0], strings.Join(path, " ")),
			}
		}
		path, node, args = append(path, next.Name), next, args[1:]
	}
	if len(args) > 0 && args[0] != "help" && isHelp(args[0]) { // "help" may well be the name of a folder
		Help(env.Stdout, strings.Join(path, " "), node)
		return nil
	}
	err := node.Run(env, args)
	if errors.Is(err, ErrUsage) {
		fmt.Fprintf(env.Stderr, "usage: %s %s\n", strings.Join(path, " "), node.Usage)
	}
	return err
}

// Help prints one command, or the list of a group.
func Help(w io.Writer, path string, c Command) {
	if c.Run != nil {
		fmt.Fprintf(w, "%s %s\n\n  %s\n", path, c.Usage, c.Summary)
		return
	}
	fmt.Fprintf(w, "%s: %s\n\n", path, c.Summary)
	width := 0
	for _, s := range c.Sub {
		width = max(width, len(s.Name))
	}
	for _, s := range c.Sub {
		fmt.Fprintf(w, "  %-*s  %s\n", width, s.Name, s.Summary)
	}
	fmt.Fprintf(w, "\n%s COMMAND -h says more about one.\n", path)
}

func isHelp(s string) bool { return s == "help" || s == "-h" || s == "--help" || s == "-help" }

func find(list []Command, name string) (Command, bool) {
	for _, c := range list {
		if c.Name == name {
			return c, true
		}
	}
	return Command{}, false
}

// suggestion names the closest command, or the way to list them all.
func suggestion(list []Command, word, path string) string {
	best, dist := "", 3
	for _, c := range list {
		if d := distance(word, c.Name); d < dist {
			best, dist = c.Name, d
		}
	}
	if best != "" {
		return fmt.Sprintf("Did you mean %q?", best)
	}
	return fmt.Sprintf("`%s help` lists what there is.", path)
}

// distance is the Levenshtein distance in bytes; command names are ASCII.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(diagonal+cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
