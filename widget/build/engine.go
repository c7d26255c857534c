package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/lamplight-help/lamplight/widget/build/tinygo"
)

// Flavour is the compiler that makes the engine.
type Flavour string

// The compilers. Both give the same exports and, as tests compare, the same
// commands for the same events.
const (
	Auto   Flavour = ""       // TinyGo when it is found, else Go
	TinyGo Flavour = "tinygo" // what visitors get
	Go     Flavour = "go"     // needs nothing beside Go; about twenty times larger
)

// recipe is part of every engine's stamp: change it with the flags.
const recipe = "engine 2"

// levels are tried in turn and the smallest result by brotli is kept. Neither
// wins always: -O3 inlines, which sometimes compresses better.
var levels = []string{"-O3", "-Oz"}

// features are those of engine/wasm/target.json and no more: the optimiser
// must not bring in what a supported browser lacks.
var features = []string{
	"--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-sign-ext", "--enable-mutable-globals", "--enable-simd",
}

// Engine builds one flavour of the engine below root unless it is up to
// date, and returns its bytes.
func Engine(ctx context.Context, root string, options Options) ([]byte, Flavour, error) {
	b, err := open(ctx, root, options)
	if err != nil {
		return nil, "", err
	}
	defer b.unlock()
	if _, err := tinygo.Find(); options.Flavour != Go && err == nil {
		if err := b.packages(); err != nil { // for wasm-opt
			return nil, "", err
		}
	}
	e, err := b.engine(options.Flavour)
	return e.bytes, e.Flavour, err
}

// builtEngine is what engine remembers of a run.
type builtEngine struct {
	Stamp   string
	Flavour Flavour
	Part    Part
	bytes   []byte
	cached  bool
}

func (b *builder) engine(want Flavour) (builtEngine, error) {
	compiler, err := tinygo.Find()
	switch {
	case want == TinyGo && err != nil:
		return builtEngine{}, err
	case want == Auto && err == nil:
		want = TinyGo
	case want == Auto:
		want = Go
	}
	stamp, err := b.engineStamp(want, compiler)
	if err != nil {
		return builtEngine{}, err
	}
	e := builtEngine{Stamp: stamp, Flavour: want}
	file := filepath.Join(b.cache, "build", "engine-"+string(want)+".wasm")
	var last builtEngine
	if load(b.record("engine-"+string(want)), &last) && last.Stamp == stamp {
		if e.bytes, err = os.ReadFile(file); err == nil {
			e.Part, e.cached = last.Part, true
			return e, nil
		}
	}
	if e.bytes, err = b.compile(want, compiler); err != nil {
		return builtEngine{}, err
	}
	e.Part = measure("engine", e.bytes)
	if err := replace(file, e.bytes); err != nil {
		return builtEngine{}, err
	}
	return e, save(b.record("engine-"+string(want)), e)
}

// engineStamp covers the engine's sources and the compiler.
func (b *builder) engineStamp(want Flavour, compiler tinygo.TinyGo) (string, error) {
	files, err := inputs(b.root, "engine", func(path string) bool {
		return path == "engine/wasm/target.json" ||
			strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !strings.HasPrefix(path, "engine/wasm/host/")
	})
	if err != nil {
		return "", err
	}
	files = append(files, "go.mod", "go.sum")
	seed := recipe + "\n" + string(want) + "\n" + runtime.Version()
	if want == TinyGo {
		files = append(files, "widget/package-lock.json", budgetFile) // the first pins wasm-opt
		seed += "\n" + compiler.Identity()
	}
	return hashFiles(b.root, seed, files)
}

// compile runs the compiler into a scratch directory.
func (b *builder) compile(want Flavour, compiler tinygo.TinyGo) ([]byte, error) {
	work, err := os.MkdirTemp("", "lamplight-engine-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	out := filepath.Join(work, "engine.wasm")
	if want == Go {
		fmt.Fprintln(b.log, "compiling the engine with", runtime.Version())
		c := exec.CommandContext(b.ctx, "go", "build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out, "./engine/wasm")
		c.Dir = b.root
		c.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
		if err := b.run(c); err != nil {
			return nil, err
		}
		return os.ReadFile(out)
	}
	return b.compileSmall(compiler, work, out)
}

// compileSmall takes the fastest code that fits the budget: -opt=2, then s,
// then z. The last is 9 % smaller and, per event, 7 % slower (measured under
// wazero), so speed comes first while there is room.
func (b *builder) compileSmall(compiler tinygo.TinyGo, work, out string) ([]byte, error) {
	budget, err := readBudget(b.root)
	if err != nil {
		return nil, err
	}
	var data []byte
	for _, opt := range []string{"2", "s", "z"} {
		fmt.Fprintf(b.log, "compiling the engine with TinyGo %s, -opt=%s\n", tinygo.Version, opt)
		c := compiler.Cmd(b.ctx, b.root, b.wasmOpt(), "build", "-target", filepath.Join(b.root, "engine", "wasm", "target.json"),
			"-opt="+opt, "-no-debug", "-panic=trap", "-o", out, "./engine/wasm")
		if err := b.run(c); err != nil {
			return nil, err
		}
		var size int
		if data, size, err = b.shrink(work, out); err != nil || size <= budget["engine"] {
			return data, err
		}
	}
	return data, nil
}

// shrink strips names and keeps the smallest of the optimiser's levels.
func (b *builder) shrink(work, in string) (best []byte, size int, err error) {
	for _, level := range levels {
		out := filepath.Join(work, "level.wasm")
		args := append([]string{level, "--strip-debug", "--strip-producers", in, "-o", out}, features...)
		if err := b.run(exec.CommandContext(b.ctx, b.wasmOpt(), args...)); err != nil {
			return nil, 0, err
		}
		data, err := os.ReadFile(out)
		if err != nil {
			return nil, 0, err
		}
		if n := measure("", data).Brotli; best == nil || n < size {
			best, size = data, n
		}
	}
	return best, size, nil
}

// run names the command and repeats what it printed when it fails.
func (b *builder) run(c *exec.Cmd) error {
	out, err := c.CombinedOutput()
	if err == nil {
		return nil
	}
	if b.ctx.Err() != nil {
		return b.ctx.Err() // Ctrl-C, which reaches the compiler as well
	}
	name := filepath.Base(c.Path)
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%s is not on the PATH. Install it: %w", name, err)
	}
	return fmt.Errorf("%s failed: %w\n%s", name, err, bytes.TrimSpace(out))
}
