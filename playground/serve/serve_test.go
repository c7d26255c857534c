package serve

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"github.com/lamplight-help/lamplight/edge/native"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build"
)

// problem wants err to be for people: it must say all of want.
func problem(t *testing.T, err error, want ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the message lacks %q: %v", w, err)
		}
	}
	if strings.Contains(err.Error(), "syscall") || strings.Contains(err.Error(), "\n") {
		t.Errorf("this is not one clear sentence and a remedy: %v", err)
	}
}

func TestTakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()
	_, err = Start(context.Background(), Options{Root: t.TempDir(), Addr: addr})
	problem(t, err, addr+" is taken by another program.", "choose another port", "-addr")
}

func TestImpossibleAddress(t *testing.T) {
	for _, addr := range []string{"nonsense", "127.0.0.1:99999", "127.0.0.1"} {
		_, err := listen(addr)
		problem(t, err, addr, "-addr 127.0.0.1:8787")
	}
}

func TestDataDirectoryThatCannotBeWritten(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	// Both refuse even the superuser: below a file, and a system's own tree.
	for _, dir := range []string{filepath.Join(blocked, "data"), "/proc/lamplight"} {
		_, err := Start(context.Background(), Options{Root: t.TempDir(), Addr: "127.0.0.1:0", Data: dir})
		problem(t, err, "The data directory "+dir+" cannot be written.", "-data DIR")
	}
}

func TestMissingNode(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{"widget/package.json": "{}", "widget/package-lock.json": "{}"} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", t.TempDir())
	_, err := Start(context.Background(), Options{Root: root, Addr: "127.0.0.1:0"})
	problem(t, err, "There is no node on the PATH", "Install Node.js 20")
}

func TestDataDirectoryInUse(t *testing.T) {
	o := Options{Data: t.TempDir(), Addr: "127.0.0.1:0", Root: t.TempDir()}
	first, err := native.Open(native.Config{Dir: filepath.Join(o.Data, "sites")})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	_, err = openEdge(o)
	problem(t, err, "Another playground is using the data directory "+o.Data, "-data DIR")
}

func TestFirstTokenIsKept(t *testing.T) {
	dir := t.TempDir()
	first, err := firstToken(dir)
	if err != nil || len(first) < 20 {
		t.Fatalf("%q, %v", first, err)
	}
	if again, err := firstToken(dir); again != first || err != nil {
		t.Errorf("the second start has %q, %v", again, err)
	}
	info, err := os.Stat(filepath.Join(dir, "first-start-token"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the token: %v, %v", info.Mode(), err)
	}
}

func TestOriginsAreExact(t *testing.T) {
	got := strings.Join(origins("http://127.0.0.1:8787"), " ")
	if got != "http://127.0.0.1:8787 http://localhost:8787" {
		t.Error(got)
	}
}

func TestAddressIsReachable(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "0.0.0.0:0", ":0"} {
		l, err := listen(addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := address(l); !strings.HasPrefix(got, "http://127.0.0.1:") {
			t.Errorf("%s gives %s", addr, got)
		}
		l.Close()
	}
}

// someFiles is a build of a few files.
func someFiles(t *testing.T) *static {
	t.Helper()
	r := build.Result{Dir: t.TempDir(), Engine: "engine.0123456789abcdef.wasm", Loader: "lamplight.js", Shell: "shell.0123456789abcdef.js", Panel: "panel.0123456789abcdef.js"}
	for _, name := range []string{r.Engine, r.Loader, r.Shell, r.Panel, "desk/index.html", "desk/desk.js"} {
		path := filepath.Join(r.Dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.Repeat(name, 50)), 0o644); err != nil {
			t.Fatal(err)
		}
		r.Files = append(r.Files, name)
	}
	s, err := newStatic(r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ask(h http.Handler, method, path string, header ...string) *http.Response {
	w, r := httptest.NewRecorder(), httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestStaticFiles(t *testing.T) {
	s := someFiles(t)
	for _, c := range []struct{ path, kind, cache, cors string }{
		{"/lamplight.js", "text/javascript; charset=utf-8", "no-cache", "*"},
		{"/engine.0123456789abcdef.wasm", "application/wasm", "public, max-age=31536000, immutable", "*"},
		{"/shell.0123456789abcdef.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "*"},
		{"/panel.0123456789abcdef.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "*"},
		{"/desk/", "text/html; charset=utf-8", "no-cache", ""},
		{"/desk/desk.js", "text/javascript; charset=utf-8", "no-cache", ""},
	} {
		r := ask(s, "GET", c.path)
		h := r.Header
		if r.StatusCode != 200 || h.Get("Content-Type") != c.kind || h.Get("Cache-Control") != c.cache ||
			h.Get("Access-Control-Allow-Origin") != c.cors || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", c.path, r.StatusCode, h)
		}
		if strings.HasPrefix(c.path, "/desk") != (h.Get("Content-Security-Policy") != "") {
			t.Errorf("%s has the policy %q", c.path, h.Get("Content-Security-Policy"))
		}
		if again := ask(s, "GET", c.path, "If-None-Match", h.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s again: %d", c.path, again.StatusCode)
		}
	}
}

func TestStaticCompresses(t *testing.T) {
	s := someFiles(t)
	for accept, want := range map[string]string{"gzip, br": "br", "br;q=0.5": "br", "gzip": "", "": "", "br;q=0": "", "brx": ""} {
		r := ask(s, "GET", "/lamplight.js", "Accept-Encoding", accept)
		if got := r.Header.Get("Content-Encoding"); got != want || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q is answered with %q", accept, got)
		}
		body := io.Reader(r.Body)
		if want == "br" {
			body = brotli.NewReader(body)
		}
		if text, err := io.ReadAll(body); err != nil || !strings.HasPrefix(string(text), "lamplight.jslamplight.js") {
			t.Errorf("%q gives %q, %v", accept, text, err)
		}
	}
}

func TestStaticServesNothingElse(t *testing.T) {
	s := someFiles(t)
	for _, path := range []string{"/", "/build.json", "/desk/../lamplight.js", "/desk/src/main.tsx", "/%2e%2e/go.mod", "/console/", "/desk//"} {
		if r := ask(s, "GET", path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	if r := ask(s, "GET", "/desk"); r.StatusCode != http.StatusMovedPermanently || r.Header.Get("Location") != "/desk/" {
		t.Errorf("/desk: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	if r := ask(s, "POST", "/lamplight.js"); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", r.StatusCode)
	}
}

func TestPrintNamesTheEngineAndThePlaces(t *testing.T) {
	p := &Playground{Build: build.Result{Flavour: build.Go, Parts: []build.Part{{Name: "engine", Raw: 3, Gzip: 2, Brotli: 1}}},
		places: []place{{"demo", "http://x/demo/"}}, data: "/d"}
	var out bytes.Buffer
	p.print(&out)
	want := "engine   go: 3 bytes raw, 2 gzip, 1 brotli; `go run ./playground toolchain` makes it about twenty times smaller\n" +
		"demo     http://x/demo/\ndata     /d\nCtrl-C stops.\n"
	if out.String() != want {
		t.Errorf("got\n%s", out.String())
	}
}

func TestUsage(t *testing.T) {
	env := &command.Env{Ctx: context.Background(), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}}
	for _, args := range [][]string{{"-nonsense"}, {"surplus"}} {
		if err := run(env, args); !errors.Is(err, command.ErrUsage) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
