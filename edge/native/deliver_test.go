package native

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
)

const hookSecret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"

// TestHardening76WebhookArrivesOnce: the receiver is down at first; the
// hand-off arrives later, once, with a signature that the reference library
// of Standard Webhooks accepts.
func TestHardening76WebhookArrivesOnce(t *testing.T) {
	verifier, err := webhooks.NewWebhook(hookSecret)
	if err != nil {
		t.Fatal(err)
	}
	h := newTestHost(t)
	log := make(chan string, 1000)
	h.keep(func(line string) { log <- line })
	t.Cleanup(func() { // line 92: the log knows of deliveries and of no secret
		for len(log) > 0 {
			checkLog(t, <-log)
		}
	})
	var calls atomic.Int64
	got := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if calls.Add(1) == 1 {
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		}
		if err := verifier.VerifyIgnoringTimestamp(body, r.Header); err != nil {
			t.Errorf("signature: %v", err)
		}
		got <- string(body)
	}))
	defer receiver.Close()
	s := edgetest.NewSite(t, h)
	settings := s.Settings()
	settings.Webhooks = []edge.Webhook{{ID: "crm", URL: receiver.URL + "/in", Secret: hookSecret}}
	h.Configure(t, settings)
	asked := ask(t, s, "please call me")
	deadline := time.Now().Add(edgetest.Patience)
	for calls.Load() < 1 && time.Now().Before(deadline) {
		time.Sleep(5 * time.Millisecond)
	}
	for len(got) == 0 && time.Now().Before(deadline) {
		h.Advance(5001) // past the first wait, whenever the failure is booked
		time.Sleep(20 * time.Millisecond)
	}
	if len(got) != 1 {
		t.Fatalf("%d deliveries arrived", len(got))
	}
	body := <-got
	if !strings.Contains(body, `"type":"conversation.queued"`) || !strings.Contains(body, asked.Conversation) {
		t.Errorf("body %s", body)
	}
	h.Advance(6000)
	for deadline := time.Now().Add(edgetest.Patience); ; {
		r, err := h.server.Do(edge.Request{Method: "GET", Path: "/v1/" + s.Client.Site + "/outbox"})
		if err == nil && string(r.Body) == `{"deliveries":[]}` {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the outbox holds %s (%v)", r.Body, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if len(got) != 0 {
		t.Error("it arrived twice")
	}
}

// TestHardening89DeliveriesStayOutside: a webhook cannot be turned against what is near
// the server, by address, by name, by redirect or by scheme.
func TestHardening89DeliveriesStayOutside(t *testing.T) {
	hit := make(chan string, 10)
	inside := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { hit <- r.URL.Path }))
	defer inside.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(inside.URL, "http://"), ":")
	strict := &Server{cfg: Config{}}
	for _, url := range []string{
		inside.URL + "/plain", "https://127.0.0.1:" + port + "/tls", "https://localhost/", "https://[::1]/", "https://0.0.0.0/",
		"https://10.0.0.1/", "https://192.168.0.1/", "https://169.254.169.254/latest/meta-data/", "https://[::ffff:127.0.0.1]/",
		"https://[fd00::1]/", "https://2130706433/", "https://0x7f000001/", "https://user:pass@example.com/", "file:///etc/passwd", "gopher://127.0.0.1/",
	} {
		if status, _, err := strict.post(edge.Effect{URL: url, Body: []byte("{}")}); err == nil {
			t.Errorf("%s was reached, status %d", url, status)
		}
	}
	outside := httptest.NewServer(http.RedirectHandler(inside.URL+"/redirected", http.StatusTemporaryRedirect))
	defer outside.Close()
	loopback := &Server{cfg: Config{LoopbackWebhooks: true}}
	if status, _, err := loopback.post(edge.Effect{URL: outside.URL, Body: []byte("{}")}); err != nil || status != http.StatusTemporaryRedirect {
		t.Errorf("redirect: status %d %v, want it reported and not followed", status, err)
	}
	if _, _, err := loopback.post(edge.Effect{URL: "http://10.0.0.1:9/", Body: nil}); err == nil {
		t.Error("development mode reaches beyond loopback")
	}
	if len(hit) != 0 {
		t.Errorf("the inside was reached at %s", <-hit)
	}
}

// TestHardening90Receivers: what a receiver answers is reported as it is: no
// redirect is followed, an endless body is not read, a wait is passed on.
func TestHardening90Receivers(t *testing.T) {
	quit := make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/wait":
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/endless":
			for {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
				select {
				case <-quit:
					return
				default:
				}
			}
		}
	}))
	defer receiver.Close()
	defer close(quit)
	s := &Server{cfg: Config{LoopbackWebhooks: true}}
	for path, want := range map[string]struct {
		status int
		retry  int64
	}{"/": {200, 0}, "/wait": {429, 120_000}, "/gone": {410, 0}, "/endless": {200, 0}} {
		status, retry, err := s.post(edge.Effect{URL: receiver.URL + path, Body: []byte("{}")})
		if err != nil || status != want.status || retry != want.retry {
			t.Errorf("%s: %d, %d ms, %v, want %+v", path, status, retry, err, want)
		}
	}
}
