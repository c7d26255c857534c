package journeys

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/playground/command"
)

// eval runs a command and returns what it printed.
func eval(t *testing.T, name string, args ...string) string {
	t.Helper()
	var out, remarks bytes.Buffer
	env := &command.Env{Ctx: context.Background(), Stdout: &out, Stderr: &remarks}
	root := command.Command{Name: "eval", Sub: Commands()}
	if err := command.Dispatch(env, root, append([]string{name}, args...)); err != nil {
		t.Fatalf("%v\n%s", err, &remarks)
	}
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		if name, value, ok := strings.Cut(line, "\t"); !ok || name == "" || value == "" {
			t.Errorf("line %q is not name<TAB>value", line)
		}
	}
	return out.String()
}

func TestSignals(t *testing.T) {
	got := eval(t, "signals")
	if again := eval(t, "signals"); again != got {
		t.Errorf("two runs differ:\n%s\n%s", got, again)
	}
	for _, want := range []string{"precision\t1.0000\n", "quiet_cases\t", "true_cases\t", "rage_click_recall\t1.0000\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	t.Log("\n" + got)
}

func TestSignalsNamesTheFolder(t *testing.T) {
	env := &command.Env{Ctx: context.Background(), Stdout: new(bytes.Buffer), Stderr: new(bytes.Buffer)}
	err := runSignals(env, []string{"--journeys", "nowhere"})
	if err == nil || !strings.Contains(err.Error(), "nowhere") || !strings.Contains(err.Error(), "--journeys") {
		t.Errorf("got %v, want the folder and the remedy", err)
	}
}

func TestPolicy(t *testing.T) {
	got := eval(t, "policy", "--sessions", "20")
	if again := eval(t, "policy", "--sessions", "20"); again != got {
		t.Errorf("two runs differ:\n%s\n%s", got, again)
	}
	if !strings.Contains(got, "\nalerts_on_unaided\t0\n") {
		t.Errorf("visitors who succeed unaided were alerted:\n%s", got)
	}
	figures := map[string]float64{}
	for _, line := range strings.Split(got, "\n") {
		name, text, _ := strings.Cut(line, "\t")
		figures[name], _ = strconv.ParseFloat(text, 64)
	}
	for _, prefix := range []string{"", "taught_"} {
		if v := figures[prefix+"alerts_on_unaided"]; v > 0.05*figures[prefix+"unaided_sessions"] {
			t.Errorf("%s%v alerts on visitors who succeed unaided", prefix, v)
		}
		if v := figures[prefix+"share_at_boundary"]; v < 0.9 {
			t.Errorf("%s%v of the alerts at a boundary", prefix, v)
		}
		if v := figures[prefix+"stuck_sessions_helped"]; v < 0.4 {
			t.Errorf("%s%v of the stuck were helped", prefix, v)
		}
	}
	t.Log("\n" + got)
}
