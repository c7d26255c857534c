package edgetest

import (
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// testTimes: what happens when nobody does anything.
func testTimes(t *testing.T, h Host) {
	clock, ok := h.(Clock)
	if !ok {
		t.Skip("SKIPPED: this host's clock cannot be moved")
	}
	limits := edge.DefaultLimits()
	t.Run("nobody takes it", func(t *testing.T) {
		s := NewSite(t, h)
		asked := s.ask(t, "anyone?")
		visitor := s.visitor(t, asked)
		for i, wait := range limits.EscalateAfter {
			before := int64(0)
			if i > 0 {
				before = limits.EscalateAfter[i-1]
			}
			clock.Advance(wait - before + 1)
			f := until(t, visitor, Is("message"))
			if f.Event != "escalated-again" {
				t.Fatalf("after wait %d: %s", i, f.Raw)
			}
		}
		clock.Advance(limits.ExpireAfter)
		if f := until(t, visitor, Is("message")); f.Event != "expired" {
			t.Fatalf("at the end: %s", f.Raw)
		}
		s = &Site{Client: s.Client, Host: h, First: s.First}
		send(t, visitor, edge.ClientFrame{T: "send", ID: NewID(), Text: "still here"})
		until(t, visitor, Is("ack"))
		checkGapFree(t, history(t, s, asked))
	})
	t.Run("a session ends", func(t *testing.T) {
		s := NewSite(t, h)
		desk := s.agent(t, "Mei")
		clock.Advance(limits.SessionFor + 1)
		if code := desk.CloseCode(); code != 4001 {
			t.Errorf("closed with %d, want 4001", code)
		}
	})
}

// testRestart: a host that ends without warning and comes back knows
// everything that was acknowledged. Clients reconnect and resume.
func testRestart(t *testing.T, h Host) {
	r, ok := h.(Restarter)
	if !ok {
		t.Skip("SKIPPED: this host cannot be restarted")
	}
	s := NewSite(t, h)
	asked := s.ask(t, "before the restart")
	desk, visitor := s.agent(t, "Mei"), s.visitor(t, asked)
	cursor := answer(t, desk, asked.Conversation, "one").Seq
	until(t, visitor, func(f Frame) bool { return f.Text == "one" })
	r.Restart(t)
	s.Base = h.URL()
	back := s.dial(t, asked.Token)
	send(t, back, edge.ClientFrame{T: "resume", Cursor: cursor})
	if f := until(t, back, Is("resumed")); f.Seq != cursor || f.State != edge.Answered || f.Name != "Mei" {
		t.Errorf("resumed %s", f.Raw)
	}
	checkGapFree(t, history(t, s, asked))
}
