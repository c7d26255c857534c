package edge_test

import (
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// TestLines: each line is a queue of its own. A desk that follows one sees and
// is counted for that one alone; a question left outside the hours waits
// without escalating until the line opens.
func TestLines(t *testing.T) {
	w := newWorld(t, fast) // it is a Friday, 01:00 UTC
	w.configure(edge.Settings{Lines: []edge.Line{
		{Name: "billing"}, {Name: "cards", Hours: []edge.Hours{{Days: []int{1}, From: 9 * 60, To: 17 * 60}}},
	}})
	ask := func(line string) (int, edge.Escalated) {
		e := edge.Escalation{ID: w.id(), Question: "q", Locale: "en", Line: line}
		status, _ := w.request("POST", "escalations", "", e)
		return status, edge.Escalated{Conversation: e.ID}
	}
	if status, _ := ask("nowhere"); status != 400 {
		t.Errorf("a line that does not exist: %d", status)
	}
	desk := w.dial(w.signIn("Mei"))
	q := find(t, w.send(desk, edge.ClientFrame{T: "queue", Lines: []string{"billing"}}), "queue")
	if len(q.Items) != 0 || q.Agents != 1 {
		t.Errorf("queue %s", q.Raw)
	}
	if f := find(t, w.send(desk, edge.ClientFrame{T: "queue", Lines: []string{"nowhere"}}), "error"); f.Code != "bad-request" {
		t.Errorf("a queue of a line that does not exist: %s", f.Raw)
	}
	seen := len(w.sockets[desk])
	_, billing := ask("billing")
	_, cards := ask("cards")
	items := w.read(desk, seen)
	if len(items) != 1 || items[0].Item.Conversation != billing.Conversation || items[0].Item.State != edge.Offered {
		t.Errorf("the billing desk got %+v", items)
	}
	if n := w.value(`SELECT count(*) FROM conversations WHERE id = ? AND state = 'queued'`, cards.Conversation); n != 1 {
		t.Error("a question is offered although nobody has its line on screen")
	}
	var p struct{ Lines []edge.Presence }
	w.get(&p, "GET", "presence", "", nil)
	if len(p.Lines) != 2 || !p.Lines[0].Open || p.Lines[0].Agents != 1 || p.Lines[1].Open || p.Lines[1].Opens <= w.now || p.Lines[1].Agents != 0 || p.Lines[1].Waiting != 1 {
		t.Errorf("presence %+v", p.Lines)
	}
	again := `SELECT escalations FROM conversations WHERE id = ?`
	w.later(p.Lines[1].Opens - w.now)
	if n := w.value(again, cards.Conversation); n != 0 {
		t.Errorf("escalated %d times while the line was closed", n)
	}
	w.later(3 * 60_000)
	if n := w.value(again, cards.Conversation); n != 1 {
		t.Errorf("escalated %d times three minutes after opening, want once", n)
	}
	q = find(t, w.send(desk, edge.ClientFrame{T: "queue"}), "queue")
	if len(q.Items) != 1 || q.Items[0].State != edge.Offered { // billing has expired over the weekend
		t.Errorf("the whole queue %s", q.Raw)
	}
}
