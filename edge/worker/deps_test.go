//go:build !js

package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/widget/build"
)

// bans are imports that would go the wrong way. A file is under a ban when its
// path has one of the prefixes in where, "" for every file, and none in not.
var bans = []struct {
	path   string // what must not be imported, with everything below it
	where  string
	not    string
	reason string
}{
	{"github.com/syumai/workers", "", "edge/worker/", "most of its files import syscall/js without a build tag, so nothing else would compile"},
	{"syscall/js", "", "edge/worker/", "only the Worker runs in JavaScript"},
	{"github.com/lamplight-help/lamplight/edge/native", "edge/worker/", "", "two hosts of one core know nothing of each other"},
	{"github.com/lamplight-help/lamplight/edge/worker", "edge/native/", "", "two hosts of one core know nothing of each other"},
	{"github.com/lamplight-help/lamplight/playground", "edge/worker/", "", "the playground imports everything, so nobody imports it"},
	{"github.com/lamplight-help/lamplight/edge/worker", "engine/", "", "the engine is at the bottom"},
}

func TestImports(t *testing.T) {
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, top := range []string{"edge", "engine", "playground", "widget"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "dist" || d.Name() == "testdata"):
				return fs.SkipDir
			case strings.HasSuffix(path, ".go"):
				seen++
				return checkImports(t, root, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 50 {
		t.Errorf("looked at %d files only", seen)
	}
}

func checkImports(t *testing.T, root, path string) error {
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ImportsOnly)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(root, path)
	if err != nil {
		return err
	}
	name = filepath.ToSlash(name)
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		for _, b := range bans {
			below := imported == b.path || strings.HasPrefix(imported, b.path+"/")
			if below && strings.HasPrefix(name, b.where) && (b.not == "" || !strings.HasPrefix(name, b.not)) {
				t.Errorf("%s imports %s: %s", name, imported, b.reason)
			}
		}
		if strings.HasPrefix(imported, "github.com/syumai/workers") && !strings.HasPrefix(string(source), "//go:build js\n") {
			t.Errorf("%s imports %s without //go:build js on its first line: it breaks `go vet ./...`", name, imported)
		}
	}
	return nil
}
