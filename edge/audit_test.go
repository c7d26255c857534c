package edge_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

func auditOf(t *testing.T, w *world) []edge.AuditEntry {
	t.Helper()
	e := w.answer(w.do(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: "GET", Path: "/v1/demo/audit", Operator: true}}))
	var out struct{ Entries []edge.AuditEntry }
	if e.Status != 200 || json.Unmarshal(e.Body, &out) != nil {
		t.Fatalf("audit: %d %s", e.Status, e.Body)
	}
	return out.Entries
}

// TestAuditCannotBeRewritten: every change of the log, also of its last but
// one line, is noticed; and it names no conversation that could be erased.
func TestAuditCannotBeRewritten(t *testing.T) {
	w := newWorld(t, fast)
	asked, session := w.ask("question"), w.signIn("Mei")
	desk := w.dial(session)
	for _, move := range []string{"take", "release", "take", "resolve"} {
		find(t, w.send(desk, edge.ClientFrame{T: move, ID: w.id(), Conversation: asked.Conversation}), "ack")
	}
	w.get(&struct{}{}, "GET", "queue", session, nil)
	if status, got := w.request("DELETE", "conversations/"+asked.Conversation, asked.Token, nil); status != 204 {
		t.Fatalf("%d %s", status, got)
	}
	log := auditOf(t, w)
	var actions []string
	for _, a := range log {
		actions = append(actions, a.Action)
		if strings.Contains(a.About, asked.Conversation) {
			t.Errorf("the log still names the conversation: %+v", a)
		}
	}
	if want := []string{"configure", "first-admin", "sign-in", "take", "release", "take", "resolve", "erase"}; !slices.Equal(actions, want) {
		t.Errorf("actions %v, want %v", actions, want)
	}
	if err := edge.CheckAudit("", log); err != nil {
		t.Fatal(err)
	}
	if err := edge.CheckAudit(log[2].Hash, log[3:]); err != nil {
		t.Errorf("from the middle: %v", err)
	}
	for name, change := range map[string]func([]edge.AuditEntry) []edge.AuditEntry{
		"actor":        func(l []edge.AuditEntry) []edge.AuditEntry { l[2].Actor = "somebody else"; return l },
		"time":         func(l []edge.AuditEntry) []edge.AuditEntry { l[2].At++; return l },
		"left out":     func(l []edge.AuditEntry) []edge.AuditEntry { return slices.Delete(l, 2, 3) },
		"swapped":      func(l []edge.AuditEntry) []edge.AuditEntry { l[2], l[3] = l[3], l[2]; return l },
		"begins later": func(l []edge.AuditEntry) []edge.AuditEntry { return l[1:] },
		"fields moved": func(l []edge.AuditEntry) []edge.AuditEntry {
			l[2].Action, l[2].About = l[2].Action+l[2].About, ""
			return l
		},
	} {
		if edge.CheckAudit("", change(slices.Clone(log))) == nil {
			t.Errorf("%s: not noticed", name)
		}
	}
}
