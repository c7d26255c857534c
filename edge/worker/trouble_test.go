//go:build !js

package main

import (
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
)

// TestHardening73StorageInTrouble: a full disk and a row that the platform
// does not take are said out loud, store nothing, and cost nothing: the same
// message goes through afterwards.
func TestHardening73StorageInTrouble(t *testing.T) {
	long(t)
	t.Parallel()
	h := workertest.Start(t, workertest.Options{Tags: []string{"faults"}})
	s := edgetest.NewSite(t, h)
	asked := ask(t, s, "before")
	visitor := dial(t, s, asked.Token)
	for i, fault := range []string{"fault-full", "fault-row"} {
		frame := edge.ClientFrame{T: "send", ID: edgetest.NewID(), Text: "hello"}
		send(t, visitor, struct {
			edge.ClientFrame
			Note string `json:"note"`
		}{frame, fault})
		if f := wait(t, visitor, frame.ID); f.T != "error" || f.Code != "unavailable" {
			t.Fatalf("%s: %s, want unavailable", fault, f.Raw)
		}
		send(t, visitor, frame)
		if f := wait(t, visitor, frame.ID); f.T != "ack" || f.Seq != int64(i+3) {
			t.Errorf("%s, sent again: %s, want an ack with seq %d", fault, f.Raw, i+3)
		}
	}
	lost := edge.Escalation{ID: edgetest.NewID(), Question: "fault-full", Locale: "en"}
	if _, err := s.Escalate(lost); err == nil || !strings.Contains(err.Error(), `"code":"unavailable"`) {
		t.Errorf("an escalation on a full disk: %v", err)
	}
	lost.Question = "there is room again"
	if _, err := s.Escalate(lost); err != nil {
		t.Error(err)
	}
}

// TestHardening74AlarmFails: an alarm that crashes the core more often than
// the platform would try it again is set anew every time, somebody is told,
// and in the end the hand-off that it was about leaves once.
func TestHardening74AlarmFails(t *testing.T) {
	long(t)
	t.Parallel()
	other := newReceiver(t)
	h := workertest.Start(t, workertest.Options{Tags: []string{"faults"}})
	s := edgetest.NewSite(t, h)
	settings := s.Settings()
	settings.Site, s.Client.Site = "alarming", "alarming"
	settings.Webhooks = []edge.Webhook{{ID: "crm", URL: other.URL + "/hook", Secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}
	h.Configure(t, settings)
	asked := ask(t, s, "fault-alarm")
	if first := other.next(t); !strings.Contains(first.Form.Get("body"), asked.Conversation) {
		t.Errorf("%s", first.Form.Get("body"))
	}
	log := h.Log()
	if n := strings.Count(log, "planted crash of an alarm"); n < 7 || !strings.Contains(log, "ALERT the alarm failed 7 times") {
		t.Errorf("the alarm failed %d times, and the log has no alert:\n%s", n, log)
	}
}

// TestHardening62Versions: an older version of the object that meets the
// database of a newer one, as in a deployment that is taken back, refuses and
// touches nothing. When the newer one is there again, nothing is missing.
func TestHardening62Versions(t *testing.T) {
	long(t)
	t.Parallel()
	data := t.TempDir()
	h := workertest.Start(t, workertest.Options{Tags: []string{"faults"}, Data: data})
	s := edgetest.NewSite(t, h)
	asked := ask(t, s, "before the newer version")
	if r, err := s.Do(edgetest.Request{Method: "GET", Path: "root?fault-newer"}); err != nil || r.Status != 200 {
		t.Fatal(r.Status, err)
	}
	h.Restart(t)
	s.Base = h.URL()
	for range 3 { // not only the first time
		r, err := s.Do(edgetest.Request{Method: "GET", Path: "root"})
		if err != nil || r.Status != 503 || r.Header.Get("X-Request-Id") == "" {
			t.Errorf("an older version on a newer database: %d %s %v", r.Status, r.Body, err)
		}
	}
	if _, err := s.Ask("now"); err == nil || !strings.Contains(err.Error(), `"code":"unavailable"`) {
		t.Errorf("an escalation meanwhile: %v", err)
	}
	h.Stop()
	s.Base = workertest.Start(t, workertest.Options{Tags: []string{"faults", "newer"}, Data: data}).URL()
	sock := dial(t, s, asked.Token)
	send(t, sock, edge.ClientFrame{T: "resume"})
	if _, page, err := sock.Until(edgetest.Is("resumed")); err != nil || len(page) == 0 || page[0].Text != "before the newer version" {
		t.Errorf("%v %v", page, err)
	}
	// A client of another version: unknown fields, unknown frames.
	send(t, sock, `{"t":"from-the-future","id":"01KAHYSPM00000000000000001","x":{"y":1}}`)
	if f := wait(t, sock, "01KAHYSPM00000000000000001"); f.T != "error" || f.Code != "unknown-type" {
		t.Errorf("a frame of a newer client: %s", f.Raw)
	}
	id := edgetest.NewID()
	send(t, sock, `{"t":"send","id":"`+id+`","text":"and a field","later":true}`)
	if f := wait(t, sock, id); f.T != "ack" {
		t.Errorf("a field of a newer client: %s", f.Raw)
	}
}
