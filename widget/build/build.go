// Package build turns the sources into what a page loads, and says how
// large it is.
//
// Bottom-up:
//
//	tinygo/      finds the small compiler, or builds it
//	npm.go       the widget's few npm packages, installed from the lock file
//	stamp.go     one hash over everything that a step reads
//	engine.go    engine/wasm -> engine.wasm, widget/seal -> seal.wasm, with TinyGo when found, else with Go
//	web.go       TypeScript -> lamplight.js, shell, panel, desk, console
//	size.go      raw, gzip and brotli bytes; budget.txt
//	buildtest/   the same for tests: built once, whichever test comes first
//
// Everything lands in .cache below the repository root. A step whose inputs
// have not changed is not run again, and a lock file keeps two processes
// from running the same step at once. Errors are sentences for people: what
// is wrong, then what to do about it.
package build

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// Options say how to build. The zero value is what a visitor gets.
type Options struct {
	Flavour Flavour   // which compiler; Auto when empty
	Log     io.Writer // progress, one line per step that runs; may be nil
}

// Result is a finished build.
type Result struct {
	Dir     string   // absolute; everything that is served, by its public name
	Flavour Flavour  // which compiler made the engine
	Engine  string   // file name of the engine in Dir
	Loader  string   // file name of the script that a product embeds
	Shell   string   // file name of what runs the engine, loaded when the page is idle
	Panel   string   // file name of the chat panel, loaded on first need
	Parts   []Part   // sizes, in the order to print
	Files   []string // every file below Dir, slash-separated, sorted
	Cached  bool     `json:"-"` // nothing had to be built
}

// Hashed reports whether a file is named by its content, and so may be cached
// for ever: the engine and every script but the loader.
func (r Result) Hashed(name string) bool {
	parts := strings.Split(name, ".")
	if len(parts) != 3 || len(parts[1]) != 16 || strings.Contains(name, "/") {
		return false
	}
	_, err := hex.DecodeString(parts[1])
	return err == nil
}

// Root returns the repository root: the nearest directory at or above the
// working directory that holds go.mod.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("There is no go.mod here or above. Run this inside a checkout of Lamplight.")
		}
		dir = parent
	}
}

// All builds whatever is out of date below root.
func All(ctx context.Context, root string, options Options) (Result, error) {
	b, err := open(ctx, root, options)
	if err != nil {
		return Result{}, err
	}
	defer b.unlock()
	if err := b.packages(); err != nil {
		return Result{}, err
	}
	engine, err := b.module(engineModule, options.Flavour)
	if err != nil {
		return Result{}, err
	}
	seal, err := b.module(sealModule, options.Flavour)
	if err != nil {
		return Result{}, err
	}
	return b.web(engine, seal)
}

// builder is one locked run.
type builder struct {
	ctx    context.Context
	root   string
	cache  string // root/.cache
	log    io.Writer
	unlock func()
}

// open takes the lock. It is held for as long as the longest step, so a
// second process waits and then finds everything done.
func open(ctx context.Context, root string, options Options) (*builder, error) {
	b := &builder{ctx: ctx, root: root, cache: filepath.Join(root, ".cache"), log: options.Log}
	if b.log == nil {
		b.log = io.Discard
	}
	if err := os.MkdirAll(filepath.Join(b.cache, "build"), 0o755); err != nil {
		return nil, fmt.Errorf("The build directory %s cannot be written. Make the checkout writable: %w", b.cache, err)
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(b.cache, "build.lock")).Lock()
	if err != nil {
		return nil, fmt.Errorf("The build directory %s cannot be locked. Make the checkout writable: %w", b.cache, err)
	}
	b.unlock = unlock
	return b, nil
}

// record reads or writes what a step remembers of its last run.
func (b *builder) record(name string) string {
	return filepath.Join(b.cache, "build", name+".json")
}

func load(path string, v any) bool {
	data, err := os.ReadFile(path)
	return err == nil && json.Unmarshal(data, v) == nil
}

func save(path string, v any) error {
	data, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return err
	}
	return replace(path, append(data, '\n'))
}

// replace writes a file whole or not at all: a server may be reading it.
func replace(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
