package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
)

// TestReplay plays real episodes through the engine that ships.
func TestReplay(t *testing.T) {
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(root, "..", "shared", "data", "actions", "miniwob_human.jsonl.gz")
	if _, err := os.Stat(file); err != nil {
		t.Skipf("SKIPPED: no recorded episodes at %s", file)
	}
	lines := replay(t, file, "--limit", "40")
	if len(lines) != 41 {
		t.Fatalf("%d lines for 40 episodes and a summary", len(lines))
	}
	var sum summary
	if err := json.Unmarshal([]byte(lines[40]), &sum); err != nil {
		t.Fatal(err)
	}
	if !sum.Summary || sum.Episodes != 40 || sum.Events < 400 || sum.PerSecond == 0 || sum.Refused != 0 {
		t.Errorf("summary %+v", sum)
	}
	t.Log(lines[40])
	for i, l := range lines[:40] {
		var one line
		if err := json.Unmarshal([]byte(l), &one); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if one.ID == "" || one.Risk < 0 || one.Risk > 1 || one.RiskAt > one.MS+10_000 || len(one.Shown) > 5 {
			t.Errorf("line %d: %s", i+1, l)
		}
	}
	again := replay(t, file, "--limit", "40")
	for i := range lines[:40] {
		if lines[i] != again[i] {
			t.Errorf("line %d differs between two runs:\n%s\n%s", i+1, lines[i], again[i])
		}
	}
}

func replay(t *testing.T, args ...string) []string {
	t.Helper()
	var out bytes.Buffer
	env := &command.Env{Ctx: context.Background(), Stdout: &out, Stderr: os.Stderr}
	if err := run(env, args); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(out.String()), "\n")
}

func TestReplaySaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"", "a file is missing"},
		{"nowhere.jsonl", "nowhere.jsonl"},
		{"a b", "one file at a time"},
	} {
		env := &command.Env{Ctx: context.Background(), Stdout: new(bytes.Buffer), Stderr: new(bytes.Buffer)}
		if err := run(env, strings.Fields(c.args)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("replay %s gives %v, want %q", c.args, err, c.want)
		}
	}
}
