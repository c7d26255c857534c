//go:build !js

package main

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
)

// receiver is a system that takes hand-offs. Its first answer is a failure.
type receiver struct {
	*httptest.Server
	got chan *http.Request // with the body in Form "body"
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{got: make(chan *http.Request, 100)}
	first := true
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		req.Form = map[string][]string{"body": {string(body)}}
		if first {
			first = false
			w.WriteHeader(http.StatusInternalServerError)
		}
		r.got <- req
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) next(t *testing.T) *http.Request {
	t.Helper()
	select {
	case req := <-r.got:
		return req
	case <-time.After(40 * time.Second):
		t.Fatal("no hand-off came")
		return nil
	}
}

// TestHardening75HandOffs: a hand-off leaves through the queue, is tried again
// after a failure under the same id, and is signed so that Standard Webhooks'
// own library takes it. A poisoned message in the queue holds nothing up.
func TestHardening75HandOffs(t *testing.T) {
	long(t)
	t.Parallel()
	secret := "whsec_" + base64.StdEncoding.EncodeToString([]byte("a secret of thirty-two bytes, no?"))
	hook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	other := newReceiver(t)
	h := workertest.Start(t, workertest.Options{})
	s := edgetest.NewSite(t, h)
	settings := s.Settings()
	settings.Site, s.Client.Site = "handing-off", "handing-off"
	settings.Webhooks = []edge.Webhook{{ID: "crm", URL: other.URL + "/hook", Secret: secret}}
	h.Configure(t, settings)
	h.Enqueue(t, "poison")
	h.Enqueue(t, map[string]any{"object": "0", "effect": map[string]any{"url": "http://127.0.0.1:1/"}})

	asked := ask(t, s, "please call me back")
	first := other.next(t)
	again := other.next(t)
	for _, r := range []*http.Request{first, again} {
		body := r.Form.Get("body")
		if err := hook.Verify([]byte(body), r.Header); err != nil {
			t.Errorf("the signature: %v", err)
		}
		if !strings.Contains(body, asked.Conversation) || r.URL.Path != "/hook" {
			t.Errorf("%s %s", r.URL, body)
		}
	}
	if a, b := first.Header.Get("webhook-id"), again.Header.Get("webhook-id"); a != b || a == "" {
		t.Errorf("ids %q and %q, want the same", a, b)
	}
	select {
	case r := <-other.got:
		t.Errorf("a third time: %s", r.Form.Get("body"))
	case <-time.After(3 * time.Second):
	}
	log := h.Logged("dead letter ", 2)
	if n := strings.Count(log, "dead letter "); n != 2 || !strings.Contains(log, `dead letter "poison"`) {
		t.Errorf("%d dead letters, want the two poisoned ones", n)
	}
	if !strings.Contains(log, "ALERT hand-off") {
		t.Error("nobody was alerted")
	}
	if strings.Contains(log, "please call me back") || strings.Contains(h.Log(), secret) {
		t.Error("the log holds a question or a secret")
	}
}
