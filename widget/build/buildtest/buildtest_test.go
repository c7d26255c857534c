package buildtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lamplight-help/lamplight/widget/build"
)

func TestShippedSizesAreWithinTheBudget(t *testing.T) {
	r := Dist(t)
	for _, p := range r.Parts {
		t.Log(p)
	}
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	if err := build.CheckBudget(root, r); err != nil {
		t.Error(err)
	}
	for _, name := range r.Files {
		if info, err := os.Stat(filepath.Join(r.Dir, filepath.FromSlash(name))); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryFlavourIsWebAssembly(t *testing.T) {
	for _, flavour := range []build.Flavour{build.TinyGo, build.Go} {
		t.Run(string(flavour), func(t *testing.T) {
			if data := Engine(t, flavour); len(data) < 8 || string(data[:4]) != "\x00asm" {
				t.Errorf("%d bytes that are no module", len(data))
			}
		})
	}
}
