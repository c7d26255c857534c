//go:build !js

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
)

// TestShellIsThin: the Durable Object decides nothing, so it stays small.
func TestShellIsThin(t *testing.T) {
	data, err := os.ReadFile("site.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), "\n"); n >= 200 {
		t.Errorf("site.mjs has %d lines; move what is not sockets, alarms or effects out of it", n)
	}
}

// long leaves a test to the full run: `-short` keeps the conformance suite.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("left to the full run")
	}
}

// TestHardening66Hibernation lets workerd put the object to sleep, which it
// does after ten idle seconds, with open sockets. The sockets go on as if
// nothing had been, and so does the conversation.
func TestHardening66Hibernation(t *testing.T) {
	long(t)
	t.Parallel()
	h := workertest.Start(t, workertest.Options{})
	s := edgetest.NewSite(t, h)
	asked := ask(t, s, "before the sleep")
	visitor := dial(t, s, asked.Token)
	send(t, visitor, edge.ClientFrame{T: "resume"})
	if _, _, err := visitor.Until(edgetest.Is("resumed")); err != nil {
		t.Fatal(err)
	}
	session, err := s.SignIn(s.First, "Mei")
	if err != nil {
		t.Fatal(err)
	}
	desk := dial(t, s, session)
	time.Sleep(12 * time.Second)
	send(t, visitor, edge.ClientFrame{T: "ping"}) // answered without waking the object
	if _, _, err := visitor.Until(edgetest.Is("pong")); err != nil {
		t.Fatal(err)
	}
	id := edgetest.NewID()
	send(t, desk, edge.ClientFrame{T: "send", ID: id, Conversation: asked.Conversation, Text: "after the sleep"})
	if f := wait(t, desk, id); f.T != "ack" {
		t.Fatalf("%s", f.Raw)
	}
	if f := wait(t, visitor, id); f.Text != "after the sleep" || f.Name != "Mei" {
		t.Errorf("%s", f.Raw)
	}
	if !strings.Contains(h.Log(), "woke up with 2 sockets") {
		t.Errorf("the object never slept, so this test has shown nothing")
	}
}

// TestHardening68HalfOpen: a socket whose other end says nothing, as one whose
// network is gone, is closed after two heartbeats. One that pings stays, also
// while the object sleeps.
func TestHardening68HalfOpen(t *testing.T) {
	long(t)
	t.Parallel()
	h := workertest.Start(t, workertest.Options{Tags: []string{"hasty"}}) // a heartbeat of 1.5 s
	s := edgetest.NewSite(t, h)
	alive, silent := dial(t, s, ask(t, s, "alive").Token), dial(t, s, ask(t, s, "silent").Token)
	ended := make(chan int, 1)
	go func() { ended <- silent.CloseCode() }()
	start := time.Now()
	for {
		send(t, alive, edge.ClientFrame{T: "ping"})
		if _, _, err := alive.Until(edgetest.Is("pong")); err != nil {
			t.Fatalf("the living socket: %v", err)
		}
		select {
		case code := <-ended:
			t.Logf("closed with %d after %v", code, time.Since(start).Round(100*time.Millisecond))
			if code != 4002 {
				t.Errorf("closed with %d, want 4002", code)
			}
			id := edgetest.NewID()
			send(t, alive, edge.ClientFrame{T: "send", ID: id, Text: "still here"})
			if f := wait(t, alive, id); f.T != "ack" {
				t.Errorf("%s", f.Raw)
			}
			return
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// TestDatabaseAdapter runs the Durable Object's SQL under the types and
// numbers at which JavaScript and Go disagree. The tag "faults" has it done
// inside the instance and answers with the findings.
func TestDatabaseAdapter(t *testing.T) {
	long(t)
	t.Parallel()
	h := workertest.Start(t, workertest.Options{Tags: []string{"faults"}})
	s := edgetest.NewSite(t, h)
	r, err := s.Do(edgetest.Request{Method: "GET", Path: "root?fault-database"})
	if err != nil {
		t.Fatal(err)
	}
	var findings map[string]string
	if err := json.Unmarshal(r.Body, &findings); err != nil || len(findings) == 0 {
		t.Fatalf("%v in %s", err, r.Body)
	}
	for what, finding := range findings {
		if finding != "" {
			t.Errorf("%s: %s", what, finding)
		}
	}
}

// TestHardening53SlowBody: a body that drips is given up after ten seconds,
// and meanwhile nobody else waits.
func TestHardening53SlowBody(t *testing.T) {
	long(t)
	t.Parallel()
	h := workertest.Start(t, workertest.Options{})
	s := edgetest.NewSite(t, h)
	body, drip := io.Pipe()
	defer drip.Close()
	go func() {
		for {
			if _, err := drip.Write([]byte(" ")); err != nil {
				return
			}
			time.Sleep(200 * time.Millisecond)
		}
	}()
	req, err := http.NewRequestWithContext(t.Context(), "POST", h.URL()+"/v1/"+s.Client.Site+"/escalations", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", edgetest.PageOrigin)
	begin := time.Now()
	answered := make(chan string, 1)
	go func() {
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			answered <- err.Error() // the connection was cut, which is an answer too
			return
		}
		defer res.Body.Close()
		answered <- res.Status
	}()
	ask(t, s, "meanwhile")
	select {
	case status := <-answered:
		t.Logf("%s after %v", status, time.Since(begin).Round(time.Second))
		if strings.HasPrefix(status, "2") || strings.HasPrefix(status, "5") {
			t.Errorf("answered with %s", status)
		}
	case <-time.After(25 * time.Second):
		t.Error("not given up after 25 s")
	}
}

// TestHardening59ClientsThatLeave: clients that go away at any moment of their
// request leave nothing half done and hold nobody up. What was stored is
// stored whole: the same id with the same body is a repeat.
func TestHardening59ClientsThatLeave(t *testing.T) {
	long(t)
	t.Parallel()
	h := workertest.Start(t, workertest.Options{Tags: []string{"open"}})
	s := edgetest.NewSite(t, h)
	asks := make([]edge.Escalation, 200)
	var wg sync.WaitGroup
	for i := range asks {
		asks[i] = edge.Escalation{ID: edgetest.NewID(), Question: fmt.Sprint("question ", i), Locale: "en"}
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%40)*250*time.Microsecond)
			defer cancel()
			body, err := json.Marshal(asks[i])
			if err != nil {
				t.Error(err)
				return
			}
			req, err := http.NewRequestWithContext(ctx, "POST", h.DirectURL()+"/v1/"+s.Client.Site+"/escalations", bytes.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Origin", edgetest.PageOrigin)
			if res, err := http.DefaultClient.Do(req); err == nil {
				res.Body.Close()
			}
		})
	}
	wg.Wait()
	for _, a := range asks {
		if got, err := s.Escalate(a); err != nil || got.Conversation != a.ID || got.Seq != 1 {
			t.Fatalf("%s: %+v %v", a.Question, got, err)
		}
	}
}

// TestStaticFiles: files beside the API, with the headers of _headers, and
// never in the API's place.
func TestStaticFiles(t *testing.T) {
	long(t)
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"lamplight.js": "void 0", "desk/index.html": "<!doctype html>", "v1/shadow/root": "a file",
		"_headers": "/lamplight.js\n  Access-Control-Allow-Origin: *\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	h := workertest.Start(t, workertest.Options{Assets: dir})
	for path, want := range map[string]struct {
		status int
		body   string
		header string
	}{
		"/lamplight.js":   {200, "void 0", "*"},
		"/desk/":          {200, "<!doctype html>", ""},
		"/nothing":        {404, "", ""},
		"/v1/shadow/root": {404, `"code":"not-found"`, ""},
	} {
		r, err := edgetest.Client{Base: h.URL()}.Do(edgetest.Request{Method: "GET", Path: path})
		if err != nil {
			t.Fatal(err)
		}
		if r.Status != want.status || !strings.Contains(string(r.Body), want.body) || r.Header.Get("Access-Control-Allow-Origin") != want.header {
			t.Errorf("%s: status %d, headers %v, body %s", path, r.Status, r.Header, r.Body)
		}
	}
}

// TestSites: which sites there are comes from the deployment's variables and
// secrets, and from the SETTINGS namespace. A name that is in neither answers
// 404 as any other wrong address does.
func TestSites(t *testing.T) {
	long(t)
	t.Parallel()
	h := workertest.Start(t, workertest.Options{Bindings: map[string]any{
		"SITES":        map[string]any{"shop": map[string]any{"origins": []string{edgetest.PageOrigin}, "desk_origins": []string{edgetest.PageOrigin}}},
		"SITE_SECRETS": `{"shop":{"tokens":[{"secret":"a-first-start-token-of-the-shop","role":"first","name":"first start"}]}}`,
	}})
	shop := edgetest.Client{Base: h.URL(), Site: "shop", Origin: edgetest.PageOrigin}
	if _, err := shop.SignIn("a-first-start-token-of-the-shop", "Mei"); err != nil {
		t.Error(err)
	}
	begin := time.Now()
	stored := edgetest.NewSite(t, h)
	if _, err := stored.Ask("in the namespace"); err != nil {
		t.Error(err)
	}
	t.Logf("first answer of a new object after %v", time.Since(begin).Round(time.Millisecond))
	for _, name := range []string{"nobody", "No-Body", "-", strings.Repeat("a", 64), "..", "__proto__", "constructor"} {
		r, err := edgetest.Client{Base: h.URL(), Site: name}.Do(edgetest.Request{Method: "GET", Path: "root"})
		if err != nil || r.Status != 404 {
			t.Errorf("site %q: status %d, %v", name, r.Status, err)
		}
	}
}

// TestManySites: all objects of an isolate share one Go instance.
func TestManySites(t *testing.T) {
	long(t)
	const sites = 60
	h := workertest.Start(t, workertest.Options{})
	for range sites {
		s := edgetest.NewSite(t, h)
		asked := ask(t, s, "one of many")
		sock := dial(t, s, asked.Token)
		id := edgetest.NewID()
		send(t, sock, edge.ClientFrame{T: "send", ID: id, Text: "hello"})
		if f := wait(t, sock, id); f.T != "ack" || f.Seq != 3 { // after question and "queued"
			t.Fatalf("%s", f.Raw)
		}
	}
	if n := strings.Count(h.Log(), "the Go core started"); n != 1 {
		t.Errorf("%d instances of Go for %d sites, want 1", n, sites)
	}
}

// TestStartUp prints how long the first answer takes, in which workerd
// compiles site.wasm and Go starts. Cloudflare allows a second.
func TestStartUp(t *testing.T) {
	long(t)
	h := workertest.Start(t, workertest.Options{})
	s := edgetest.NewSite(t, h)
	for _, which := range []string{"first", "second"} {
		begin := time.Now()
		if r, err := s.Do(edgetest.Request{Method: "GET", Path: "root"}); err != nil || r.Status != 200 {
			t.Fatal(r.Status, err)
		}
		t.Logf("%s answer after %v", which, time.Since(begin).Round(100*time.Microsecond))
	}
}

// TestProxyHandler: one origin for pages and edge, across a restart.
func TestProxyHandler(t *testing.T) {
	long(t)
	t.Parallel()
	h := workertest.Start(t, workertest.Options{})
	front := httptest.NewServer(h.Handler())
	t.Cleanup(front.Close)
	s := edgetest.NewSite(t, h)
	s.Base = front.URL
	asked := ask(t, s, "through a proxy")
	h.Restart(t)
	sock := dial(t, s, asked.Token)
	send(t, sock, edge.ClientFrame{T: "resume"})
	if _, page, err := sock.Until(edgetest.Is("resumed")); err != nil || len(page) == 0 || page[0].Text != "through a proxy" {
		t.Errorf("%v %v", page, err)
	}
}
