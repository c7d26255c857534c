package edgetest

import (
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// testAgents: two agents at one conversation, and the queue between them.
// Line 70.
func testAgents(t *testing.T, h Host) {
	s := NewSite(t, h)
	t.Run("both take", func(t *testing.T) { bothTake(t, s) })
	t.Run("both reply", func(t *testing.T) { bothReply(t, s) })
	t.Run("release", func(t *testing.T) { releases(t, s) })
	t.Run("queue", func(t *testing.T) { queueLines(t, NewSite(t, h)) })
	t.Run("illegal moves", func(t *testing.T) { illegalMoves(t, s) })
}

func bothTake(t *testing.T, s *Site) {
	asked := s.ask(t, "both take")
	mei, ann := s.agent(t, "Mei"), s.agent(t, "Ann")
	for _, desk := range []*Socket{mei, ann} {
		follow(t, desk, asked.Conversation)
	}
	first, second := NewID(), NewID()
	send(t, mei, edge.ClientFrame{T: "take", ID: first, Conversation: asked.Conversation})
	until(t, mei, Is("ack", first))
	send(t, ann, edge.ClientFrame{T: "take", ID: second, Conversation: asked.Conversation})
	if f := until(t, ann, Is("error", second)); f.Code != "already-taken" || f.Detail != "Mei has taken this conversation." {
		t.Errorf("second take %s", f.Raw)
	}
	send(t, mei, edge.ClientFrame{T: "take", ID: first, Conversation: asked.Conversation})
	until(t, mei, Is("ack", first)) // a repeat is not a conflict
	send(t, mei, edge.ClientFrame{T: "take", ID: NewID(), Conversation: asked.Conversation})
	until(t, mei, Is("ack")) // nor is asking for what one has
	if list := history(t, s, asked); len(list) != 3 {
		t.Errorf("history %+v, want question, queued, taken", list)
	}
}

func bothReply(t *testing.T, s *Site) {
	asked := s.ask(t, "both reply")
	mei, ann, visitor := s.agent(t, "Mei"), s.agent(t, "Ann"), s.visitor(t, asked)
	for _, desk := range []*Socket{mei, ann} {
		follow(t, desk, asked.Conversation)
	}
	one, two := NewID(), NewID()
	send(t, mei, edge.ClientFrame{T: "send", ID: one, Conversation: asked.Conversation, Text: "from Mei"})
	send(t, ann, edge.ClientFrame{T: "send", ID: two, Conversation: asked.Conversation, Text: "from Ann"})
	atMei, atAnn := collect(t, mei, Is("ack", one), Is("message", two)), collect(t, ann, Is("ack", two), Is("message", one))
	if a, b := atMei[0], atAnn[0]; (a.Holder == "") == (b.Holder == "") {
		t.Errorf("acks %s and %s: exactly one should name the other as holder", a.Raw, b.Raw)
	}
	collect(t, visitor, Is("message", one), Is("message", two))
	checkGapFree(t, history(t, s, asked))
}

func releases(t *testing.T, s *Site) {
	asked := s.ask(t, "release")
	mei, ann := s.agent(t, "Mei"), s.agent(t, "Ann")
	take := NewID()
	send(t, mei, edge.ClientFrame{T: "take", ID: take, Conversation: asked.Conversation})
	until(t, mei, Is("ack", take))
	refused := NewID()
	send(t, ann, edge.ClientFrame{T: "release", ID: refused, Conversation: asked.Conversation})
	if f := until(t, ann, Is("error", refused)); f.Code != "not-holder" {
		t.Errorf("releasing another's: %s", f.Raw)
	}
	release := NewID()
	send(t, mei, edge.ClientFrame{T: "release", ID: release, Conversation: asked.Conversation})
	until(t, mei, Is("ack", release))
	again := NewID()
	send(t, ann, edge.ClientFrame{T: "take", ID: again, Conversation: asked.Conversation})
	until(t, ann, Is("ack", again))
}

func queueLines(t *testing.T, s *Site) {
	first, second := s.ask(t, "first"), s.ask(t, "second")
	session, err := s.SignIn(s.First, "Mei")
	desk := s.dial(t, must(t, session, err))
	send(t, desk, edge.ClientFrame{T: "queue"})
	q := until(t, desk, Is("queue"))
	if len(q.Items) != 2 || q.Items[0].Conversation != first.Conversation || q.Items[1].Conversation != second.Conversation || q.Agents != 1 {
		t.Errorf("queue %s", q.Raw)
	}
	for _, item := range q.Items {
		if item.State != edge.Offered {
			t.Errorf("state %s with a desk connected", item.State)
		}
	}
	id := NewID()
	send(t, desk, edge.ClientFrame{T: "resolve", ID: id, Conversation: first.Conversation})
	until(t, desk, func(f Frame) bool { return f.T == "item" && f.Item.State == edge.Resolved })
	desk.Close()
	later := s.dial(t, session)
	send(t, later, edge.ClientFrame{T: "queue"})
	if q := until(t, later, Is("queue")); len(q.Items) != 1 || q.Items[0].Conversation != second.Conversation {
		t.Errorf("queue after resolving %s", q.Raw)
	}
}

func illegalMoves(t *testing.T, s *Site) {
	asked := s.ask(t, "illegal")
	desk := s.agent(t, "Mei")
	try := func(frame, code string) {
		t.Helper()
		id := NewID()
		send(t, desk, edge.ClientFrame{T: frame, ID: id, Conversation: asked.Conversation})
		f := until(t, desk, func(f Frame) bool { return f.ID == id })
		if f.T == "error" && f.Code != code || f.T != "error" && code != "" {
			t.Errorf("%s: %s, want %q", frame, f.Raw, code)
		}
	}
	try("release", "illegal-move")
	try("reopen", "illegal-move")
	try("resolve", "")
	try("take", "illegal-move")
	try("reopen", "")
	try("take", "")
}
