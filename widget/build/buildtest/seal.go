package buildtest

import (
	"context"
	"errors"
	"testing"

	"github.com/lamplight-help/lamplight/widget/build"
	"github.com/lamplight-help/lamplight/widget/build/tinygo"
)

// Seal returns one flavour of the module that seals, as Engine does.
func Seal(tb testing.TB, flavour build.Flavour) []byte {
	tb.Helper()
	root, err := build.Root()
	if err != nil {
		tb.Fatal(err)
	}
	if flavour == build.TinyGo {
		Node(tb)
	}
	data, _, err := build.Seal(context.Background(), root, build.Options{Flavour: flavour})
	if errors.Is(err, tinygo.ErrMissing) {
		missing(tb, "the module that pages load was not tested", err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return data
}
