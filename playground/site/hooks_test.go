package site

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/command"
)

// TestHardening92Hooks makes, rotates and removes a hook as README.md
// describes. A secret is printed when it is made and never again.
func TestHardening92Hooks(t *testing.T) {
	data := t.TempDir()
	s, err := native.Open(native.Config{Dir: filepath.Join(data, "sites")})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Configure(edge.Settings{Site: "demo"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	run := func(want string, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		env := &command.Env{Ctx: context.Background(), Stdout: &out, Stderr: &out}
		line := append([]string{"site", "hook", args[0], "-data", data}, args[1:]...)
		if err := command.Dispatch(env, command.Command{Name: "playground", Sub: Commands()}, line); err != nil {
			out.WriteString(err.Error())
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%v prints %q, want %q in it", line, out.String(), want)
		}
		return out.String()
	}
	run("no other system", "list", "demo")
	made := run("secret 1  whsec_", "add", "demo", "Zen Desk")
	hook := regexp.MustCompile(`h_[\w-]+`).FindString(made)
	if again := run("secret 2  whsec_", "rotate", "-keep", "1h", "demo", hook); again == made {
		t.Error("the same secret twice")
	}
	if list := run("secret 1, made", "list", "demo"); strings.Contains(list, "whsec_") || !strings.Contains(list, "ends 2") {
		t.Errorf("the list: %s", list)
	}
	run("is removed", "remove", "demo", hook+".1")
	run("no such secret", "remove", "demo", hook+".1")
	run("secret 3  whsec_", "rotate", "-keep", "0s", "demo", hook)
	if list := run("secret 3, made", "list", "demo"); strings.Contains(list, "secret 2") {
		t.Errorf("ended at once: %s", list)
	}
	run("is removed", "remove", "demo", hook)
	run("no such hook", "rotate", "demo", hook)
}
