package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/playground/command"
)

func call(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(&command.Env{Ctx: context.Background(), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs}, args)
	return code, out.String(), errs.String()
}

// TestEveryCommandIsListed walks the tree: one name each, a summary, and
// exactly one of running and grouping.
func TestEveryCommandIsListed(t *testing.T) {
	var walk func(path string, c command.Command)
	walk = func(path string, c command.Command) {
		if c.Summary == "" || (c.Run == nil) == (len(c.Sub) == 0) {
			t.Errorf("%s: no summary, or not exactly one of Run and Sub", path)
		}
		seen := map[string]bool{}
		for _, s := range c.Sub {
			if seen[s.Name] {
				t.Errorf("%s %s is there twice", path, s.Name)
			}
			seen[s.Name] = true
			walk(path+" "+s.Name, s)
		}
	}
	walk("playground", root())
	code, out, _ := call("help")
	for _, s := range root().Sub {
		if !strings.Contains(out, "\n  "+s.Name+" ") {
			t.Errorf("help does not list %s", s.Name)
		}
	}
	if code != 0 {
		t.Errorf("help ends with %d", code)
	}
}

func TestMistypedCommandIsExplained(t *testing.T) {
	code, _, errs := call("replya")
	if code != 1 || !strings.Contains(errs, `Did you mean "replay"?`) {
		t.Errorf("%d %q", code, errs)
	}
	if code, _, errs := call("eval", "seek"); code != 2 || !strings.Contains(errs, "--test") || !strings.Contains(errs, "usage: playground eval seek") {
		t.Errorf("%d %q", code, errs)
	}
	if code, _, errs := call("eval", "seek", "--train", "nowhere.gz", "--test", "nowhere.gz"); code != 1 || !strings.Contains(errs, "nowhere.gz cannot be read") {
		t.Errorf("%d %q", code, errs)
	}
}
