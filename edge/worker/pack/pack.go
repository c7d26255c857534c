// Package pack builds what a Worker deployment uploads: two WebAssembly
// programs from this module and the JavaScript around them.
//
//	worker.mjs site.mjs …   the shell, as it lies in edge/worker
//	wasm_exec.js            Go's own glue, from the toolchain that built site.wasm
//	site.wasm               the resident core (edge/worker/site)
//	stateless/              the per-request program (edge/worker) in syumai/workers' frame
//
// The result is named by the content of its sources, so that a second build
// of the same sources is a look into a folder. Beside it go the static files
// of widget/build (assets.go).
package pack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// Options say what to build.
type Options struct {
	Root string   // the repository
	Tags []string // build tags of the resident core; tests use "faults"
	Log  io.Writer
}

// Build returns a folder with the finished modules, from the cache when the
// sources did not change.
func Build(ctx context.Context, o Options) (string, error) {
	key, err := sourceKey(o)
	if err != nil {
		return "", fmt.Errorf("worker build: %w", err)
	}
	cache := filepath.Join(o.Root, ".cache", "worker")
	dir := filepath.Join(cache, key)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", fmt.Errorf("worker build: %w", err)
	}
	work, err := os.MkdirTemp(cache, "building-")
	if err != nil {
		return "", fmt.Errorf("worker build: %w", err)
	}
	defer os.RemoveAll(work)
	if err := compile(ctx, o, work); err != nil {
		return "", fmt.Errorf("worker build: %w", err)
	}
	// Two builders may have raced; both made the same bytes and the first rename wins.
	if err := os.Rename(work, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, there := os.Stat(dir); there != nil {
			return "", fmt.Errorf("worker build: %w", err)
		}
	}
	return dir, nil
}

func compile(ctx context.Context, o Options, out string) error {
	if len(o.Tags) > 0 { // all but one file is as without them
		plain, err := Build(ctx, Options{Root: o.Root})
		if err != nil {
			return err
		}
		if err := os.CopyFS(out, os.DirFS(plain)); err != nil {
			return err
		}
		if err := os.Remove(filepath.Join(out, "site.wasm")); err != nil {
			return err
		}
		return wasm(ctx, o, "./edge/worker/site", filepath.Join(out, "site.wasm"))
	}
	if err := wasm(ctx, o, "./edge/worker/site", filepath.Join(out, "site.wasm")); err != nil {
		return err
	}
	if err := stateless(ctx, o, "./edge/worker", filepath.Join(out, "stateless")); err != nil {
		return err
	}
	return copyScripts(ctx, o, out)
}

// stateless builds a program in syumai/workers' frame into dir.
func stateless(ctx context.Context, o Options, from, dir string) error {
	// The generator wipes its folder, so it comes first.
	if err := run(ctx, o, nil, "go", "tool", "workers-assets-gen", "-mode=go", "-o", dir); err != nil {
		return err
	}
	return wasm(ctx, Options{Root: o.Root}, from, filepath.Join(dir, "app.wasm"))
}

func wasm(ctx context.Context, o Options, from, to string) error {
	return run(ctx, o, []string{"GOOS=js", "GOARCH=wasm"},
		"go", "build", "-trimpath", "-ldflags=-s -w", "-tags", strings.Join(o.Tags, ","), "-o", to, from)
}

// Peers builds two Workers that others would write, to compare with, below
// dir: "stock", Go in syumai/workers with an instance per request, and
// "plain", JavaScript alone.
func Peers(ctx context.Context, root, dir string) error {
	if err := stateless(ctx, Options{Root: root}, "./edge/worker/peers/stock", filepath.Join(dir, "stock")); err != nil {
		return fmt.Errorf("worker build: %w", err)
	}
	if err := os.CopyFS(filepath.Join(dir, "plain"), os.DirFS(filepath.Join(root, "edge", "worker", "peers", "plain"))); err != nil {
		return fmt.Errorf("worker build: %w", err)
	}
	return nil
}

func copyScripts(ctx context.Context, o Options, out string) error {
	goroot, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	scripts, err := filepath.Glob(filepath.Join(o.Root, "edge", "worker", "*.mjs"))
	if err != nil {
		return err
	}
	scripts = append(scripts, filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec.js"))
	for _, from := range scripts {
		data, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, filepath.Base(from)), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func run(ctx context.Context, o Options, env []string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = o.Root, append(os.Environ(), env...)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, text)
	}
	return nil
}

// sourceKey hashes every file that the result depends on, and the toolchain's version.
func sourceKey(o Options) (string, error) {
	version, err := exec.Command("go", "env", "GOVERSION").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOVERSION: %w; install Go and put it on the PATH", err)
	}
	files := []string{"go.mod", "go.sum"}
	for _, top := range []string{"edge", "engine"} {
		err := filepath.WalkDir(filepath.Join(o.Root, top), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "dist" || d.Name() == "testdata"):
				return fs.SkipDir
			case isSource(d.Name()):
				rel, _ := filepath.Rel(o.Root, path)
				files = append(files, rel)
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	sort.Strings(files)
	h := sha256.New()
	fmt.Fprintf(h, "%s %q\n", version, o.Tags)
	for _, name := range files {
		data, err := os.ReadFile(filepath.Join(o.Root, name))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %x\n", filepath.ToSlash(name), sha256.Sum256(data))
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

func isSource(name string) bool {
	return strings.HasSuffix(name, ".mjs") || strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
}
