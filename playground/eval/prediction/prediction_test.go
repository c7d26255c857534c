package prediction

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/playground/command"
)

// shared finds a recording beside the repository, or skips loudly.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	path := filepath.Join(dir, "..", "shared", "data", "actions", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("SKIPPED: %s is not there; the recordings are not part of the repository", path)
	}
	return path
}

// figures runs a command and reads what it printed.
func figures(t *testing.T, run func(*command.Env, []string) error, args ...string) map[string]float64 {
	t.Helper()
	var out, remarks bytes.Buffer
	if err := run(&command.Env{Ctx: context.Background(), Stdout: &out, Stderr: &remarks}, args); err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for line := range strings.Lines(out.String()) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "\t")
		v, err := strconv.ParseFloat(value, 64)
		if !ok || err != nil {
			t.Fatalf("line %q is not a name, a tab and a number", line)
		}
		got[name] = v
	}
	return got
}

// floors wants figures not to fall. They are a little below what was reached.
func floors(t *testing.T, got, want map[string]float64) {
	t.Helper()
	for name, least := range want {
		if v, ok := got[name]; !ok || v < least {
			t.Errorf("%s is %.4f, want at least %.4f", name, v, least)
		}
	}
	if v := got["ece"]; v > 0.05 {
		t.Errorf("ece is %.4f, want at most 0.05", v)
	}
}

func TestStruggleOnTasksNeverSeen(t *testing.T) {
	f := shared(t, "miniwob_human.jsonl.gz")
	floors(t, figures(t, struggle, "--test", f, "--leave-task-out"), map[string]float64{"auroc@3000": 0.66, "auroc@5000": 0.70, "auroc@8000": 0.70})
}

// TestStruggleAtHome scores the head that ships, with all its parts added up, on
// people that nothing was learned from.
func TestStruggleAtHome(t *testing.T) {
	f := shared(t, "miniwob_human.jsonl.gz")
	got := figures(t, struggle, "--train", f, "--test", f, "--same-site")
	if got["ece"] > 0.03 {
		t.Errorf("ece is %.4f", got["ece"])
	}
	floors(t, got, map[string]float64{"auroc@5000": 0.72, "auroc_rest@8000": 0.735})
}

func TestPurchase(t *testing.T) {
	f := shared(t, "osi_train.csv.gz")
	floors(t, figures(t, purchase, "--train", f, "--test", f), map[string]float64{"auroc": 0.775})
}

func TestSeek(t *testing.T) {
	f := shared(t, "epm_timeline.jsonl.gz")
	floors(t, figures(t, seek, "--train", f, "--test", f), map[string]float64{"auroc": 0.825, "ap": 0.43, "recall@1_per_10min": 0.4})
	floors(t, figures(t, seek, "--train", f, "--test", f, "--first-day"), map[string]float64{"auroc": 0.77})
}

// TestNothingIsScoredThatWasLearned wants the same file on both sides refused
// when no way of dividing it was chosen.
func TestNothingIsScoredThatWasLearned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "e.jsonl")
	line := `{"id":"a","task":"pick","g":"x","ok":0,"dur":5000,"ev":[[900,"click","BUTTON","go","","Go",1,7,1]]}` + "\n"
	if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	env := &command.Env{Ctx: context.Background(), Stdout: new(bytes.Buffer), Stderr: new(bytes.Buffer)}
	err := struggle(env, []string{"--train", path, "--test", path})
	if p, ok := err.(*command.Problem); !ok || !strings.Contains(p.Remedy, "--leave-task-out") {
		t.Errorf("%v", err)
	}
}

// TestGoal scores people that nothing was learned from.
func TestGoal(t *testing.T) {
	f := shared(t, "miniwob_human.jsonl.gz")
	got := figures(t, goal, "--train", f, "--test", f)
	floors(t, got, map[string]float64{"auroc": 0.745, "ap": 0.53})
	if got["left_off_by"] > 1.5 || got["left_off_by"] > 0.85*got["left_off_by_place_alone"] {
		t.Errorf("the time left is off by a factor of %.2f, by the place alone %.2f", got["left_off_by"], got["left_off_by_place_alone"])
	}
}
