package lamplight

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/lamplight-help/lamplight/"

// ban forbids packages whose path begins with one of from to import packages
// whose path begins with one of what. Paths are below the module, or as the
// standard library writes them.
type ban struct {
	from, except []string
	what, allow  []string
	reason       string
}

var page = []string{"engine/wire", "engine/journey", "engine/struggle", "engine/predict", "engine/policy",
	"engine/kb", "engine/text", "engine/index", "engine/dialogue", "engine/num", "engine"}

// tools are folders below the engine that never reach a page.
var tools = []string{"engine/wire/gen", "engine/wasm/host", "engine/transcript", "engine/struggle/corpus"}

// shells are the parts of the edge that are not its pure core.
var shells = []string{"edge/native", "edge/worker", "edge/edgetest", "edge/publish", "edge/answer", "edge/store", "edge/sim"}

// operators are the parts of sealing that run on the operator's machine, and
// sealers those that run in pages and desks. What both know is edge/seal.
var (
	operators = []string{"edge/seal/operator", "edge/seal/team", "edge/seal/shares"}
	sealers   = []string{"widget/seal"}
	sealed    = []string{"edge/seal", "edge/seal/envelope"}
)

var bans = []ban{
	{from: page, except: tools, what: []string{"fmt", "encoding/json", "reflect", "regexp", "log", "text/", "html/", "net", "os", "time"},
		reason: "each costs bytes in every visitor's page, and the engine has no I/O and no clock of its own"},
	{from: page, except: tools, what: []string{"math/rand", "crypto", "sync"},
		reason: "randomness is a seed in Hello, and nothing in the page runs in parallel"},
	{from: []string{"engine/wire"}, except: tools, what: []string{module},
		reason: "the vocabulary is the bottom: everything speaks it, it knows nobody"},
	{from: []string{"engine/journey"}, what: []string{module}, allow: []string{"engine/wire", "engine/num"},
		reason: "a path is made of events alone"},
	{from: []string{"engine/struggle"}, except: tools, what: []string{module}, allow: []string{"engine/wire", "engine/journey", "engine/num"},
		reason: "a signal is seen in the path; what follows from it is decided above"},
	{from: []string{"engine/predict"}, what: []string{module}, allow: []string{"engine/wire", "engine/journey", "engine/struggle", "engine/num"},
		reason: "a probability must not depend on what would be done with it"},
	{from: []string{"engine/policy"}, what: []string{module}, allow: []string{"engine/wire", "engine/journey", "engine/struggle", "engine/predict", "engine/num"},
		reason: "whether to interrupt does not depend on how the answer was found"},
	{from: []string{"engine/kb"}, what: []string{module}, allow: []string{"engine/wire", "engine/text"},
		reason: "the bundle is data; reading it needs no search and no path"},
	{from: []string{"engine/index"}, what: []string{module}, allow: []string{"engine/wire", "engine/kb", "engine/text", "engine/num"},
		reason: "search answers words; the dialogue above it knows the visitor"},
	{from: []string{"engine/dialogue"}, what: []string{module}, allow: []string{"engine/wire", "engine/kb", "engine/text", "engine/index", "engine/num"},
		reason: "a turn follows from state, words and hits; the engine brings the path"},
	{from: []string{"engine"}, what: []string{module}, allow: []string{"engine"},
		reason: "the engine runs in pages; the edge and the playground do not"},
	{from: []string{"edge"}, except: slices.Concat(shells, []string{"edge/seal"}),
		what: []string{module}, allow: []string{"edge", "engine/wire", "engine/kb", "engine/index", "engine/text"},
		reason: "the site object searches the bundle and nothing else of the engine"},
	{from: []string{"edge"}, except: slices.Concat(shells, operators),
		what:   []string{"net/http", "os", "database/sql", "math/rand", "crypto/rand"},
		reason: "the edge core is a pure function of input and database; its hosts do the I/O"},
	{from: slices.Concat(sealed, sealers), except: slices.Concat(operators, []string{"edge/seal/directory"}),
		what:   []string{"fmt", "encoding/json", "reflect", "crypto", "math/big", "math/rand", "net", "os", "time", "sync"},
		reason: "each costs bytes in the page's second module, whose randomness comes in as an argument"},
	{from: slices.Concat(sealed, sealers), except: slices.Concat(operators, []string{"edge/seal/directory"}), what: []string{module}, allow: sealed,
		reason: "sealing knows keys and bytes, and nothing of conversations or pages"},
	{from: slices.Concat(sealed, sealers), except: operators,
		what:   []string{"github.com/cloudflare/circl/hpke", "github.com/cloudflare/circl/group", "github.com/cloudflare/circl/oprf"},
		reason: "each carries every other suite along, in a page that needs one"},
	{from: operators, what: []string{module}, allow: []string{"edge/seal", "edge/seal/envelope", "edge/seal/operator", "edge/seal/directory"},
		reason: "keys are made and split without an edge, and what pages sealed is opened by other code than theirs"},
	{from: []string{"edge/blind"}, what: []string{module}, reason: "tokens know nothing of conversations"},
	{from: []string{"edge/native"}, what: []string{module + "edge/worker", "syscall/js"},
		reason: "the two hosts know the core, never each other"},
	{from: []string{"edge/worker"}, what: []string{module + "edge/native", "modernc.org"},
		reason: "the two hosts know the core, never each other; modernc.org/sqlite does not build for js/wasm"},
	{from: []string{"engine", "edge", "widget"}, except: []string{"edge/worker"}, what: []string{"github.com/syumai/workers"},
		reason: "it imports syscall/js without a build tag"},
	{from: []string{"engine", "edge", "widget"}, what: []string{module + "playground"},
		reason: "the playground may import anything and nobody imports it"},
}

// TestImportDirection reads every non-test Go file and checks all bans.
func TestImportDirection(t *testing.T) {
	seen := 0
	for _, top := range []string{"engine", "edge", "widget", "playground"} {
		walk(t, top, func(path string, file *ast.File) {
			seen++
			for _, spec := range file.Imports {
				check(t, path, strings.Trim(spec.Path.Value, `"`))
			}
		})
	}
	if seen < 10 {
		t.Fatalf("only %d files were read: is this the top of the module?", seen)
	}
}

// walk parses every non-test Go file below a folder.
func walk(t *testing.T, top string, visit func(path string, file *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() == "dist" || strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err == nil {
			visit(filepath.ToSlash(path), file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func check(t *testing.T, path, imported string) {
	t.Helper()
	pkg := path[:strings.LastIndexByte(path, '/')]
	for _, b := range bans {
		if !under(pkg, b.from) || under(pkg, b.except) || !matches(imported, b.what) {
			continue
		}
		if below, ok := strings.CutPrefix(imported, module); ok && (allowed(pkg, below, b.allow) || together(pkg, below, b.from)) {
			continue
		}
		t.Errorf("%s imports %s: %s", path, imported, b.reason)
	}
}

// TestEdgeCannotOpen: the site object checks the outside of envelopes. What
// could open one is not linked into it.
func TestEdgeCannotOpen(t *testing.T) {
	keys := []string{module + "edge/seal/operator", module + "edge/seal/team", module + "edge/seal/shares", module + "widget", "github.com/cloudflare/circl/hpke"}
	walk(t, "edge", func(path string, file *ast.File) {
		if strings.Count(path, "/") > 1 {
			return
		}
		for _, spec := range file.Imports {
			if imported := strings.Trim(spec.Path.Value, `"`); matches(imported, keys) {
				t.Errorf("%s imports %s, which can open what visitors sealed", path, imported)
			}
		}
	})
}

// TestBansBite makes sure that the rules above would notice.
func TestBansBite(t *testing.T) {
	for _, c := range []struct{ path, imported string }{
		{"engine/journey/path.go", "fmt"},
		{"engine/wire/codec.go", module + "engine/journey"},
		{"engine/journey/path.go", module + "engine/struggle"},
		{"engine/engine.go", "time"},
		{"edge/core.go", "net/http"},
		{"engine/predict/outlook/model.go", module + "engine/policy"},
		{"edge/native/server.go", module + "edge/worker"},
		{"engine/index/index.go", module + "playground/eval"},
		{"widget/seal/hpke/hpke.go", "crypto/sha256"},
		{"widget/seal/hpke/hpke.go", "github.com/cloudflare/circl/hpke"},
		{"widget/seal/box/box.go", module + "edge/seal/team"},
		{"edge/seal/operator/thread.go", module + "widget/seal/thread"},
	} {
		probe := &testing.T{}
		check(probe, c.path, c.imported)
		if !probe.Failed() {
			t.Errorf("%s may import %s", c.path, c.imported)
		}
	}
}

// under reports whether pkg is one of the folders or below one. "engine"
// alone means the root package when it stands last in a list of its parts.
func under(pkg string, folders []string) bool {
	for _, f := range folders {
		if pkg == f || strings.HasPrefix(pkg, f+"/") {
			return true
		}
	}
	return false
}

// matches compares with standard packages as a whole or by a prefix that ends
// in "/", and with modules by prefix.
func matches(imported string, what []string) bool {
	for _, w := range what {
		if imported == w || strings.HasPrefix(imported, strings.TrimSuffix(w, "/")+"/") {
			return true
		}
	}
	return false
}

// together reports whether both packages lie below the same rule: the parts of
// predict may import each other.
func together(pkg, imported string, from []string) bool {
	for _, f := range from {
		if strings.Contains(f, "/") && under(pkg, []string{f}) && under(imported, []string{f}) {
			return true
		}
	}
	return false
}

// TestCoresHaveNoClock looks for calls that would make the cores depend on
// when or where they run.
func TestCoresHaveNoClock(t *testing.T) {
	for _, core := range []struct {
		top    string
		except []string
	}{{"engine", tools}, {"edge", shells}} {
		walk(t, core.top, func(path string, file *ast.File) {
			if under(path[:strings.LastIndexByte(path, '/')], core.except) {
				return
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && (s.Sel.Name == "Now" || s.Sel.Name == "Sleep" || s.Sel.Name == "Since") {
						t.Errorf("%s calls time.%s: time is a field of the event or input", path, s.Sel.Name)
					}
				}
				_, starts := n.(*ast.GoStmt)
				if starts {
					t.Errorf("%s starts a goroutine: cores run in one thread", path)
				}
				return true
			})
		})
	}
}

// allowed reports whether a package of this module may be imported. A package
// may always import what lies below it.
func allowed(pkg, imported string, allow []string) bool {
	if strings.HasPrefix(imported, pkg+"/") {
		return true
	}
	for _, a := range allow {
		if imported == a || a == "engine" && strings.HasPrefix(imported, "engine/") {
			return true
		}
	}
	return false
}
