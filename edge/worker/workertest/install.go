package workertest

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// install makes sure that the pinned packages are there.
func install(t testing.TB, root string) {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			unavailable(t, fmt.Sprintf("%s is not on the PATH; install Node 20", tool))
		}
	}
	if err := installPackages(filepath.Join(root, "edge", "worker")); err != nil {
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
func installPackages(dir string) error {
	if installed(dir) {
		return nil
	}
	unlock, err := lock(filepath.Join(os.TempDir(), fmt.Sprintf("lamplight-worker-npm-%x.lock", hash(dir))))
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

// hash tells checkouts apart.
func hash(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
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

// lock makes a file that only one process can make. One older than five
// minutes was left behind by a process that died.
func lock(path string) (unlock func(), err error) {
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o644)
		if err == nil {
			return func() { _ = os.Remove(path) }, f.Close()
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > 5*time.Minute {
			_ = os.Remove(path)
		}
		time.Sleep(200 * time.Millisecond)
	}
}
