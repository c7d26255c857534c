package tinygo

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// home is an empty cache directory of its own.
func home(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Setenv("HOME", t.TempDir())
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("TINYGOROOT", "")
	dir, err := Home()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func TestFindTakesOnlyTheRightVersion(t *testing.T) {
	dir := home(t)
	if _, err := Find(); err != ErrMissing {
		t.Fatalf("an empty cache: %v", err)
	}
	write(t, filepath.Join(dir, command()), "", 0o755)
	if _, err := Find(); err != ErrMissing {
		t.Errorf("a command without sources: %v", err)
	}
	write(t, filepath.Join(dir, "goenv", "version.go"), `const version = "0.1.0"`, 0o644)
	if _, err := Find(); err != ErrMissing {
		t.Errorf("another version: %v", err)
	}
	write(t, filepath.Join(dir, "goenv", "version.go"), `const version = "`+Version[1:]+`"`, 0o644)
	if found, err := Find(); err != nil || found.Root != dir {
		t.Errorf("the right version: %+v, %v", found, err)
	}
}

func TestFindTakesThePathWithARoot(t *testing.T) {
	home(t)
	bin := t.TempDir()
	write(t, filepath.Join(bin, command()), "#!/bin/sh\n", 0o755)
	t.Setenv("PATH", bin)
	if _, err := Find(); err != ErrMissing {
		t.Errorf("without TINYGOROOT: %v", err)
	}
	t.Setenv("TINYGOROOT", "/somewhere")
	if found, err := Find(); err != nil || found != (TinyGo{filepath.Join(bin, command()), "/somewhere"}) {
		t.Errorf("got %+v, %v", found, err)
	}
}

func TestMissingNamesThePackages(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("SKIPPED: the packages are Debian's")
	}
	root := t.TempDir()
	all := Missing(root)
	if !slices.IsSorted(all) || len(all) != len(needed) {
		t.Errorf("an empty system lacks %v", all)
	}
	for _, n := range needed[1:] {
		write(t, filepath.Join(root, n.file), "", 0o644)
	}
	if got := Missing(root); !slices.Equal(got, []string{needed[0].pkg}) {
		t.Errorf("got %v", got)
	}
}

func TestInstallSaysWhatToInstall(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("SKIPPED: the packages are Debian's")
	}
	dir := home(t)
	_, err := install(context.Background(), &bytes.Buffer{}, t.TempDir())
	const want = "sudo apt-get install -y clang-19 libclang-19-dev liblld-19-dev lld-19 llvm-19-dev"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a refused build left something behind")
	}
}

func TestInstallLeavesAFinishedOneAlone(t *testing.T) {
	dir := home(t)
	write(t, filepath.Join(dir, command()), "", 0o755)
	write(t, filepath.Join(dir, "goenv", "version.go"), `"`+Version[1:]+`"`, 0o644)
	var log bytes.Buffer
	found, err := Install(context.Background(), &log)
	if err != nil || found.Root != dir || !strings.Contains(log.String(), "is there") {
		t.Errorf("%+v, %v, log %q", found, err, log.String())
	}
}

func TestIdentityFollowsTheBinary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tinygo")
	c := TinyGo{Binary: path}
	absent := c.Identity()
	write(t, path, "1", 0o755)
	if c.Identity() == absent {
		t.Error("a binary that appears has the identity of one that is absent")
	}
}

func TestCopyTreeMakesFilesWritable(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	write(t, filepath.Join(from, "a", "b"), "text", 0o444)
	if err := copyTree(to, from); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(to, "a", "b"))
	if err != nil || info.Mode().Perm()&0o200 == 0 {
		t.Errorf("%v, %v", info, err)
	}
}
