package site

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/command"
)

const asked = 30 // conversations of three visitors

func escalateAll(t *testing.T, s *native.Server, origin string) {
	t.Helper()
	for i := range asked {
		e, err := s.Do(edge.Request{Method: "POST", Path: "/v1/demo/escalations", Origin: origin, ContentType: "application/json",
			Body: fmt.Appendf(nil, `{"id":"01KAHYSPM000000000000000%02d","question":"question %d","locale":"en","visitor":"v_%d"}`, i+10, i, i%3)})
		if err != nil || e.Status != 201 {
			t.Fatalf("%v %d %s", err, e.Status, e.Body)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestSpread is the walk-through of a site that has outgrown one object: it is
// spread over four shards, backed up, exported, forgotten in part, restored,
// brought back to one and imported.
func TestSpread(t *testing.T) {
	data, files := t.TempDir(), t.TempDir()
	s, err := native.Open(native.Config{Dir: filepath.Join(data, "sites"), Limits: edge.Limits{Escalations: edge.Rate{Burst: 100, Every: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	origins := []string{"https://shop.example"}
	if err := s.Configure(edge.Settings{Site: "demo", Origins: origins}); err != nil {
		t.Fatal(err)
	}
	escalateAll(t, s, origins[0])
	run := func(want string, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		env := &command.Env{Ctx: context.Background(), Stdout: &out, Stderr: &out}
		args = append([]string{"site", args[0], "-data", data}, args[1:]...)
		if err := command.Dispatch(env, command.Command{Name: "playground", Sub: Commands()}, args); err != nil {
			out.WriteString(err.Error())
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%v prints %q, want %q in it", args, out.String(), want)
		}
		return out.String()
	}
	copied, exported := filepath.Join(files, "copy.db"), filepath.Join(files, "site.jsonl")
	run("in the site object (epoch 0)", "reshard", "demo")
	run("over 4 shards (epoch 1)", "reshard", "demo", "--shards", "4")
	run("shards must be", "reshard", "demo", "--shards", "100")
	run("is a copy", "backup", "demo", copied)
	if _, err := os.Stat(copied + ".4"); err != nil {
		t.Error(err)
	}
	text := run(`"site export"`, "export", "demo")
	if n := strings.Count(text, `"table":"conversations"`); n != asked {
		t.Errorf("the export has %d of %d conversations", n, asked)
	}
	if err := os.WriteFile(exported, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run(`"question":"question 3"`, "visitor", "demo", "v_0")
	run(`{"conversations":10}`, "forget", "demo", "v_0")
	found := forgotten(t, filepath.Join(data, "sites"))
	run("is as in", "restore", "demo", copied)
	run("over 3 shards (epoch 2)", "reshard", "demo", "--shards", "3")
	run("in the site object (epoch 3)", "reshard", "demo", "--shards", "1")
	run(`{"conversations":10}`, "forget", "demo", "v_0")
	run("audit/4 is whole; last hash", "audit", "demo")
	for _, f := range found {
		if err := os.Remove(f); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	run("is imported", "import", "demo", exported)
	run("in the site object (epoch 0)", "reshard", "demo")
	run("over 2 shards (epoch 1)", "reshard", "demo", "--shards", "2")
	run(`{"conversations":10}`, "forget", "demo", "v_0")
}

// forgotten looks for words of a forgotten visitor, to the last byte, in the
// shards and where they were before. It returns the site's files.
func forgotten(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "demo*"))
	if err != nil || len(found) < 5 {
		t.Fatal(found, err)
	}
	for _, f := range found {
		raw, err := os.ReadFile(f)
		if err != nil || bytes.Contains(raw, []byte("question 3")) || bytes.Contains(raw, []byte("v_0")) {
			t.Errorf("%s still holds a word (%v)", f, err)
		}
	}
	return found
}

// TestCounted shows the whole way from pages to a result.
func TestCounted(t *testing.T) {
	var out bytes.Buffer
	if err := unseen(&command.Env{Ctx: context.Background(), Stdout: &out, Stderr: &out}, nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"is refused:\n  422", `199 reports are no batch yet:
  {"results":[],"waiting":199,"min":200}`, `"bind a card":60`, `"none of them":80`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s lacks %q", out.String(), want)
		}
	}
}
