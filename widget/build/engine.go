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

// recipe is part of every module's stamp: change it with the flags.
const recipe = "engine 2"

// wasmTarget is the TinyGo target of every module.
const wasmTarget = "engine/wasm/target.json"

// module is a Go program that pages load as WebAssembly.
type module struct {
	name string   // of its part in budget.txt, and of its file
	main string   // its main package
	from []string // folders that its sources lie in
	not  string   // prefix of files in them that it is not made from, or ""
	opts []string // TinyGo's levels of optimisation, fastest first
}

// The engine takes the fastest code that fits its budget; sealing runs a few
// times in a visit, so its module takes the smallest.
var (
	engineModule = module{"engine", "./engine/wasm", []string{"engine"}, "engine/wasm/host/", []string{"2", "s", "z"}}
	sealModule   = module{"seal", "./widget/seal", []string{"widget/seal", "edge/seal"}, "", []string{"z"}}
)

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
	e, err := b.module(engineModule, options.Flavour)
	return e.bytes, e.Flavour, err
}

// Seal is Engine for the module that seals.
func Seal(ctx context.Context, root string, options Options) ([]byte, Flavour, error) {
	b, err := open(ctx, root, options)
	if err != nil {
		return nil, "", err
	}
	defer b.unlock()
	if _, err := tinygo.Find(); options.Flavour != Go && err == nil {
		if err := b.packages(); err != nil {
			return nil, "", err
		}
	}
	m, err := b.module(sealModule, options.Flavour)
	return m.bytes, m.Flavour, err
}

// builtModule is what module remembers of a run.
type builtModule struct {
	Stamp   string
	Flavour Flavour
	Part    Part
	bytes   []byte
	cached  bool
}

func (b *builder) module(m module, want Flavour) (builtModule, error) {
	compiler, err := tinygo.Find()
	switch {
	case want == TinyGo && err != nil:
		return builtModule{}, err
	case want == Auto && err == nil:
		want = TinyGo
	case want == Auto:
		want = Go
	}
	stamp, err := b.moduleStamp(m, want, compiler)
	if err != nil {
		return builtModule{}, err
	}
	e := builtModule{Stamp: stamp, Flavour: want}
	name := m.name + "-" + string(want)
	file := filepath.Join(b.cache, "build", name+".wasm")
	var last builtModule
	if load(b.record(name), &last) && last.Stamp == stamp {
		if e.bytes, err = os.ReadFile(file); err == nil {
			e.Part, e.cached = last.Part, true
			return e, nil
		}
	}
	if e.bytes, err = b.compile(m, want, compiler); err != nil {
		return builtModule{}, err
	}
	e.Part = measure(m.name, e.bytes)
	if err := replace(file, e.bytes); err != nil {
		return builtModule{}, err
	}
	return e, save(b.record(name), e)
}

// moduleStamp covers a module's sources and the compiler.
func (b *builder) moduleStamp(m module, want Flavour, compiler tinygo.TinyGo) (string, error) {
	files := []string{wasmTarget, "go.mod", "go.sum"}
	for _, dir := range m.from {
		found, err := inputs(b.root, dir, func(path string) bool {
			return strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && (m.not == "" || !strings.HasPrefix(path, m.not))
		})
		if err != nil {
			return "", err
		}
		files = append(files, found...)
	}
	seed := recipe + "\n" + string(want) + "\n" + runtime.Version()
	if want == TinyGo {
		files = append(files, "widget/package-lock.json", budgetFile) // the first pins wasm-opt
		seed += "\n" + compiler.Identity()
	}
	return hashFiles(b.root, seed, files)
}

// compile runs the compiler into a scratch directory.
func (b *builder) compile(m module, want Flavour, compiler tinygo.TinyGo) ([]byte, error) {
	work, err := os.MkdirTemp("", "lamplight-"+m.name+"-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	out := filepath.Join(work, m.name+".wasm")
	if want == Go {
		fmt.Fprintf(b.log, "compiling the %s with %s\n", m.name, runtime.Version())
		c := exec.CommandContext(b.ctx, "go", "build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out, m.main)
		c.Dir = b.root
		c.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
		if err := b.run(c); err != nil {
			return nil, err
		}
		return os.ReadFile(out)
	}
	return b.compileSmall(m, compiler, work, out)
}

// compileSmall takes the fastest code that fits the budget: for the engine
// -opt=2, then s, then z. The last is 9 % smaller and, per event, 7 % slower
// (measured under wazero), so speed comes first while there is room.
func (b *builder) compileSmall(m module, compiler tinygo.TinyGo, work, out string) ([]byte, error) {
	budget, err := readBudget(b.root)
	if err != nil {
		return nil, err
	}
	var data []byte
	for _, opt := range m.opts {
		fmt.Fprintf(b.log, "compiling the %s with TinyGo %s, -opt=%s\n", m.name, tinygo.Version, opt)
		c := compiler.Cmd(b.ctx, b.root, b.wasmOpt(), "build", "-target", filepath.Join(b.root, filepath.FromSlash(wasmTarget)),
			"-opt="+opt, "-no-debug", "-panic=trap", "-o", out, m.main)
		if err := b.run(c); err != nil {
			return nil, err
		}
		var size int
		if data, size, err = b.shrink(work, out); err != nil || size <= budget[m.name] {
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
