// Package buildtest gives tests what pages load. Whichever test of whichever
// package comes first builds it; the others find it done.
package buildtest

import (
	"context"
	"errors"
	"os"
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

// Dist returns what visitors get, for tests that open a page.
func Dist(tb testing.TB) build.Result {
	tb.Helper()
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
	switch {
	case errors.Is(err, tinygo.ErrMissing) && os.Getenv("CI") != "true":
		tb.Skipf("SKIPPED, the engine that visitors get was not tested: %v", err)
	case err != nil:
		tb.Fatalf("build the engine: %v", err)
	}
	return data
}
