package build

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkout is a repository with a widget that says where its parts are, and
// no dependency.
func checkout(t *testing.T) *builder {
	t.Helper()
	root := t.TempDir()
	write(t, root, "widget/package.json", "{}")
	write(t, root, "widget/package-lock.json", "{}")
	write(t, root, "widget/src/main.ts", `console.log(__ENGINE__, __PANEL__.url, import(new URL(__PANEL__.url, document.baseURI).href), import(new URL(__SHELL__.url, document.baseURI).href));`)
	write(t, root, "widget/src/shell.ts", `export const run = () => "shell of " + __BUILD__;`)
	write(t, root, "widget/src/panel.ts", `export const open = () => "panel of " + __BUILD__;`)
	b, err := open(context.Background(), root, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.unlock)
	return b
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func someEngine(bytes string) builtModule {
	return builtModule{Stamp: digest([]byte(bytes)), Flavour: TinyGo, bytes: []byte(bytes), cached: true,
		Part: measure("engine", []byte(bytes))}
}

func TestWebBakesNamesAndHashesIn(t *testing.T) {
	b := checkout(t)
	r, err := b.web(someEngine("wasm"), someEngine("seal"))
	if err != nil {
		t.Fatal(err)
	}
	loader := mustRead(t, filepath.Join(r.Dir, r.Loader))
	for _, want := range []string{r.Engine, r.Shell, r.Panel, "import("} {
		if !strings.Contains(string(loader), want) {
			t.Errorf("the loader does not hold %q: %s", want, loader)
		}
	}
	engine, panel := digest([]byte("wasm")), mustRead(t, filepath.Join(r.Dir, r.Panel))
	if !strings.Contains(string(loader), engine) || strings.Contains(string(loader), digest(panel)) {
		t.Errorf("the loader holds the hash of what it checks, the engine, and of nothing else: %s", loader)
	}
	if strings.Contains(string(loader), "__") {
		t.Errorf("a name was not replaced: %s", loader)
	}
	for _, name := range []string{r.Engine, r.Shell, r.Panel} {
		if !strings.Contains(name, digest(mustRead(t, filepath.Join(r.Dir, name)))[:16]) {
			t.Errorf("%s is not named by its content", name)
		}
	}
}

func TestWebRunsOnlyWhenSomethingChanged(t *testing.T) {
	b := checkout(t)
	first, err := b.web(someEngine("wasm"), someEngine("seal"))
	if err != nil || first.Cached {
		t.Fatalf("the first run: cached %v, %v", first.Cached, err)
	}
	again, err := b.web(someEngine("wasm"), someEngine("seal"))
	if err != nil || !again.Cached {
		t.Fatalf("the second run: cached %v, %v", again.Cached, err)
	}
	write(t, b.root, "widget/src/panel.ts", `export const open = () => "changed";`)
	changed, err := b.web(someEngine("wasm"), someEngine("seal"))
	if err != nil || changed.Cached || changed.Panel == first.Panel {
		t.Fatalf("after a change: cached %v, panel %s, %v", changed.Cached, changed.Panel, err)
	}
	if exists(filepath.Join(b.cache, "dist", first.Panel)) {
		t.Error("the panel of the build before is still served")
	}
	newEngine, err := b.web(someEngine("other wasm"), someEngine("seal"))
	if err != nil || newEngine.Cached || newEngine.Engine == first.Engine {
		t.Fatalf("after another engine: cached %v, %v", newEngine.Cached, err)
	}
	if err := os.Remove(filepath.Join(b.cache, "dist", "lamplight.js")); err != nil {
		t.Fatal(err)
	}
	healed, err := b.web(someEngine("other wasm"), someEngine("seal"))
	if err != nil || healed.Cached || !exists(filepath.Join(healed.Dir, healed.Loader)) {
		t.Errorf("a deleted loader was not built again: %v", err)
	}
}

func TestWebAddsThePagesThatExist(t *testing.T) {
	b := checkout(t)
	write(t, b.root, "edge/desk/index.html", "<!doctype html>")
	write(t, b.root, "edge/desk/desk.go", "package desk")
	write(t, b.root, "edge/desk/src/main.tsx", `document.title = "desk";`)
	r, err := b.web(someEngine("wasm"), someEngine("seal"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"desk/index.html": true, "desk/desk.js": true, "desk/desk.go": false, "console/console.js": false} {
		if exists(filepath.Join(r.Dir, name)) != want {
			t.Errorf("%s is served: %v", name, !want)
		}
	}
}

func TestWebNamesThePlaceOfAnError(t *testing.T) {
	b := checkout(t)
	write(t, b.root, "widget/src/panel.ts", "export const x = ;")
	_, err := b.web(someEngine("wasm"), someEngine("seal"))
	if err == nil || !strings.Contains(err.Error(), "widget/src/panel.ts:1:17") {
		t.Errorf("got %v", err)
	}
	os.Remove(filepath.Join(b.root, "widget/src/panel.ts"))
	if _, err = b.web(someEngine("wasm"), someEngine("seal")); err == nil || !strings.Contains(err.Error(), "widget/src/panel.ts is missing") {
		t.Errorf("got %v", err)
	}
}

func TestScriptGivesOneFile(t *testing.T) {
	b := checkout(t)
	write(t, b.root, "widget/src/style.css", "p { color: red }")
	write(t, b.root, "widget/src/panel.ts", `import css from "./style.css"; console.log(css);`)
	out, err := b.script("widget/src/panel", api.FormatESModule, nil, nil)
	if err != nil || !strings.Contains(string(out), "color") {
		t.Errorf("styles are not text: %s, %v", out, err)
	}
}

func TestStampCoversNamesContentsAndSeed(t *testing.T) {
	root := t.TempDir()
	write(t, root, "a", "1")
	write(t, root, "b", "2")
	base, err := hashFiles(root, "seed", []string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	differ := func(what, seed string, files ...string) {
		t.Helper()
		got, err := hashFiles(root, seed, files)
		if err != nil || got == base {
			t.Errorf("%s does not change the stamp (%v)", what, err)
		}
	}
	differ("another seed", "other", "a", "b")
	differ("a missing file", "seed", "a")
	differ("the order", "seed", "b", "a")
	write(t, root, "b", "3")
	differ("another content", "seed", "a", "b")
	if _, err := hashFiles(root, "seed", []string{"gone"}); err == nil {
		t.Error("a file that is not there was hashed")
	}
}

func TestInputsSkipWhatIsNotSource(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"src/b.ts", "src/a.ts", "src/node_modules/x.ts", "src/.hidden/x.ts", "src/testdata/x.ts", "src/deep/c.ts"} {
		write(t, root, name, "")
	}
	got, err := inputs(root, "src", func(string) bool { return true })
	if err != nil || strings.Join(got, " ") != "src/a.ts src/b.ts src/deep/c.ts" {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := inputs(root, "nowhere", func(string) bool { return true }); len(got) > 0 || err != nil {
		t.Errorf("a folder that does not exist gave %v, %v", got, err)
	}
}

func TestMissingNodeIsSaidInWords(t *testing.T) {
	b := checkout(t)
	t.Setenv("PATH", t.TempDir())
	err := b.packages()
	if err == nil || !strings.Contains(err.Error(), "no node on the PATH") || !strings.Contains(err.Error(), "Install Node.js") {
		t.Errorf("got %v", err)
	}
}

func TestOldNodeIsSaidInWords(t *testing.T) {
	bin := t.TempDir()
	for name, text := range map[string]string{"node": "#!/bin/sh\necho v18.19.0\n", "npm": "#!/bin/sh\n"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	err := checkNode(context.Background())
	if err == nil || !strings.Contains(err.Error(), "v18.19.0") || !strings.Contains(err.Error(), "Install Node.js 20") {
		t.Errorf("got %v", err)
	}
}

func TestPackagesAreInstalledOncePerLockFile(t *testing.T) {
	bin, b := t.TempDir(), checkout(t)
	for name, text := range map[string]string{
		"node": "#!/bin/sh\necho v20.1.0\n", "npm": "#!/bin/sh\nmkdir -p node_modules && echo \"$@\" >> calls\n",
	} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	calls := func() int {
		data, _ := os.ReadFile(filepath.Join(b.root, "widget", "calls"))
		if len(data) > 0 && !strings.HasPrefix(string(data), "ci --ignore-scripts") {
			t.Errorf("npm was called with %q", data)
		}
		return strings.Count(string(data), "\n")
	}
	for want, change := range []bool{true, false, true} {
		if change {
			write(t, b.root, "widget/package-lock.json", strings.Repeat(" ", want))
		}
		if err := b.packages(); err != nil {
			t.Fatal(err)
		}
	}
	if got := calls(); got != 2 {
		t.Errorf("npm ci ran %d times, want 2", got)
	}
}

func TestBudget(t *testing.T) {
	root := t.TempDir()
	write(t, root, "widget/build/budget.txt", "# comment\nengine 100\n loader 50 # at most\n")
	r := Result{Flavour: TinyGo, Parts: []Part{{Name: "engine", Brotli: 100}, {Name: "loader", Brotli: 57}, {Name: "desk", Brotli: 9999}}}
	err := CheckBudget(root, r)
	if !errors.Is(err, ErrBudget) || !strings.Contains(err.Error(), "loader is 57 bytes in brotli, 7 over its budget of 50") {
		t.Errorf("got %v", err)
	}
	if strings.Contains(err.Error(), "engine") || strings.Contains(err.Error(), "desk") {
		t.Errorf("a part within its budget is named: %v", err)
	}
	r.Parts = []Part{{Name: "engine", Brotli: 101}}
	if CheckBudget(root, r) == nil {
		t.Error("an engine over its budget passes")
	}
	r.Flavour = Go
	if err := CheckBudget(root, r); err != nil {
		t.Errorf("the stock engine has a budget: %v", err)
	}
	for _, bad := range []string{"engine", "engine many", "engine -1", "engine 1 2"} {
		if _, err := parseBudget("ok 1\n" + bad); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
