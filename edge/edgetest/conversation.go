package edgetest

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// testConversation walks one conversation from question to end, both ways.
func testConversation(t *testing.T, h Host) {
	s := NewSite(t, h)
	t.Run("round trip", func(t *testing.T) { roundTrip(t, s) })
	t.Run("two tabs", func(t *testing.T) { twoTabs(t, s) })
	t.Run("typing and read", func(t *testing.T) { typingAndRead(t, s) })
	t.Run("end and again", func(t *testing.T) { endAndAgain(t, s) })
	t.Run("Hardening80 roles come from the socket", func(t *testing.T) { forgedRole(t, s) })
}

func roundTrip(t *testing.T, s *Site) {
	desk := s.agent(t, "Mei")
	asked := s.ask(t, "Why can't I bind my card?")
	item := until(t, desk, Is("item"))
	if item.Item.Question != "Why can't I bind my card?" || item.Item.State != edge.Offered || item.Item.Unread != 1 {
		t.Errorf("item %s", item.Raw)
	}
	visitor := s.visitor(t, asked)
	follow(t, desk, asked.Conversation)
	take := NewID()
	send(t, desk, edge.ClientFrame{T: "take", ID: take, Conversation: asked.Conversation})
	taken := until(t, desk, Is("ack", take))
	if f := until(t, visitor, Is("message", take)); f.Event != "taken" || f.Name != "Mei" || f.Seq != taken.Seq {
		t.Errorf("taken %s", f.Raw)
	}
	if f := until(t, visitor, Is("state")); f.State != edge.Taken || f.Name != "Mei" {
		t.Errorf("state %s", f.Raw)
	}
	ack := answer(t, desk, asked.Conversation, "Use the phone number that your bank knows.")
	said := until(t, visitor, Is("message"))
	if said.Seq != ack.Seq || said.Role != edge.RoleAgent || said.Name != "Mei" || ack.Holder != "" {
		t.Errorf("answer %s, ack %s", said.Raw, ack.Raw)
	}
	id := NewID()
	send(t, visitor, edge.ClientFrame{T: "send", ID: id, Text: "Thanks!"})
	until(t, visitor, Is("ack", id))
	if f := until(t, desk, Is("message", id)); f.Text != "Thanks!" || f.Role != edge.RoleVisitor {
		t.Errorf("reply %s", f.Raw)
	}
	checkGapFree(t, history(t, s, asked))
}

func twoTabs(t *testing.T, s *Site) {
	asked := s.ask(t, "two tabs")
	one, two := s.visitor(t, asked), s.visitor(t, asked)
	id := NewID()
	send(t, one, edge.ClientFrame{T: "send", ID: id, Text: "from the first tab"})
	ack := until(t, one, Is("ack", id))
	seen := until(t, two, Is("message", id))
	if ack.Seq != seen.Seq || seen.Text != "from the first tab" || seen.Role != edge.RoleVisitor {
		t.Errorf("ack %s, other tab %s", ack.Raw, seen.Raw)
	}
	for _, f := range settle(t, one) {
		if f.T == "message" && f.ID == id {
			t.Error("the sender got its own message back besides the ack")
		}
	}
}

func typingAndRead(t *testing.T, s *Site) {
	asked := s.ask(t, "typing")
	desk, visitor := s.agent(t, "Mei"), s.visitor(t, asked)
	follow(t, desk, asked.Conversation)
	send(t, visitor, edge.ClientFrame{T: "typing", On: true})
	if f := until(t, desk, Is("typing")); f.Role != edge.RoleVisitor || !f.On {
		t.Errorf("typing %s", f.Raw)
	}
	answer(t, desk, asked.Conversation, "here")
	m := until(t, visitor, Is("message"))
	for m.Text != "here" {
		m = until(t, visitor, Is("message"))
	}
	send(t, visitor, edge.ClientFrame{T: "read", Seq: m.Seq})
	if f := until(t, desk, Is("read")); f.Seq != m.Seq || f.Role != edge.RoleVisitor {
		t.Errorf("read %s", f.Raw)
	}
	until(t, desk, func(f Frame) bool { return f.T == "state" && f.State == edge.Waiting })
	send(t, visitor, edge.ClientFrame{T: "read", Seq: m.Seq + 100})
	if f := until(t, visitor, Is("error")); f.Code != "bad-request" {
		t.Errorf("reading the future: %s", f.Raw)
	}
}

func endAndAgain(t *testing.T, s *Site) {
	asked := s.ask(t, "ends")
	desk, visitor := s.agent(t, "Mei"), s.visitor(t, asked)
	follow(t, desk, asked.Conversation)
	answer(t, desk, asked.Conversation, "solved?")
	id := NewID()
	send(t, desk, edge.ClientFrame{T: "resolve", ID: id, Conversation: asked.Conversation})
	until(t, desk, Is("ack", id))
	if f := until(t, visitor, func(f Frame) bool { return f.T == "message" && f.Event == "resolved" }); f.Name != "Mei" || f.Role != edge.RoleSystem {
		t.Errorf("resolved %s", f.Raw)
	}
	late := NewID()
	send(t, desk, edge.ClientFrame{T: "send", ID: late, Conversation: asked.Conversation, Text: "one more thing"})
	if f := until(t, desk, Is("error", late)); f.Code != "illegal-move" {
		t.Errorf("writing into a resolved conversation: %s", f.Raw)
	}
	send(t, visitor, edge.ClientFrame{T: "send", ID: NewID(), Text: "it was not"})
	until(t, desk, func(f Frame) bool { return f.T == "message" && f.Event == "reopened" })
	until(t, desk, func(f Frame) bool { return f.T == "message" && f.Text == "it was not" })
	item := until(t, desk, func(f Frame) bool {
		return f.T == "item" && f.Item.Conversation == asked.Conversation && f.Item.State == edge.Reopened
	})
	if item.Item.Agent != "" {
		t.Errorf("reopened but still held: %s", item.Raw)
	}
}

// forgedRole: line 80, a visitor says it is an agent or the system.
func forgedRole(t *testing.T, s *Site) {
	asked := s.ask(t, "forged")
	one, two := s.visitor(t, asked), s.visitor(t, asked)
	id := NewID()
	send(t, one, fmt.Sprintf(`{"t":"send","id":%q,"text":"hi","role":"agent","name":"Support","event":"resolved","seq":99}`, id))
	f := until(t, two, Is("message", id))
	if f.Role != edge.RoleVisitor || f.Name != "" || f.Event != "" || f.Seq == 99 {
		t.Errorf("message %s", f.Raw)
	}
	for _, frame := range []string{"take", "release", "queue", "leave"} {
		send(t, one, edge.ClientFrame{T: frame, ID: NewID(), Conversation: asked.Conversation})
		if f := until(t, one, Is("error")); f.Code != "forbidden" {
			t.Errorf("visitor's %s: %s", frame, f.Raw)
		}
	}
}

// testResume: cursors, pages, repeats and order. Lines 67 and 69.
func testResume(t *testing.T, h Host) {
	s := NewSite(t, h)
	t.Run("duplicates and order", func(t *testing.T) { duplicates(t, s) })
	t.Run("pages", func(t *testing.T) { pages(t, NewSite(t, h)) })
	t.Run("cut and resume", func(t *testing.T) { cutAndResume(t, s) })
}

func duplicates(t *testing.T, s *Site) {
	asked := s.ask(t, "duplicates")
	visitor := s.visitor(t, asked)
	ids := []string{NewID(), NewID(), NewID()}
	seqs := map[string]int64{}
	for _, i := range []int{0, 1, 0, 2, 1, 0, 2, 2} {
		send(t, visitor, edge.ClientFrame{T: "send", ID: ids[i], Text: fmt.Sprint("message ", i)})
		ack := until(t, visitor, Is("ack", ids[i]))
		if had, ok := seqs[ids[i]]; ok && had != ack.Seq {
			t.Errorf("second ack of %d has seq %d, the first had %d", i, ack.Seq, had)
		}
		seqs[ids[i]] = ack.Seq
	}
	send(t, visitor, edge.ClientFrame{T: "send", ID: ids[0], Text: "something else"})
	if f := until(t, visitor, Is("error", ids[0])); f.Code != "id-reused" {
		t.Errorf("same id, other text: %s", f.Raw)
	}
	list := history(t, s, asked)
	if len(list) != 5 || list[2].ID != ids[0] || list[3].ID != ids[1] || list[4].ID != ids[2] {
		t.Errorf("history %+v", list)
	}
	checkGapFree(t, list)
}

func pages(t *testing.T, s *Site) {
	asked := s.ask(t, "long")
	const rounds, writers, each = 3, 5, 30 // 8 sockets at most, 40 frames at once
	for round := range rounds {
		var wg sync.WaitGroup
		for w := range writers {
			sock := s.dial(t, asked.Token)
			wg.Go(func() {
				defer sock.Close()
				writeMany(t, sock, fmt.Sprint(round, w), each)
			})
		}
		wg.Wait()
	}
	list := history(t, s, asked)
	if want := rounds*writers*each + 2; len(list) != want {
		t.Errorf("%d messages, want %d", len(list), want)
	}
	checkGapFree(t, list)
}

func writeMany(t *testing.T, sock *Socket, name string, n int) {
	for i := range n {
		id := NewID()
		if err := sock.Send(edge.ClientFrame{T: "send", ID: id, Text: fmt.Sprint(name, " ", i)}); err != nil {
			t.Error(err)
			return
		}
		if _, _, err := sock.Until(Is("ack", id)); err != nil {
			t.Error(err)
			return
		}
	}
}

func cutAndResume(t *testing.T, s *Site) {
	asked := s.ask(t, "cut")
	desk, visitor := s.agent(t, "Mei"), s.visitor(t, asked)
	answer(t, desk, asked.Conversation, "one")
	cursor := until(t, visitor, func(f Frame) bool { return f.Text == "one" }).Seq
	visitor.Cut()
	answer(t, desk, asked.Conversation, "two")
	answer(t, desk, asked.Conversation, "three")
	back := s.dial(t, asked.Token)
	send(t, back, edge.ClientFrame{T: "resume", Cursor: cursor})
	end, missed, err := back.Until(Is("resumed"))
	if err != nil || len(missed) != 2 || missed[0].Text != "two" || missed[1].Text != "three" || end.Seq != cursor+2 || end.State != edge.Answered {
		t.Errorf("resumed %s after %s (%v)", end.Raw, raws(missed), err)
	}
}

// history resumes from zero, page by page.
func history(t *testing.T, s *Site, asked edge.Escalated) []edge.Message {
	t.Helper()
	sock := s.dial(t, asked.Token)
	defer sock.Close()
	var list []edge.Message
	for cursor := int64(0); ; {
		send(t, sock, edge.ClientFrame{T: "resume", Cursor: cursor})
		end, page, err := sock.Until(Is("resumed"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page {
			if f.T == "message" {
				list = append(list, f.Message)
			}
		}
		if cursor = end.Seq; !end.More {
			return list
		}
	}
}

func checkGapFree(t *testing.T, list []edge.Message) {
	t.Helper()
	ids := map[string]bool{}
	for i, m := range list {
		if m.Seq != int64(i+1) || ids[m.ID] {
			b, _ := json.Marshal(m)
			t.Errorf("message %d is %s: a gap or a repeat", i+1, b)
		}
		ids[m.ID] = true
	}
}

func follow(t *testing.T, s *Socket, conversation string) {
	t.Helper()
	send(t, s, edge.ClientFrame{T: "resume", Conversation: conversation})
	until(t, s, Is("resumed"))
}

// answer sends an agent's message and waits for the ack.
func answer(t *testing.T, s *Socket, conversation, text string) Frame {
	t.Helper()
	id := NewID()
	send(t, s, edge.ClientFrame{T: "send", ID: id, Conversation: conversation, Text: text})
	return until(t, s, Is("ack", id))
}
