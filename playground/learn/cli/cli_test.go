package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/playground/command"
)

// timeline writes sessions of users who seek help after every third stay.
func timeline(t *testing.T) string {
	var b strings.Builder
	for user := range 12 {
		fmt.Fprintf(&b, `{"id":"s%d","user":%d,"split":"","help":["help"],"ev":[`, user, user)
		for i := range 60 {
			if i > 0 {
				b.WriteByte(',')
			}
			place := []string{"list", "form", "hard", "help"}[i%4]
			fmt.Fprintf(&b, `[%d,%q,%d,0,0,1,0,0,0]`, i*30_000, place, 20_000+user*100)
		}
		b.WriteString("]}\n")
	}
	return save(t, "t.jsonl", b.String())
}

// episodes writes tries of which the slow ones fail.
func episodes(t *testing.T) string {
	var b strings.Builder
	for i := range 80 {
		slow := i%2 == 0
		gap, ok := 800, 1
		if slow {
			gap, ok = 2500, 0
		}
		fmt.Fprintf(&b, `{"id":"e%d","task":"pick","g":"g%d","ok":%d,"dur":14000,"fail":"","ev":[`, i, i, ok)
		for k := range 5 {
			if k > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `[%d,"click","BUTTON","b%d","","Go",1,10,20]`, gap*(k+1)+i, k)
		}
		b.WriteString("]}\n")
	}
	return save(t, "e.jsonl", b.String())
}

func save(t *testing.T, name, text string) string {
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func tried(t *testing.T, args ...string) (string, error) {
	var out, remarks bytes.Buffer
	err := run(&command.Env{Ctx: context.Background(), Stdin: nil, Stdout: &out, Stderr: &remarks}, args)
	return out.String(), err
}

func TestLearnIsDeterministic(t *testing.T) {
	a, b := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	in, ep := timeline(t), episodes(t)
	for _, out := range []string{a, b} {
		if _, err := tried(t, "--in", in, ep, "--out", out, "--seed", "7"); err != nil {
			t.Fatal(err)
		}
	}
	x, _ := os.ReadFile(a)
	y, _ := os.ReadFile(b)
	if len(x) == 0 || !bytes.Equal(x, y) {
		t.Errorf("%d and %d bytes, not the same", len(x), len(y))
	}
	m, err := model.Open(x)
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := m.Place(journey.Hash("/pick")); !ok || p.Goal != 500 || p.Left != 14_000 {
		t.Errorf("the task is known as %+v, %v", p, ok)
	}
	if p, ok := m.Place(journey.Hash("form")); !ok || p.Median < 20_000 || p.Goal != model.NoGoal {
		t.Errorf("the form is known as %+v, %v", p, ok)
	}
}

func TestReportNamesWhatSticks(t *testing.T) {
	out, err := tried(t, "--in", timeline(t), "--report")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[1], "form\t") && !strings.HasPrefix(lines[1], "hard\t") || !strings.Contains(lines[1], "yes") {
		t.Errorf("report:\n%s", out)
	}
	if last := lines[3]; !strings.HasPrefix(last, "list\t") || strings.Contains(last, "yes") {
		t.Errorf("the list is %q", last)
	}
}

// TestEveryFormIsRead learns from one file of each form at once.
func TestEveryFormIsRead(t *testing.T) {
	journey := save(t, "j.txtar", "A visitor pays.\n\n-- events --\n0 hello abi=2 locale=\"en\"\n0 place route=\"/pay\"\n4000 help\n9000 goal name=\"paid\"\n")
	trails := save(t, "w.tsv", "user\tdur_s\tpath\nu\t12\tA;B;<;C\n")
	counts := save(t, "c.json", `{"days":[{"day":1,"counts":{"visit:/pay":30,"stuck:/pay":12}}]}`)
	model := filepath.Join(t.TempDir(), "m")
	out, err := tried(t, "--in", timeline(t), episodes(t), journey, trails, counts, "--out", model, "--report")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"sessions\t12\n", "episodes\t80\n", "journeys\t1\n", "trails\t1\n", "counted_places\t1\n", "\n/pay\t31\t0.419\t", "\nC\t1\t1.000\t"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestErrorsNameTheRemedy(t *testing.T) {
	for name, text := range map[string]string{
		"a table":        "a,b,c\n1,2,3\n",
		"other objects":  `{"name":"x"}` + "\n",
		"a broken trail": "user\tdur_s\tpath\nu\n",
		"broken counts":  `{"days":[{"counts":{"visit:/a":"x"}}]}`,
		"no events":      "text\n-- kb/a.md --\nx\n",
		"a broken line":  `{"id":"s","user":1,"help":[],"ev":[[1,2]]}` + "\n",
	} {
		_, err := tried(t, "--in", save(t, "x", text), "--out", filepath.Join(t.TempDir(), "m"))
		p, ok := err.(*command.Problem)
		if !ok || p.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := tried(t); err == nil {
		t.Error("no file is no error")
	}
}
