package serve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/playground/command"
	"github.com/lamplight-help/lamplight/widget/build/buildtest"
)

// journal is a log that may be written while it is read.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func begin(t *testing.T, data string) (*Playground, *journal) {
	t.Helper()
	var log journal
	p, err := Start(context.Background(), Options{Addr: "127.0.0.1:0", Data: data, Log: &log})
	if err != nil {
		t.Fatalf("%v\n%s", err, &log)
	}
	t.Cleanup(func() { p.Close() })
	return p, &log
}

func fetch(t *testing.T, url string) (status int, body []byte, h http.Header) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if body, err = io.ReadAll(r.Body); err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, body, r.Header
}

func TestStartServesEverything(t *testing.T) {
	buildtest.Node(t)
	p, log := begin(t, t.TempDir())
	for path, kind := range map[string]string{
		"/":                  "text/html; charset=utf-8", // leads to the demo
		"/demo/security":     "text/html; charset=utf-8",
		"/desk/":             "text/html; charset=utf-8",
		"/desk/desk.js":      "text/javascript; charset=utf-8",
		"/lamplight.js":      "text/javascript; charset=utf-8",
		"/" + p.Build.Engine: "application/wasm",
		"/" + p.Build.Shell:  "text/javascript; charset=utf-8",
		"/" + p.Build.Panel:  "text/javascript; charset=utf-8",
		"/v1/demo/head":      "application/json",
		"/v1/demo/root":      "application/json",
	} {
		status, body, h := fetch(t, p.URL+path)
		if status != 200 || len(body) == 0 || h.Get("Content-Type") != kind {
			t.Errorf("%s: %d, %d bytes of %q", path, status, len(body), h.Get("Content-Type"))
		}
	}
	if !strings.Contains(log.String(), "version 1 to the site demo") {
		t.Errorf("the log says\n%s", log)
	}
	session, err := p.Edge.Do(edge.Request{Method: "POST", Path: "/v1/demo/session", ContentType: "application/json",
		Body: []byte(`{"token":"` + p.Token + `","name":"Mei"}`)})
	if err != nil || session.Status != 201 {
		t.Errorf("the printed token does not open the desk: %d %s, %v", session.Status, session.Body, err)
	}
}

// A second start finds everything as it was.
func TestSecondStartPublishesNothing(t *testing.T) {
	buildtest.Node(t)
	data := t.TempDir()
	first, _ := begin(t, data)
	token := first.Token
	_, before, _ := fetch(t, first.URL+"/v1/demo/head")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, log := begin(t, data)
	_, after, _ := fetch(t, second.URL+"/v1/demo/head")
	if !bytes.Equal(before, after) || strings.Contains(log.String(), "published") {
		t.Errorf("published again:\n%s", log)
	}
	if second.Token != token || !second.Build.Cached {
		t.Errorf("token kept: %v, build cached: %v", second.Token == token, second.Build.Cached)
	}
	var head struct{ Head string }
	if err := json.Unmarshal(after, &head); err != nil || head.Head == "" {
		t.Errorf("the head is %s", after)
	}
}

func TestInterruptStopsCleanly(t *testing.T) {
	buildtest.Node(t)
	ctx, interrupt := context.WithCancel(context.Background())
	defer interrupt()
	out, in := io.Pipe()
	var log journal
	done := make(chan error, 1)
	go func() {
		done <- run(&command.Env{Ctx: ctx, Stdout: in, Stderr: &log}, []string{"-addr", "127.0.0.1:0", "-data", t.TempDir()})
		in.Close()
	}()
	var places []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		places = append(places, lines.Text())
		if strings.HasPrefix(lines.Text(), "Ctrl-C") {
			interrupt()
		}
	}
	if err := <-done; err != nil {
		t.Errorf("%v\n%s", err, &log)
	}
	all := strings.Join(places, "\n")
	for _, want := range []string{"engine ", "/demo/", "/desk/?site=demo#token="} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not printed:\n%s", want, all)
		}
	}
}
