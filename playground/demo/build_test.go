package demo

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// nodeModules finds the packages of the widget beside this package.
func nodeModules(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "widget", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "preact")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no packages in %s: run npm ci in widget/", dir)
		}
		t.Skipf("SKIPPED: no packages in %s: run npm ci in widget/ to test the bundle", dir)
	}
	return dir
}

func TestBuildWritesWhatHandlerServes(t *testing.T) {
	out := t.TempDir()
	if err := Build(nodeModules(t), out); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.html", "assets/kite.js", "assets/kite.css"} {
		info, err := os.Stat(filepath.Join(out, name))
		if err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	script, err := os.ReadFile(filepath.Join(out, "assets", "kite.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"修改密码", "Change password", "/demo/api/"} {
		if !strings.Contains(string(script), want) {
			t.Errorf("the bundle has no %q", want)
		}
	}
}

func TestBuildWithoutPackagesSaysWhatToDo(t *testing.T) {
	err := Build(t.TempDir(), t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "npm ci") {
		t.Errorf("got %v", err)
	}
}

// TestKiteTypes runs the TypeScript compiler. It also finds a text that a
// page asks for and no locale file holds.
func TestKiteTypes(t *testing.T) {
	tsc := filepath.Join(nodeModules(t), ".bin", "tsc")
	if out, err := exec.Command(tsc, "-p", "kite").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
