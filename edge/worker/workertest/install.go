package workertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/lamplight-help/lamplight/widget/build"
)

// Require makes sure that Node and the pinned packages are there. It installs
// the packages when they are missing.
func Require(t testing.TB) {
	t.Helper()
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			unavailable(t, fmt.Sprintf("%s is not on the PATH; install Node 20", tool))
		}
	}
	if err := installPackages(root); err != nil {
		unavailable(t, err.Error())
	}
}

// unavailable skips, or fails where everything has to be there.
func unavailable(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("workerd tests cannot run: %s", why)
	}
	t.Skipf("SKIPPED: workerd tests cannot run: %s", why)
}

// installPackages runs npm ci once for the lock file. Test binaries run side
// by side, so the first one takes a lock and the others wait.
func installPackages(root string) error {
	dir := filepath.Join(root, "edge", "worker")
	if installed(dir) {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(root, ".cache"), 0o755); err != nil {
		return err
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(root, ".cache", "worker-packages.lock")).Lock()
	if err != nil {
		return err
	}
	defer unlock()
	if installed(dir) {
		return nil
	}
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--prefer-offline")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci in edge/worker: %w: %s", err, out)
	}
	return nil
}

// installed compares npm's own record of what it installed with the lock file.
func installed(dir string) bool {
	want, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return false
	}
	have, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json"))
	return err == nil && !have.ModTime().Before(want.ModTime())
}
