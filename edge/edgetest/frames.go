package edgetest

import (
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
)

// testFrames: frames that are too large, of the wrong kind, or too many.
// Line 71.
func testFrames(t *testing.T, h Host) {
	s := NewSite(t, h)
	asked := s.ask(t, "frames")
	for _, c := range []struct {
		name string
		send func(*Socket) error
		code int
	}{
		{"not JSON", func(s *Socket) error { return s.Send("hello?") }, 1007},
		{"array", func(s *Socket) error { return s.Send("[]") }, 1007},
		{"no type", func(s *Socket) error { return s.Send("{}") }, 1007},
		{"wrong field type", func(s *Socket) error { return s.Send(`{"t":"send","text":5}`) }, 1007},
		{"two values", func(s *Socket) error { return s.Send(`{"t":"ping"}{"t":"ping"}`) }, 1007},
		{"binary", func(s *Socket) error { return s.SendBinary([]byte(`{"t":"ping"}`)) }, 1007},
		{"too large", func(s *Socket) error {
			return s.Send(`{"t":"send","text":"` + strings.Repeat("x", edge.FrameCap) + `"}`)
		}, 1009},
		{"flood", flood, 1008},
	} {
		t.Run(c.name, func(t *testing.T) {
			sock := s.visitor(t, asked)
			if err := c.send(sock); err != nil {
				t.Logf("send: %v", err) // the host may close while we still write
			}
			if got := sock.CloseCode(); got != c.code {
				t.Errorf("closed with %d, want %d", got, c.code)
			}
			s.visitor(t, asked).Close() // others go on
		})
	}
	t.Run("unknown type keeps the socket", func(t *testing.T) {
		sock := s.visitor(t, asked)
		send(t, sock, `{"t":"teleport","id":"x"}`)
		if f := until(t, sock, Is("error", "x")); f.Code != "unknown-type" {
			t.Errorf("got %s", f.Raw)
		}
		send(t, sock, edge.PingFrame)
		if f := until(t, sock, Is("pong")); f.Raw != edge.PongFrame {
			t.Errorf("pong %s", f.Raw)
		}
	})
	t.Run("unknown field is ignored", func(t *testing.T) {
		sock := s.visitor(t, asked)
		id := NewID()
		send(t, sock, `{"t":"send","id":"`+id+`","text":"hi","mood":"curious"}`)
		until(t, sock, Is("ack", id))
	})
	t.Run("bad sends", func(t *testing.T) { badSends(t, s, asked) })
}

// flood sends as fast as the host reads until it closes.
func flood(s *Socket) error {
	for range 5000 {
		if err := s.Send(`{"t":"typing","on":true}`); err != nil {
			return err
		}
		select {
		case <-s.ended:
			return nil
		default:
		}
	}
	return nil
}

func badSends(t *testing.T, s *Site, asked edge.Escalated) {
	sock := s.visitor(t, asked)
	for name, frame := range map[string]edge.ClientFrame{
		"no id":         {T: "send", Text: "x"},
		"not a ULID":    {T: "send", ID: "1", Text: "x"},
		"empty":         {T: "send", ID: NewID()},
		"too long":      {T: "send", ID: NewID(), Text: strings.Repeat("x", edge.TextCap+1)},
		"control":       {T: "send", ID: NewID(), Text: "a\x01b"},
		"many articles": {T: "send", ID: NewID(), Text: "x", Articles: []string{"a", "b", "c", "d"}},
		"bad cursor":    {T: "resume", Cursor: -1},
	} {
		send(t, sock, frame)
		if f := until(t, sock, Is("error")); f.Code != "bad-request" || f.ID != frame.ID {
			t.Errorf("%s: %s", name, f.Raw)
		}
	}
	if list := history(t, s, asked); list[len(list)-1].Text == "x" {
		t.Error("a refused message was stored")
	}
}

// testTickets: a ticket opens one socket, from the page that asked, soon.
// Line 72.
func testTickets(t *testing.T, h Host) {
	s, other := NewSite(t, h), NewSite(t, h)
	asked := s.ask(t, "tickets")
	fresh := func() string {
		ticket, err := s.Ticket(asked.Token)
		return must(t, ticket, err)
	}
	refused := func(t *testing.T, c Client, ticket string, status int) {
		t.Helper()
		sock, res, err := c.DialTicket(ticket)
		if err == nil {
			sock.Cut()
			t.Fatal("upgraded")
		}
		if res == nil || res.StatusCode != status {
			t.Errorf("refused with %v (%v), want status %d before the upgrade", res, err, status)
		}
	}
	t.Run("reused", func(t *testing.T) {
		ticket := fresh()
		sock, _, err := s.DialTicket(ticket)
		must(t, sock, err).Cut()
		refused(t, s.Client, ticket, 401)
	})
	t.Run("nonsense", func(t *testing.T) { refused(t, s.Client, "nonsense", 401) })
	t.Run("of another site", func(t *testing.T) { refused(t, other.Client, fresh(), 401) })
	t.Run("from another page", func(t *testing.T) { refused(t, s.as("https://evil.example"), fresh(), 403) })
	t.Run("from no page", func(t *testing.T) { refused(t, s.as(""), fresh(), 403) })
	t.Run("other conversation", func(t *testing.T) {
		mine, theirs := s.visitor(t, asked), s.ask(t, "theirs")
		for _, frame := range []edge.ClientFrame{
			{T: "resume", Conversation: theirs.Conversation},
			{T: "send", ID: NewID(), Conversation: theirs.Conversation, Text: "x"},
			{T: "read", Conversation: theirs.Conversation, Seq: 1},
		} {
			send(t, mine, frame)
			if f := until(t, mine, Is("error")); f.Code != "not-found" {
				t.Errorf("%s: %s", frame.T, f.Raw)
			}
		}
	})
	t.Run("expired", func(t *testing.T) {
		clock, ok := h.(Clock)
		if !ok {
			t.Skip("SKIPPED: this host's clock cannot be moved")
		}
		ticket := fresh()
		clock.Advance(edge.DefaultLimits().TicketFor + 1)
		refused(t, s.Client, ticket, 401)
	})
	t.Run("too many tabs", func(t *testing.T) { tooManyTabs(t, s) })
}

func tooManyTabs(t *testing.T, s *Site) {
	asked := s.ask(t, "tabs")
	var last *Socket
	for range 8 {
		last = s.visitor(t, asked)
	}
	ticket, err := s.Ticket(asked.Token)
	_, res, err := s.DialTicket(must(t, ticket, err))
	if err == nil || res == nil || res.StatusCode != 429 {
		t.Fatalf("ninth tab: %v %v", res, err)
	}
	last.Close()
	deadline := time.Now().Add(Patience)
	for time.Now().Before(deadline) { // the host learns of the close on its own time
		if ticket, err = s.Ticket(asked.Token); err != nil {
			t.Fatal(err)
		}
		if sock, _, err := s.DialTicket(ticket); err == nil {
			sock.Cut()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("a closed tab still counts")
}
