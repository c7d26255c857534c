package enginebench

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/playground/command"
)

// TestBench runs a short bench. It judges no times, but memory: it must not
// grow with events.
func TestBench(t *testing.T) {
	if testing.Short() {
		t.Skip("no browser with -short")
	}
	var out bytes.Buffer
	env := &command.Env{Ctx: context.Background(), Stdout: &out, Stderr: os.Stderr}
	err := run(env, []string{"--events", "2000", "--flood", "20000"})
	var problem *command.Problem
	if errors.As(err, &problem) && os.Getenv("CI") != "true" {
		t.Skipf("SKIPPED, the engine was not measured in a browser: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"mean_us", "median_us", "p99_us", "memory_after_2000", "memory_after_22000"} {
		if !strings.Contains(out.String(), name+"\t") {
			t.Errorf("no %s in\n%s", name, &out)
		}
	}
	t.Log("\n" + out.String())
}
