// Package buildtest gives tests what pages load. Whichever test of whichever
// package comes first builds it; the others find it done.
package buildtest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/build/tinygo"
)

var dist = sync.OnceValues(func() (build.Result, error) {
	root, err := build.Root()
	if err != nil {
		return build.Result{}, err
	}
	return build.All(context.Background(), root, build.Options{Log: os.Stderr})
})

// Node skips a test where the widget's packages cannot be installed; with
// CI=true it fails.
func Node(tb testing.TB) {
	tb.Helper()
	if _, err := exec.LookPath("npx"); err != nil {
		missing(tb, "what pages load was not tested", err)
	}
}

// missing skips loudly, or fails in CI.
func missing(tb testing.TB, what string, err error) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatal(err)
	}
	tb.Skipf("SKIPPED, %s: %v", what, err)
}

// Dist returns what visitors get, for tests that open a page.
func Dist(tb testing.TB) build.Result {
	tb.Helper()
	Node(tb)
	r, err := dist()
	if err != nil {
		tb.Fatalf("build what pages load: %v", err)
	}
	return r
}

// Engine returns one flavour of the engine, for tests that compare hosts.
// Where TinyGo is missing the test is skipped; with CI=true it fails.
func Engine(tb testing.TB, flavour build.Flavour) []byte {
	tb.Helper()
	root, err := build.Root()
	if err != nil {
		tb.Fatal(err)
	}
	data, _, err := build.Engine(context.Background(), root, build.Options{Flavour: flavour, Log: os.Stderr})
	if errors.Is(err, tinygo.ErrMissing) {
		missing(tb, "the engine that visitors get was not tested", err)
	}
	if err != nil {
		tb.Fatalf("build the engine: %v", err)
	}
	return data
}
