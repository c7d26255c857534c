package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge/answer"
	"github.com/lamplight-help/lamplight/edge/answer/modeltest"
	"github.com/lamplight-help/lamplight/edge/answer/web"
	"github.com/lamplight-help/lamplight/engine/kb"
)

const (
	page = "https://shop.example"
	good = `{"question":"How do I unblock my card?","locale":"en","articles":["unblock"]}`
)

// bundle is a published one with a single article.
func bundle(t *testing.T) []byte {
	t.Helper()
	raw, err := kb.Marshal(&kb.Source{Site: "demo", Locale: "en", Articles: []kb.Article{{ID: "unblock", Locale: "en", Title: "Unblock a card",
		Blocks: []kb.Block{{Kind: kb.Paragraph, Kids: []kb.Block{{Kind: kb.Text, Text: "Open Cards and press Unblock."}}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// site mounts a handler whose model replies so.
func site(t *testing.T, reply modeltest.Reply, change func(*web.Options)) string {
	t.Helper()
	s, err := answer.New(answer.Config{Endpoint: modeltest.Serve(t, reply), Model: "m"}, web.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	raw := bundle(t)
	o := web.Options{Service: s, Origins: []string{page}, Library: web.Bundles(func(locale string) ([]byte, error) {
		if locale != "en" {
			return nil, nil
		}
		return raw, nil
	})}
	if change != nil {
		change(&o)
	}
	srv := httptest.NewServer(web.Handler(o))
	t.Cleanup(srv.Close)
	return srv.URL
}

// ask sends one request; headers are name, value, …
func ask(t *testing.T, method, url, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", page)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		if r.Header.Set(header[i], header[i+1]); header[i+1] == "" {
			r.Header.Del(header[i])
		}
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(raw)
}

// events reads a stream as a page does.
func events(t *testing.T, body string) (list []answer.Event) {
	t.Helper()
	s := answer.NewStream(strings.NewReader(body), answer.Limits{})
	for {
		e, err := s.Next()
		if err == io.EOF {
			return list
		}
		var out answer.Event
		if err != nil || json.Unmarshal([]byte(e.Data), &out) != nil || out.Type != e.Name {
			t.Fatalf("%v: %+v in\n%s", err, e, body)
		}
		list = append(list, out)
	}
}

func TestHandlerStreams(t *testing.T) {
	url := site(t, modeltest.Says("Open Cards and press Unblock [1].", 4), nil)
	res, body := ask(t, "POST", url, good)
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Access-Control-Allow-Origin") != page ||
		res.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	got := events(t, body)
	if len(got) != 2 || got[0].Text != "Open Cards and press Unblock." || got[0].Citations[0].Article != "unblock" || got[1].Type != answer.TypeDone {
		t.Errorf("%+v", got)
	}
	for name, q := range map[string]string{
		"article that is none": `{"question":"q","locale":"en","articles":["other","../x"]}`,
		"locale without one":   `{"question":"q","locale":"zh-Hans","articles":["unblock"]}`,
		"no articles":          `{"question":"q","locale":"en"}`,
	} {
		_, body := ask(t, "POST", url, q)
		if got := events(t, body); len(got) != 1 || got[0].Code != answer.NoArticles {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestHandlerRefuses(t *testing.T) {
	never := func(w http.ResponseWriter, _ *modeltest.Request) { t.Error("the model was asked"); w.WriteHeader(500) }
	url := site(t, never, nil)
	for _, c := range []struct {
		name, method, body string
		status             int
		code               string
		header             []string
	}{
		{"no origin", "POST", good, 403, "origin", []string{"Origin", ""}},
		{"null", "POST", good, 403, "origin", []string{"Origin", "null"}},
		{"suffix", "POST", good, 403, "origin", []string{"Origin", page + ".evil"}},
		{"port", "POST", good, 403, "origin", []string{"Origin", page + ":8443"}},
		{"other origin asks first", "OPTIONS", "", 403, "origin", []string{"Origin", "https://evil.example"}},
		{"GET", "GET", "", 405, "method", nil},
		{"PUT", "PUT", good, 405, "method", nil},
		{"form", "POST", "question=x", 415, "content-type", []string{"Content-Type", "application/x-www-form-urlencoded"}},
		{"no type", "POST", good, 415, "content-type", []string{"Content-Type", ""}},
		{"gzip", "POST", good, 415, "content-type", []string{"Content-Encoding", "gzip"}},
		{"cut", "POST", good[:40], 400, "bad-json", nil},
		{"list", "POST", "[]", 400, "bad-json", nil},
		{"empty", "POST", "", 400, "bad-json", nil},
		{"bytes", "POST", "{\"question\":\"\xff\"}", 400, "bad-json", nil},
		{"locale", "POST", `{"question":"q","locale":"../en","articles":[]}`, 400, "bad-json", nil},
		{"articles with text", "POST", `{"question":"q","locale":"en","articles":[{"title":"x"}]}`, 400, "bad-json", nil},
		{"many ids", "POST", `{"question":"q","locale":"en","articles":["a"` + strings.Repeat(`,"a"`, 16) + `]}`, 400, "bad-json", nil},
		{"long id", "POST", `{"question":"q","locale":"en","articles":["` + strings.Repeat("a", 129) + `"]}`, 400, "bad-json", nil},
		{"large", "POST", `{"question":"` + strings.Repeat("q", 9000) + `"}`, 413, "too-large", nil},
	} {
		res, body := ask(t, c.method, url, c.body, c.header...)
		var p struct{ Code, Detail string }
		if err := json.Unmarshal([]byte(body), &p); err != nil || res.StatusCode != c.status || p.Code != c.code || p.Detail == "" {
			t.Errorf("%s: %d %s (%v), want %d %s", c.name, res.StatusCode, body, err, c.status, c.code)
		}
		if c.status == 403 && res.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: is let in by CORS", c.name)
		}
	}
	chunked, err := http.NewRequest("POST", url, struct{ io.Reader }{bytes.NewReader(make([]byte, 1<<20))})
	if err != nil {
		t.Fatal(err)
	}
	chunked.Header.Set("Origin", page)
	chunked.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(chunked)
	if err != nil {
		t.Fatal(err)
	}
	if res.Body.Close(); res.StatusCode != 413 {
		t.Errorf("no length, 1 MiB: %d", res.StatusCode)
	}
}

func TestHandlerIsOffByDefault(t *testing.T) {
	srv := httptest.NewServer(web.Handler(web.Options{Origins: []string{page}}))
	defer srv.Close()
	if res, body := ask(t, "POST", srv.URL, good); res.StatusCode != 404 || !strings.Contains(body, `"code":"off"`) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}

func TestHandlerAnswersPreflight(t *testing.T) {
	res, _ := ask(t, "OPTIONS", site(t, modeltest.Says("", 1), nil), "", "Access-Control-Request-Method", "POST")
	if res.StatusCode != 204 || res.Header.Get("Access-Control-Allow-Methods") != "POST" || res.Header.Get("Access-Control-Allow-Headers") != "Content-Type" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
}

func TestHandlerSlowsDown(t *testing.T) {
	now := time.UnixMilli(1e12)
	url := site(t, modeltest.Says("Open Cards and press Unblock [1].", 99), func(o *web.Options) {
		o.PerVisitor, o.Now = 2, func() time.Time { return now }
	})
	status := func(header ...string) int {
		res, _ := ask(t, "POST", url, good, header...)
		if res.StatusCode == 429 && res.Header.Get("Retry-After") != "61" {
			t.Errorf("Retry-After %q", res.Header.Get("Retry-After"))
		}
		return res.StatusCode
	}
	if a, b, c := status(), status(), status("X-Forwarded-For", "8.8.8.8"); a != 200 || b != 200 || c != 429 {
		t.Errorf("%d %d %d, want 200 200 429", a, b, c)
	}
	if now = now.Add(time.Minute); status() != 200 {
		t.Error("a minute later it is still full")
	}
}

// TestHandlerKeepsToItsNumber: more answers at one time than allowed are
// refused at once, and a page that goes away makes room.
func TestHandlerKeepsToItsNumber(t *testing.T) {
	begun, ended := make(chan bool, 9), make(chan bool, 9)
	url := site(t, func(w http.ResponseWriter, r *modeltest.Request) {
		begun <- true
		modeltest.Forever("text/event-stream", modeltest.Chunk(" "), time.Millisecond)(w, r)
		ended <- true
	}, func(o *web.Options) { o.Parallel, o.PerVisitor = 1, 50 })
	ctx, cancel := context.WithCancel(context.Background())
	first, err := http.NewRequestWithContext(ctx, "POST", url, strings.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	first.Header.Set("Origin", page)
	first.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(first)
	if err == nil {
		defer res.Body.Close()
	}
	<-begun
	if res, _ := ask(t, "POST", url, good); res.StatusCode != 429 || res.Header.Get("Retry-After") == "" {
		t.Errorf("a second one: %d", res.StatusCode)
	}
	cancel()
	<-ended // the call to the model ends with its page
}

// TestSlowBody: a body that does not come does not hold a place, and the time
// for it does not run on while the model speaks.
func TestSlowBody(t *testing.T) {
	url := site(t, modeltest.Says("Open Cards and press Unblock [1].", 99), func(o *web.Options) { o.Parallel = 1 })
	body, write := io.Pipe()
	slow, err := http.NewRequest("POST", url, body)
	if err != nil {
		t.Fatal(err)
	}
	slow.Header.Set("Origin", page)
	slow.Header.Set("Content-Type", "application/json")
	go http.DefaultClient.Do(slow)
	write.Write([]byte("{"))
	if res, _ := ask(t, "POST", url, good); res.StatusCode != 200 {
		t.Errorf("beside a slow body: %d", res.StatusCode)
	}
	write.CloseWithError(io.ErrUnexpectedEOF)
}
