package site

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/command"
)

// TestWalkThrough does what README.md of the edge describes, in that order.
func TestWalkThrough(t *testing.T) {
	data, files := t.TempDir(), t.TempDir()
	s, err := native.Open(native.Config{Dir: filepath.Join(data, "sites")})
	if err != nil {
		t.Fatal(err)
	}
	origins := []string{"https://shop.example"}
	if err := s.Configure(edge.Settings{Site: "demo", Origins: origins}); err != nil {
		t.Fatal(err)
	}
	e, err := s.Do(edge.Request{Method: "POST", Path: "/v1/demo/escalations", Origin: origins[0], ContentType: "application/json",
		Body: []byte(`{"id":"01KAHYSPM00000000000000001","question":"q","locale":"en","visitor":"v_1"}`)})
	if err != nil || e.Status != 201 {
		t.Fatalf("%v %d %s", err, e.Status, e.Body)
	}

	run := func(want string, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		env := &command.Env{Ctx: context.Background(), Stdout: &out, Stderr: &out}
		root := command.Command{Name: "playground", Sub: Commands()}
		args = append([]string{"site", args[0], "-data", data}, args[1:]...)
		if err := command.Dispatch(env, root, args); err != nil {
			out.WriteString(err.Error())
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%v prints %q, want %q in it", args, out.String(), want)
		}
		return out.String()
	}
	e, err = s.Do(edge.Request{Method: "POST", Path: "/v1/demo/tallies", Origin: origins[0], ContentType: "application/json",
		Body: []byte(`{"id":"01KAHYSPM00000000000000002","counts":{"shown:pay#callout":40,"through:pay#callout":30,"held:pay#callout":20,"heldthrough:pay#callout":5}}`)})
	if err != nil || e.Status != 204 {
		t.Fatalf("%v %d %s", err, e.Status, e.Body)
	}
	copied, exported := filepath.Join(files, "copy.db"), filepath.Join(files, "site.jsonl")
	run("demo", "list")
	run("is a copy", "backup", "demo", copied)
	if err := os.WriteFile(exported, []byte(run(`"site export"`, "export", "demo")), 0o600); err != nil {
		t.Fatal(err)
	}
	run("Another process is using", "forget", "demo", "v_1")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	run("pay\tcallout\t40\t0\t30\t20\t5\t+0.500\t", "effect", "demo")
	run(`"held:pay#callout":20`, "tallies", "demo")
	run(`"question":"q"`, "visitor", "demo", "v_1")
	run(`{"conversations":1}`, "forget", "demo", "v_1")
	run(`"conversations":[]`, "visitor", "demo", "v_1")
	run(`{"conversations":0}`, "forget", "demo", "v_1")
	run(`{"deliveries":[]}`, "outbox", "demo")
	run("nobody is signed in", "sessions", "demo")
	run("not-found", "revoke", "demo", "a_nobody")
	run("audit is whole; last hash", "audit", "demo")
	run("not-found", "retry", "demo", "msg_1")
	run("is as in", "restore", "demo", copied)
	run(`{"conversations":1}`, "forget", "demo", "v_1")
	run("exists already", "import", "demo", exported)
	if err := os.Remove(filepath.Join(data, "sites", "demo.db")); err != nil {
		t.Fatal(err)
	}
	run("is imported", "import", "demo", exported)
	run(`{"conversations":1}`, "forget", "demo", "v_1")
	run("there is no site", "backup", "nobody", filepath.Join(files, "x.db"))
	data = t.TempDir() // another machine, where nothing was started yet
	run("is imported", "import", "demo", exported)
	run(`{"conversations":1}`, "forget", "demo", "v_1")
}

func TestUsage(t *testing.T) {
	env := &command.Env{Ctx: context.Background(), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}}
	if err := with(2, backup)(env, []string{"demo"}); !errors.Is(err, command.ErrUsage) {
		t.Errorf("one argument of two: %v", err)
	}
	if err := with(0, list)(env, []string{"-data", t.TempDir()}); err == nil || !strings.Contains(err.Error(), "Start the playground once") {
		t.Errorf("an empty directory: %v", err)
	}
}
