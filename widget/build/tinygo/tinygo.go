// Package tinygo finds the compiler that makes the engine small, and builds
// it from its Go module where it is missing.
//
// No release binary is downloaded: the module proxy serves the source, its
// checksum is in Go's checksum database, and LLVM comes from the system.
// The result lies in the user's cache, outside the repository, and is shared
// by every checkout.
package tinygo

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Version is the release that Install builds, as the module proxy names it.
const Version = "v0.41.1"

// ErrMissing says that there is no TinyGo here. Everything works without
// it; the engine is then many times larger.
var ErrMissing = errors.New("TinyGo is not here. Build it with `go run ./playground toolchain`")

// TinyGo is a compiler that can be run.
type TinyGo struct {
	Binary string // the command
	Root   string // TINYGOROOT, its own sources and targets
}

// Home is where Install puts the compiler: lamplight/tinygo below the
// user's cache directory.
func Home() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "lamplight", "tinygo"), nil
}

// Find returns the compiler that Install built, or else a tinygo on the
// PATH when TINYGOROOT is set. It starts no process.
func Find() (TinyGo, error) {
	if home, err := Home(); err == nil {
		if t := (TinyGo{filepath.Join(home, command()), home}); t.complete() {
			return t, nil
		}
	}
	root := os.Getenv("TINYGOROOT")
	if binary, err := exec.LookPath("tinygo"); err == nil && root != "" {
		return TinyGo{binary, root}, nil
	}
	return TinyGo{}, ErrMissing
}

// complete reports whether both the command and the sources of Version are
// there. The sources are read because the directory outlives an upgrade.
func (t TinyGo) complete() bool {
	if info, err := os.Stat(t.Binary); err != nil || info.IsDir() {
		return false
	}
	source, err := os.ReadFile(filepath.Join(t.Root, "goenv", "version.go"))
	return err == nil && bytes.Contains(source, []byte(`"`+Version[1:]+`"`))
}

// Identity changes when another compiler takes the place of this one. It is
// part of the key of everything that is cached.
func (t TinyGo) Identity() string {
	info, err := os.Stat(t.Binary)
	if err != nil {
		return t.Binary
	}
	return t.Binary + " " + info.ModTime().UTC().String()
}

// Cmd returns a tinygo command that runs in dir with wasmOpt as its
// optimiser.
func (t TinyGo) Cmd(ctx context.Context, dir, wasmOpt string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, t.Binary, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "TINYGOROOT="+t.Root, "WASMOPT="+wasmOpt)
	return c
}

func command() string {
	if runtime.GOOS == "windows" {
		return "tinygo.exe"
	}
	return "tinygo"
}
