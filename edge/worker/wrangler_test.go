//go:build !js

package main

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
	"github.com/lamplight-help/lamplight/widget/build"
)

// TestWranglerDev starts the Worker the way a developer does.
func TestWranglerDev(t *testing.T) {
	long(t)
	t.Parallel()
	workertest.Require(t)
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", filepath.Join(root, "edge", "worker", "node_modules", "wrangler", "bin", "wrangler.js"),
		"dev", "--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0", "--persist-to", t.TempDir(), "--show-interactive-dev-session=false")
	cmd.Dir, cmd.Env = root, append(os.Environ(), workertest.Quiet...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		said = append(said, lines.Text())
		_, url, found := strings.Cut(lines.Text(), "Ready on ")
		if !found {
			continue
		}
		for path, want := range map[string]int{"/v1/demo/root": 200, "/v1/nobody/root": 404, "/lamplight.js": 200, "/desk/": 200} {
			r, err := edgetest.Client{Base: url}.Do(edgetest.Request{Method: "GET", Path: path})
			if err != nil || r.Status != want {
				t.Errorf("%s: status %d, %v, want %d", path, r.Status, err, want)
			}
		}
		cancel()
		_ = cmd.Wait() // says that it was interrupted
		return
	}
	t.Errorf("wrangler dev never got ready:\n%s", strings.Join(said, "\n"))
}

// TestDeployable: wrangler accepts wrangler.toml and every module, as for a
// deployment, without sending anything.
func TestDeployable(t *testing.T) {
	long(t)
	t.Parallel()
	workertest.Require(t)
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", filepath.Join(root, "edge", "worker", "node_modules", "wrangler", "bin", "wrangler.js"),
		"deploy", "--dry-run", "--outdir", t.TempDir())
	cmd.Dir = root
	cmd.Env = append(os.Environ(), workertest.Quiet...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"env.SITE (Site)", "env.SETTINGS", "env.ASSETS", "site.wasm", "stateless/app.wasm", "Total Upload"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("wrangler does not mention %q:\n%s", want, out)
		}
	}
	t.Logf("%s", lines(string(out), "worker ", "Total Upload"))
}

// lines keeps those that hold one of the words.
func lines(text string, words ...string) string {
	var kept []string
	for line := range strings.Lines(text) {
		for _, w := range words {
			if strings.Contains(line, w) {
				kept = append(kept, strings.TrimSpace(line))
				break
			}
		}
	}
	return strings.Join(kept, "\n")
}
