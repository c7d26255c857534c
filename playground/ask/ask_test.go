package ask

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/playground/command"
)

func ask(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, log bytes.Buffer
	env := &command.Env{Ctx: context.Background(), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &log}
	err := command.Dispatch(env, command.Command{Name: "playground", Sub: Commands()}, append([]string{"ask"}, args...))
	return out.String(), err
}

func TestAskTheDemo(t *testing.T) {
	const folder = "../demo/kb"
	cases := []struct{ question, first string }{
		{"how do I change my password", "password"},
		{"我忘记密码了", "password"},
	}
	for _, c := range cases {
		out, err := ask(t, "--kb", folder, "--top", "1", c.question)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if len(lines) != 2 || !strings.Contains(lines[1], c.first) {
			t.Errorf("%s: %s", c.question, out)
		}
	}
}

func TestAskABundle(t *testing.T) {
	articles := []kb.Article{{ID: "refunds", Locale: "en", Title: "When does a refund arrive?"}, {ID: "cards", Locale: "en", Title: "Bind a card"}}
	slices := []kb.Article{articles[1], articles[0]}
	x, err := index.Build(slices, "en")
	if err != nil {
		t.Fatal(err)
	}
	b, err := kb.Marshal(&kb.Source{Site: "demo", Locale: "en", Articles: slices, Index: x})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "bundle")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := ask(t, "--kb", name, "refund")
	if err != nil || !strings.Contains(out, "refunds\tWhen does a refund arrive?\t[refund=refund]") {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.WriteFile(name, b[:len(b)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	var p *command.Problem
	if _, err := ask(t, "--kb", name, "refund"); !errors.As(err, &p) || p.Remedy == "" {
		t.Fatalf("half a bundle: %v", err)
	}
}

func TestAskNeedsItsArguments(t *testing.T) {
	if _, err := ask(t, "--kb", "x"); !errors.Is(err, command.ErrUsage) {
		t.Errorf("without a question: %v", err)
	}
	var p *command.Problem
	if _, err := ask(t, "--kb", "no/such/folder", "q"); !errors.As(err, &p) {
		t.Errorf("without a folder: %v", err)
	}
}
