package tinygo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"
)

const module = "github.com/tinygo-org/tinygo"

// needed names one file of every Debian package that the build links with
// or reads headers from.
var needed = []struct{ file, pkg string }{
	{"/usr/lib/llvm-19/include/llvm-c/Core.h", "llvm-19-dev"},
	{"/usr/lib/llvm-19/include/clang-c/Index.h", "libclang-19-dev"},
	{"/usr/lib/llvm-19/include/lld/Common/Driver.h", "liblld-19-dev"},
	{"/usr/lib/llvm-19/bin/clang", "clang-19"},
	{"/usr/lib/llvm-19/bin/wasm-ld", "lld-19"},
}

// Missing lists the Debian packages that Install needs and root does not
// hold. On other systems than Linux it is empty: there the linker says what
// is missing.
func Missing(root string) []string {
	var list []string
	if runtime.GOOS != "linux" {
		return nil
	}
	for _, n := range needed {
		if _, err := os.Stat(filepath.Join(root, n.file)); err != nil {
			list = append(list, n.pkg)
		}
	}
	slices.Sort(list)
	return list
}

// Install builds Version into Home unless it is there already, and tells
// log what it does. It takes about half a minute on two cores.
func Install(ctx context.Context, log io.Writer) (TinyGo, error) {
	return install(ctx, log, "/")
}

// install looks for the system's packages below root.
func install(ctx context.Context, log io.Writer, root string) (TinyGo, error) {
	home, err := Home()
	if err != nil {
		return TinyGo{}, err
	}
	t := TinyGo{filepath.Join(home, command()), home}
	if err := os.MkdirAll(filepath.Dir(home), 0o755); err != nil {
		return TinyGo{}, err
	}
	unlock, err := lockedfile.MutexAt(home + ".lock").Lock()
	if err != nil {
		return TinyGo{}, err
	}
	defer unlock()
	if t.complete() {
		fmt.Fprintf(log, "TinyGo %s is there: %s\n", Version, t.Binary)
		return t, nil
	}
	if list := Missing(root); len(list) > 0 {
		return TinyGo{}, fmt.Errorf("TinyGo needs LLVM 19, and %s is not installed. On Debian and Ubuntu: sudo apt-get install -y %s",
			strings.Join(list, ", "), strings.Join(list, " "))
	}
	if err := build(ctx, log, home); err != nil {
		return TinyGo{}, err
	}
	fmt.Fprintf(log, "built %s\n", t.Binary)
	return t, nil
}

// build works in a directory beside home and renames it at the end, so that
// an interrupted build leaves nothing that looks finished.
func build(ctx context.Context, log io.Writer, home string) error {
	fmt.Fprintf(log, "downloading %s@%s\n", module, Version)
	source, err := download(ctx)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(home), "tinygo-building-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	fmt.Fprintf(log, "copying it to %s\n", work)
	if err := copyTree(work, source); err != nil {
		return err
	}
	// The published module leaves out its git submodules. The compiler
	// refuses a root without this folder; the engine needs nothing in it.
	if err := os.MkdirAll(filepath.Join(work, "src", "net"), 0o755); err != nil {
		return err
	}
	fmt.Fprintln(log, "compiling it; this takes about half a minute")
	if _, err := run(ctx, work, "go", "build", "-tags", "llvm19 osusergo", "-o", command(), "."); err != nil {
		return fmt.Errorf("TinyGo does not compile here. Its requirements: https://tinygo.org/docs/guides/build/\n%w", err)
	}
	if err := os.RemoveAll(home); err != nil {
		return err
	}
	return os.Rename(work, home)
}

// download asks the module proxy for the source. `go install` at a version
// does not work for this module: it wants the list of versions too.
func download(ctx context.Context) (dir string, err error) {
	out, err := run(ctx, os.TempDir(), "go", "mod", "download", "-json", module+"@"+Version)
	if err != nil {
		return "", fmt.Errorf("TinyGo's source cannot be downloaded. Check the network, and that GOPROXY is reachable.\n%w", err)
	}
	var answer struct{ Dir string }
	if err := json.Unmarshal(out, &answer); err != nil || answer.Dir == "" {
		return "", fmt.Errorf("go mod download answered without a directory: %s", out)
	}
	return answer.Dir, nil
}

// run returns the standard output, and an error that ends with what the
// command printed.
func run(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
	var out, complaint bytes.Buffer
	c := exec.CommandContext(ctx, name, args...)
	c.Dir, c.Stdout, c.Stderr = dir, &out, &complaint
	c.Env = append(os.Environ(), "CGO_ENABLED=1", "GOFLAGS=", "GOWORK=off", "GOOS=", "GOARCH=")
	if _, err := exec.LookPath("c++"); err != nil {
		c.Env = append(c.Env, "CC=/usr/lib/llvm-19/bin/clang", "CXX=/usr/lib/llvm-19/bin/clang++")
	}
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%s %s: %w\n%s", name, args[0], err, bytes.TrimSpace(complaint.Bytes()))
	}
	return out.Bytes(), nil
}

// copyTree copies regular files and makes them writable, which the module
// cache's are not.
func copyTree(to, from string) error {
	return filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case entry.Type().IsRegular():
			return copyFile(target, path)
		}
		return nil
	})
}

func copyFile(to, from string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}
