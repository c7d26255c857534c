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

// TestPeople adds, changes and removes people as README.md describes.
func TestPeople(t *testing.T) {
	data := t.TempDir()
	s, err := native.Open(native.Config{Dir: filepath.Join(data, "sites")})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Configure(edge.Settings{Site: "demo", Lines: []edge.Line{{Name: ""}, {Name: "billing"}}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	run := func(want string, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		env := &command.Env{Ctx: context.Background(), Stdout: &out, Stderr: &out}
		line := append([]string{"site", "people", args[0], "-data", data}, args[1:]...)
		if err := command.Dispatch(env, command.Command{Name: "playground", Sub: Commands()}, line); err != nil {
			out.WriteString(err.Error())
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%v prints %q, want %q in it", line, out.String(), want)
		}
		return out.String()
	}
	run("nobody yet", "list", "demo")
	first := run("key k.", "add", "-role", "admin", "demo", "Ada")
	second := run("key k.", "add", "-role", "agent", "-lines", "billing", "demo", "Ada")
	id := regexp.MustCompile(`a_[\w-]+`)
	ada, other := id.FindString(first), id.FindString(second)
	if ada == other {
		t.Errorf("two people of one name are one: %s", ada)
	}
	run("billing", "list", "demo")
	run("is lead now", "role", "demo", other, "lead")
	run("role must be", "role", "demo", other, "boss")
	run("last-admin", "remove", "demo", ada)
	run("key k.", "key", "demo", other)
	run("is removed", "remove", "demo", other)
	if list := run(ada, "list", "demo"); strings.Contains(list, other) || strings.Contains(list, "k.") {
		t.Errorf("the list holds somebody removed, or a key: %s", list)
	}
	run("There is nobody", "role", "demo", other, "admin")
	run("a line that the site does not have", "add", "-lines", "sales", "demo", "Bo")
}
