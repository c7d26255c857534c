//go:build !js

package main

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge/answer/modeltest"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
)

// says is a model whose reply a test changes while it runs.
type says struct{ reply atomic.Value }

func (s *says) let(r modeltest.Reply) { s.reply.Store(r) }

func (s *says) serve(w http.ResponseWriter, r *modeltest.Request) {
	s.reply.Load().(modeltest.Reply)(w, r)
}

// TestAnswersOnTheWorker asks a language model through stateless Go and the
// Worker's fetch: well, broken and hostile replies, who may ask, how often.
func TestAnswersOnTheWorker(t *testing.T) {
	long(t)
	var says says
	endpoint := modeltest.Serve(t, says.serve)
	h := workertest.Start(t, workertest.Options{Bindings: map[string]any{"LAMPLIGHT_MODEL_ENDPOINT": endpoint, "LAMPLIGHT_MODEL": "m", "LAMPLIGHT_MODEL_KEY": "secret"}})
	s := demo(t, h)
	const body = `{"question":"I have a new phone number","locale":"en","articles":["account-phone"]}`
	ask := func(origin, body string) edgetest.Reply {
		t.Helper()
		c := s.Client
		c.Origin = origin
		r, err := c.Do(edgetest.Request{Method: "POST", Path: "answer", Body: body, ContentType: "application/json"})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	good := "Kite and your bank each keep their own number [1]. Send your PIN to the bank [1]."
	says.let(func(w http.ResponseWriter, r *modeltest.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" || r.Model != "m" {
			t.Errorf("asked as %q for %q", r.Header.Get("Authorization"), r.Model)
		}
		modeltest.Says(good, 5)(w, r)
	})
	r := ask(edgetest.PageOrigin, body)
	if text := string(r.Body); r.Status != 200 || r.Header.Get("Access-Control-Allow-Origin") != edgetest.PageOrigin || !strings.Contains(text, `"article":"account-phone"`) ||
		!strings.Contains(text, "event: done") || strings.Contains(text, "PIN") {
		t.Errorf("a good reply: %d %v %s", r.Status, r.Header, text)
	}
	for name, c := range map[string]struct {
		reply modeltest.Reply
		want  string
	}{
		"broken":   {modeltest.Raw(200, "text/event-stream", "data: {\"choi"), `"code":"broken"`},
		"error":    {modeltest.Raw(500, "text/html", "no"), `"code":"provider"`},
		"redirect": {modeltest.Raw(302, "text/plain", "", "Location", "http://127.0.0.1:1/"), `"code":"provider"`},
		"invented": {modeltest.Says("Every transfer costs 900 dollars [1].", 9), "event: refused"},
	} {
		says.let(c.reply)
		if r := ask(edgetest.PageOrigin, body); r.Status != 200 || !strings.Contains(string(r.Body), c.want) || strings.Contains(string(r.Body), "900") {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
	if r := ask("https://evil.example", body); r.Status != 403 {
		t.Errorf("another page: %d", r.Status)
	}
	var statuses []int
	for range 3 {
		statuses = append(statuses, ask(edgetest.PageOrigin, body).Status)
	}
	if statuses[2] != 429 {
		t.Errorf("the eighth answer in a row: %v", statuses)
	}
}

// TestSlowModelOnTheWorker: a fetch that never ends is given up in time.
func TestSlowModelOnTheWorker(t *testing.T) {
	long(t)
	endpoint := modeltest.Serve(t, modeltest.Forever("text/event-stream", ": wait\n\n", 200*time.Millisecond))
	h := workertest.Start(t, workertest.Options{Bindings: map[string]any{"LAMPLIGHT_MODEL_ENDPOINT": endpoint, "LAMPLIGHT_MODEL": "m"}})
	s := demo(t, h)
	r, err := s.Do(edgetest.Request{Method: "POST", Path: "answer", Body: `{"question":"I have a new phone number","locale":"en","articles":["account-phone"]}`, ContentType: "application/json"})
	if err != nil || r.Status != 200 || !strings.Contains(string(r.Body), `"code":"slow"`) {
		t.Errorf("%d %s, %v", r.Status, r.Body, err)
	}
}

// TestNoModelOnTheWorker: off unless it is configured.
func TestNoModelOnTheWorker(t *testing.T) {
	s := edgetest.NewSite(t, workertest.Start(t, workertest.Options{}))
	r, err := s.Do(edgetest.Request{Method: "POST", Path: "answer", Body: "{}"})
	if err != nil || r.Status != 404 || !strings.Contains(string(r.Body), `"code":"off"`) {
		t.Errorf("%d %s, %v", r.Status, r.Body, err)
	}
}

// demo is a site with the demo's articles published.
func demo(t *testing.T, h *workertest.Host) *edgetest.Site {
	t.Helper()
	s := edgetest.NewSite(t, h)
	keys, _, err := publish.LoadKeys(t.TempDir() + "/site.key")
	if err != nil {
		t.Fatal(err)
	}
	settings := s.Settings()
	settings.RootKeys = [][]byte{keys.Public()[0].Key}
	settings.Site = "kite"
	s.Client.Site = "kite"
	h.Configure(t, settings)
	made, err := publish.Publish(publish.Options{Site: "kite", FS: os.DirFS("../../playground/demo/kb"), Keys: keys, Version: 1, Now: time.Now().UnixMilli()})
	if err != nil {
		t.Fatal(err)
	}
	put := func(path, kind string, body any) {
		t.Helper()
		r, err := s.Do(edgetest.Request{Method: "PUT", Path: path, Token: s.Author, Body: body, ContentType: kind})
		if err != nil || r.Status >= 300 {
			t.Fatalf("%s: %d %s, %v", path, r.Status, r.Body, err)
		}
	}
	for _, f := range made.Files() {
		put("bundle/"+edgetest.Hash(f), "application/octet-stream", f)
	}
	put("head", "application/json", json.RawMessage(made.Envelope))
	return s
}
