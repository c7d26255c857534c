package edge_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// The eight clauses of "nothing lost", each with the test that holds the edge
// to it. The page's half of clause 2 is tested with the widget.

// Clause 1: "sent" appears only after an ack, and an ack exists only in the
// effects of a committed transaction.
func TestNothingLost1AckOnlyAfterCommit(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	visitor := w.dial(w.ask("question").Token)
	text := `{"t":"send","id":"` + w.id() + `","text":"hi"}`
	for _, at := range []string{"INSERT INTO messages", "UPDATE conversations"} {
		w.must(w.db.Exec("BEGIN"))
		effects := w.core.Handle(edge.Input{Kind: edge.KindFrame, Now: w.now, Seed: make([]byte, edge.SeedSize), Socket: visitor,
			Frame: &edge.Frame{Text: text}}, breaker{w.db, at, false})
		w.must(w.db.Exec("ROLLBACK"))
		for _, e := range effects {
			if strings.Contains(e.Text, `"ack"`) {
				t.Errorf("acknowledged although %q failed: %s", at, e.Text)
			}
		}
	}
	for _, e := range w.core.Unstored(edge.Input{Kind: edge.KindFrame, Socket: visitor, Frame: &edge.Frame{Text: text}}) {
		if !strings.Contains(e.Text, `"unavailable"`) {
			t.Errorf("a failed commit answers %s", e.Text)
		}
	}
}

// Clause 2: what waited in the page's outbox arrives once, however late and
// however often, also after the edge was away.
func TestNothingLost2OutboxMayRepeatMuchLater(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	asked := w.ask("question")
	visitor := w.dial(asked.Token)
	frame := edge.ClientFrame{T: "send", ID: w.id(), Text: "written offline"}
	first := find(t, w.send(visitor, frame), "ack")
	w.later(3 * 24 * 3_600_000)
	w.do(edge.Input{Kind: edge.KindStarted})
	again := find(t, w.send(w.dial(asked.Token), frame), "ack")
	if first.Seq != again.Seq || first.At != again.At {
		t.Errorf("acks %s and %s", first.Raw, again.Raw)
	}
}

// Clause 3: one id, one message, one seq; another text under it is refused.
func TestNothingLost3OneIDOneMessage(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	visitor := w.dial(w.ask("question").Token)
	frame := edge.ClientFrame{T: "send", ID: w.id(), Text: "once"}
	for range 5 {
		if f := find(t, w.send(visitor, frame), "ack"); f.Seq != 3 {
			t.Errorf("ack %s, want seq 3", f.Raw)
		}
	}
	frame.Text = "twice"
	if f := find(t, w.send(visitor, frame), "error"); f.Code != "id-reused" {
		t.Errorf("got %s", f.Raw)
	}
	if n := w.value(`SELECT count(*) FROM messages`); n != 3 {
		t.Errorf("%d messages, want question, event and one message", n)
	}
}

// Clause 4: the seq is max+1 inside the inserting statement, without a gap,
// and the table itself has no room for two of one number.
func TestNothingLost4SeqWithoutGap(t *testing.T) {
	w := newWorld(t, fast)
	asked := w.ask("question")
	one, two := w.dial(asked.Token), w.dial(asked.Token)
	for i := range 50 {
		socket := []string{one, two}[i%2]
		find(t, w.send(socket, edge.ClientFrame{T: "send", ID: w.id(), Text: fmt.Sprint(i)}), "ack")
	}
	if n := w.value(`SELECT max(seq) - count(*) FROM messages`); n != 0 {
		t.Errorf("max(seq) and count differ by %d", n)
	}
	err := w.db.Exec(`INSERT INTO messages (conversation, seq, id, role, author, name, text, event, articles, at)
		SELECT conversation, seq, 'x', role, author, name, text, event, articles, at FROM messages WHERE seq = 7`)
	if err == nil {
		t.Error("two messages of one seq can be stored")
	}
}

// Clause 5: a client that was away gets exactly what is above its cursor.
func TestNothingLost5ResumeByCursor(t *testing.T) {
	w := newWorld(t, fast)
	asked := w.ask("question")
	writer := w.dial(asked.Token)
	const n = 430 // more than two pages
	for i := range n {
		w.send(writer, edge.ClientFrame{T: "send", ID: w.id(), Text: fmt.Sprint(i)})
		w.now -= 10 // a clock that runs backwards must not matter
	}
	for _, cursor := range []int64{0, 1, 199, 200, 201, 431, 432, 999} {
		reader, got := w.dial(asked.Token), []int64{}
		for at := cursor; ; {
			frames := w.send(reader, edge.ClientFrame{T: "resume", Cursor: at})
			for _, f := range frames {
				if f.T == "message" {
					got = append(got, f.Seq)
				}
			}
			end := find(t, frames, "resumed")
			if at = end.Seq; !end.More {
				break
			}
		}
		var want []int64
		for seq := cursor + 1; seq <= n+2; seq++ {
			want = append(want, seq)
		}
		if !slices.Equal(got, want) {
			t.Errorf("from cursor %d: %d messages, want %d", cursor, len(got), len(want))
		}
		w.hangUp(reader)
	}
}

// Clause 6: a hand-off is a row of the same transaction, and stays until
// somebody has taken it or it is a visible dead letter. Lines 75 and 76.
func TestNothingLost6HandOffLeavesThroughOutbox(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	w.configure(edge.Settings{Webhooks: []edge.Webhook{
		{ID: "good", URL: "https://good.example/in", Secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"},
		{ID: "down", URL: "https://down.example/in", Secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"},
	}})
	w.ask("question")
	if n := w.value(`SELECT count(*) FROM outbox`); n != 2 {
		t.Fatalf("%d rows in the outbox after the commit, want 2", n)
	}
	arrived := map[string]int{}
	w.receive = func(e edge.Effect) int {
		if strings.Contains(e.URL, "down") {
			return 503
		}
		arrived[e.Delivery]++
		return 204
	}
	w.later(10 * 24 * 3_600_000)
	events := w.value(`SELECT count(*) FROM messages WHERE event IN ('queued', 'escalated-again', 'expired')`)
	if int64(len(arrived)) != events {
		t.Errorf("the good receiver got %d hand-offs of %d", len(arrived), events)
	}
	for id, n := range arrived {
		if n != 1 {
			t.Errorf("%s arrived %d times", id, n)
		}
	}
	e := w.answer(w.do(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: "GET", Path: "/v1/demo/outbox", Operator: true}}))
	if e.Status != 200 || !strings.Contains(string(e.Body), `"state":"dead"`) || strings.Contains(string(e.Body), `"webhook":"good"`) {
		t.Errorf("dead letters: %d %s", e.Status, e.Body)
	}
}

// Clause 7: nobody takes it in time: it escalates again, and the visitor is told.
func TestNothingLost7EscalatesAgain(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	visitor := w.dial(w.ask("question").Token)
	w.send(visitor, edge.ClientFrame{T: "resume"})
	w.later(25 * 3_600_000)
	var events []string
	for _, f := range w.read(visitor, 0) {
		if f.T == "message" && f.Event != "" {
			events = append(events, f.Event)
		}
	}
	if want := []string{"queued", "escalated-again", "escalated-again", "escalated-again", "expired"}; !slices.Equal(events, want) {
		t.Errorf("the visitor was told %v, want %v", events, want)
	}
}

// Clause 8, and line 66: nothing rides on memory. A conversation behaves the
// same when the host is evicted between any two of its inputs.
func TestNothingLost8Hardening66EvictedBetweenAnyTwoFrames(t *testing.T) {
	run := func(evictAfter int) (all [][]string) {
		w := newWorld(t, edge.Limits{})
		defer w.db.Close()
		asked, session := w.ask("question"), w.signIn("Mei")
		visitor, desk := w.dial(asked.Token), w.dial(session)
		script := []struct {
			socket string
			frame  edge.ClientFrame
		}{
			{visitor, edge.ClientFrame{T: "resume"}},
			{desk, edge.ClientFrame{T: "queue"}},
			{desk, edge.ClientFrame{T: "resume", Conversation: asked.Conversation}},
			{desk, edge.ClientFrame{T: "take", ID: w.id(), Conversation: asked.Conversation}},
			{visitor, edge.ClientFrame{T: "typing", On: true}},
			{desk, edge.ClientFrame{T: "send", ID: w.id(), Conversation: asked.Conversation, Text: "hello"}},
			{visitor, edge.ClientFrame{T: "read", Seq: 4}},
			{visitor, edge.ClientFrame{T: "send", ID: w.id(), Text: "thanks"}},
			{desk, edge.ClientFrame{T: "resolve", ID: w.id(), Conversation: asked.Conversation}},
			{visitor, edge.ClientFrame{T: "reopen", ID: w.id()}},
		}
		for i, step := range script {
			if i == evictAfter {
				w.core = edge.New(edge.Config{}) // another instance, the same sockets
				inputs := w.inputs
				w.do(edge.Input{Kind: edge.KindStarted, Sockets: []string{visitor, desk}})
				w.inputs = inputs // the same randomness as without the eviction
			}
			w.send(step.socket, step.frame)
		}
		return [][]string{w.sockets[visitor], w.sockets[desk]}
	}
	want := run(-1)
	if len(want[0]) < 10 || len(want[1]) < 10 {
		t.Fatalf("the script did too little: %d and %d frames", len(want[0]), len(want[1]))
	}
	for i := range 10 {
		if got := run(i); !reflect.DeepEqual(got, want) {
			t.Errorf("evicted before frame %d:\n%v\nwithout eviction:\n%v", i, got, want)
		}
	}
}

// TestStates walks every move from every state and compares with the drawing
// in PROTOCOL.md.
func TestStates(t *testing.T) {
	all := []edge.State{edge.Queued, edge.Offered, edge.Taken, edge.Answered, edge.Waiting, edge.Resolved, edge.Reopened, edge.Expired}
	legal := map[edge.Move]string{ // which states may make the move
		edge.MoveOffer: "queued", edge.MoveUnoffer: "offered",
		edge.MoveTake:    "queued offered reopened",
		edge.MoveRelease: "taken answered waiting",
		edge.MoveAnswer:  "taken answered waiting",
		edge.MoveRead:    "answered",
		edge.MoveReply:   "queued offered taken answered waiting resolved reopened expired",
		edge.MoveResolve: "queued offered taken answered waiting reopened",
		edge.MoveReopen:  "resolved expired",
		edge.MoveExpire:  "queued offered answered waiting reopened",
	}
	for move, from := range legal {
		for _, s := range all {
			next, ok := s.Next(move)
			if want := slices.Contains(strings.Fields(from), string(s)); ok != want || ok && !slices.Contains(all, next) {
				t.Errorf("%s from %s: legal %v to %q, want %v", move, s, ok, next, want)
			}
		}
	}
}
