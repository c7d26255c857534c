package edge_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

const dayMS = int64(86_400_000)

// TestRetainDays: a conversation goes so many days after it was resolved, with
// everything that hangs on it, and not before. Changing the days changes the
// end of those that are closed already.
func TestRetainDays(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	w.configure(edge.Settings{RetainDays: 3})
	resolve := func(question string) edge.Escalated {
		asked := w.ask(question)
		w.send(w.dial(asked.Token), edge.ClientFrame{T: "resolve", ID: w.id()})
		return asked
	}
	resolve("first")
	open := w.ask("still open")
	kept := func() int64 { return w.value(`SELECT count(*) FROM conversations`) }
	w.later(3*dayMS - 60_000)
	if kept() != 2 {
		t.Fatalf("%d conversations a minute before the end, want 2", kept())
	}
	w.later(120_000)
	if kept() != 1 || w.value(`SELECT count(*) FROM messages WHERE conversation <> ?`, open.Conversation) != 0 {
		t.Errorf("%d conversations after the end, want the open one", kept())
	}
	resolve("second")
	w.configure(edge.Settings{RetainDays: 1})
	w.later(dayMS + 60_000)
	if n := w.value(`SELECT count(*) FROM conversations WHERE question = 'second'`); n != 0 {
		t.Errorf("the shorter time does not count for what is closed already")
	}
	w.configure(edge.Settings{})
	resolve("kept for good")
	w.later(100 * dayMS)
	if n := w.value(`SELECT count(*) FROM conversations WHERE question = 'kept for good'`); n != 1 {
		t.Errorf("0 days do not keep")
	}
}

// TestDeadLetters: a hand-off that nobody takes ends among the dead letters,
// where it is listed, exported and tried again: then it arrives, once, and is
// gone from the list.
func TestDeadLetters(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	w.configure(edge.Settings{Webhooks: []edge.Webhook{{ID: "crm", URL: "https://crm.example/in", Secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}})
	status, arrived := 500, map[string]int{}
	w.receive = func(e edge.Effect) int {
		if status == 200 {
			arrived[e.Delivery]++
		}
		return status
	}
	asked := w.ask("dead letter")
	w.send(w.dial(asked.Token), edge.ClientFrame{T: "resolve", ID: w.id()}) // so that nothing else is handed off
	w.later(10 * dayMS)
	operator := func(method, path string) edge.Effect {
		return w.answer(w.do(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: method, Path: "/v1/demo/" + path, ContentType: "application/json",
			Body: []byte("{}"), Operator: true}}))
	}
	list := func() (out struct{ Deliveries []edge.Delivery }) {
		w.must(json.Unmarshal(operator("GET", "outbox").Body, &out))
		return out
	}
	dead := list().Deliveries
	if len(dead) != 1 || dead[0].State != "dead" || dead[0].Tries != 10 || dead[0].Error != "status 500" {
		t.Fatalf("%+v", dead)
	}
	lines := strings.Split(strings.TrimSpace(string(operator("GET", "deadletters").Body)), "\n")
	var exported edge.Delivery
	if len(lines) != 1 || json.Unmarshal([]byte(lines[0]), &exported) != nil || exported.ID != dead[0].ID || !strings.Contains(exported.Body, "dead letter") {
		t.Errorf("exported %q", lines)
	}
	status = 200
	if e := operator("POST", "outbox/"+dead[0].ID); e.Status != 204 {
		t.Fatalf("retry: %d %s", e.Status, e.Body)
	}
	w.later(1000)
	if arrived[dead[0].ID] != 1 || len(list().Deliveries) != 0 {
		t.Errorf("arrived %v, still listed %+v", arrived, list())
	}
	if e := operator("POST", "outbox/"+dead[0].ID); e.Status != 404 {
		t.Errorf("retrying what has arrived: %d", e.Status)
	}
	if e := operator("GET", "deadletters"); e.Status != 200 || len(e.Body) != 0 {
		t.Errorf("no dead letters: %d %q", e.Status, e.Body)
	}
}

// TestHardening90Schedule: 410 ends a hand-off at once, and a receiver that
// asks for time gets it, up to a day.
func TestHardening90Schedule(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	w.configure(edge.Settings{Webhooks: []edge.Webhook{{ID: "crm", URL: "https://crm.example/in", Secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}})
	outcome := func(d edge.Delivered) (due int64, state string) {
		w.now += 40_000
		w.ask("hand-off")
		rows, err := w.db.Query(`SELECT id FROM outbox ORDER BY created DESC, id DESC LIMIT 1`)
		w.must(err)
		d.ID = rows[0][0].(string)
		w.do(edge.Input{Kind: edge.KindDelivered, Delivered: &d})
		rows, err = w.db.Query(`SELECT due, state FROM outbox WHERE id = ?`, d.ID)
		w.must(err)
		return rows[0][0].(int64) - w.now, rows[0][1].(string)
	}
	for _, c := range []struct {
		answer edge.Delivered
		due    int64
		state  string
	}{
		{edge.Delivered{Status: 503}, 5_000, "pending"}, {edge.Delivered{Status: 302}, 5_000, "pending"}, {edge.Delivered{Status: 0, Error: "timeout"}, 5_000, "pending"},
		{edge.Delivered{Status: 429, Retry: 120_000}, 120_000, "pending"}, {edge.Delivered{Status: 429, Retry: 1}, 5_000, "pending"},
		{edge.Delivered{Status: 429, Retry: 1 << 50}, dayMS, "pending"}, {edge.Delivered{Status: 410, Retry: 1000}, -1, "dead"},
	} {
		if due, state := outcome(c.answer); state != c.state || c.due >= 0 && due != c.due {
			t.Errorf("%+v: %s, due in %d ms, want %s, %d", c.answer, state, due, c.state, c.due)
		}
	}
	for header, want := range map[string]int64{"120": 120_000, " 5 ": 5_000, "": 0, "-1": 0, "soon": 0, "99999999999999999999": 0, "9999999": dayMS, "Sat, 21 Nov 2026 05:00:00 GMT": 0} {
		if got := edge.RetryAfter(header); got != want {
			t.Errorf("Retry-After %q: %d, want %d", header, got, want)
		}
	}
}

// TestHardening91WebhookIDs: what goes into a signature's text has no dot and
// no line of its own: the receiver's id is refused when it is configured, a
// delivery's is the edge's own.
func TestHardening91WebhookIDs(t *testing.T) {
	for _, id := range []string{"", "a.b", "a\nb", "a\u202eb", strings.Repeat("a", 65)} {
		s := edge.Settings{Site: "demo", Webhooks: []edge.Webhook{{ID: id, URL: "https://crm.example/in", Secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}}}
		if s.Check() == nil {
			t.Errorf("the webhook's id %q is taken", id)
		}
	}
}
