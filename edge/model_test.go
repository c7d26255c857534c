package edge_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/edge"
)

// machine plays visitors and agents who behave as PROTOCOL.md asks over a
// network that repeats, reorders, loses and cuts, and checks after every step
// that nothing acknowledged is lost, doubled or out of order.
type machine struct {
	*world
	convs  []edge.Escalated
	agents []string // sessions
	people []*person
	acked  map[string]int64 // client id to seq, for good
}

// person is one client with an outbox and a cursor.
type person struct {
	token  string
	conv   string
	agent  bool
	socket string             // "" while offline
	seen   int                // frames of the socket read so far
	cursor int64              // highest seq without a gap below
	log    map[int64]string   // seq to message id
	outbox []edge.ClientFrame // not acknowledged yet
}

var fast = edge.Limits{
	Frames: edge.Rate{Burst: 1 << 30, Every: 1}, Escalations: edge.Rate{Burst: 1 << 30, Every: 1},
	Sessions: edge.Rate{Burst: 1 << 30, Every: 1}, Tickets: edge.Rate{Burst: 1 << 30, Every: 1},
	SessionFor: 1 << 40,
}

func newMachine(t *rapid.T) *machine {
	m := &machine{world: newWorld(t, fast), acked: map[string]int64{}}
	m.agents = []string{m.signIn("Mei"), m.signIn("Ann")}
	return m
}

func (m *machine) pick(t *rapid.T) *person {
	if len(m.people) == 0 {
		t.Skip("nobody yet")
	}
	return rapid.SampledFrom(m.people).Draw(t, "who")
}

// Ask opens a conversation, watched by its visitor and both agents.
func (m *machine) Ask(t *rapid.T) {
	if len(m.convs) >= 3 {
		t.Skip("enough")
	}
	c := m.ask("question")
	m.convs = append(m.convs, c)
	m.people = append(m.people, &person{token: c.Token, conv: c.Conversation, log: map[int64]string{}})
	for _, session := range m.agents {
		m.people = append(m.people, &person{token: session, conv: c.Conversation, agent: true, log: map[int64]string{}})
	}
}

// Connect goes online and resumes; what is in the outbox goes again, in any order.
func (m *machine) Connect(t *rapid.T) {
	p := m.pick(t)
	if p.socket != "" {
		t.Skip("online")
	}
	p.socket, p.seen = m.dial(p.token), 0
	if p.agent && rapid.Bool().Draw(t, "queue") {
		m.send(p.socket, edge.ClientFrame{T: "queue"})
	}
	m.send(p.socket, edge.ClientFrame{T: "resume", Conversation: p.conv, Cursor: p.cursor})
	for _, i := range rapid.Permutation(indexes(len(p.outbox))).Draw(t, "order") {
		m.send(p.socket, p.outbox[i])
	}
}

func indexes(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// Act puts a message or a move into the outbox; the network may lose it,
// deliver it, or deliver it twice, and may lose the answer by a cut.
func (m *machine) Act(t *rapid.T) {
	p := m.pick(t)
	kinds := []string{"send", "send", "send", "resolve", "reopen"}
	if p.agent {
		kinds = append(kinds, "take", "release")
	}
	f := edge.ClientFrame{T: rapid.SampledFrom(kinds).Draw(t, "kind"), ID: m.id(), Conversation: p.conv}
	if f.T == "send" {
		f.Text = "text of " + f.ID
	}
	p.outbox = append(p.outbox, f)
	if p.socket == "" {
		return
	}
	for range rapid.IntRange(0, 2).Draw(t, "copies") {
		m.send(p.socket, f)
	}
	if rapid.IntRange(0, 4).Draw(t, "cut") == 0 {
		m.lose(p)
	}
}

// Replay sends an old frame again, long after its ack.
func (m *machine) Replay(t *rapid.T) {
	p := m.pick(t)
	if p.socket == "" || len(p.log) == 0 {
		t.Skip("nothing to replay")
	}
	seq := rapid.Int64Range(1, p.cursor).Draw(t, "seq")
	m.send(p.socket, edge.ClientFrame{T: "send", ID: p.log[seq], Conversation: p.conv, Text: "text of " + p.log[seq]})
}

// Read moves the read mark.
func (m *machine) Read(t *rapid.T) {
	p := m.pick(t)
	if p.socket == "" {
		t.Skip("offline")
	}
	m.send(p.socket, edge.ClientFrame{T: "read", Conversation: p.conv, Seq: rapid.Int64Range(0, p.cursor).Draw(t, "seq")})
}

// Cut takes a client offline; the host notices.
func (m *machine) Cut(t *rapid.T) {
	p := m.pick(t)
	if p.socket == "" {
		t.Skip("offline")
	}
	m.lose(p)
}

// lose drops the socket together with whatever was not read from it.
func (m *machine) lose(p *person) {
	m.hangUp(p.socket)
	p.socket = ""
}

// Restart ends the host; some sockets may survive it, as in hibernation.
func (m *machine) Restart(t *rapid.T) {
	var alive []string
	for _, p := range m.people {
		if p.socket == "" {
			continue
		}
		if rapid.Bool().Draw(t, "survives") {
			alive = append(alive, p.socket)
		} else {
			delete(m.sockets, p.socket)
			p.socket = ""
		}
	}
	m.do(edge.Input{Kind: edge.KindStarted, Sockets: alive})
}

// Wait lets time pass, sometimes days.
func (m *machine) Wait(t *rapid.T) {
	m.later(rapid.SampledFrom([]int64{1, 1000, 3 * 60_000, 2 * 3_600_000, 25 * 3_600_000, 8 * 24 * 3_600_000}).Draw(t, "ms"))
}

// Check reads everything that arrived, as clients do, and then compares
// clients, acks and database.
func (m *machine) Check(t *rapid.T) {
	for _, p := range m.people {
		m.catchUp(t, p)
	}
	for _, c := range m.convs {
		m.checkConversation(t, c.Conversation)
	}
	due := m.value(`SELECT min(due) FROM conversations`)
	if due != 0 && (m.alarm == 0 || m.alarm > max(due, m.now)) {
		t.Fatalf("the alarm is set to %d, but the first due time is %d", m.alarm, due)
	}
}

func (m *machine) catchUp(t *rapid.T, p *person) {
	if p.socket == "" {
		return
	}
	if code, closed := m.closed[p.socket]; closed {
		t.Fatalf("socket of a well-behaved client closed with %d", code)
	}
	frames := m.read(p.socket, p.seen)
	p.seen += len(frames)
	for _, f := range frames {
		switch f.T {
		case "message", "ack":
			if f.Conversation != p.conv {
				t.Fatalf("frame of another conversation: %s", f.Raw)
			}
			m.place(t, p, f.Seq, f.ID, f.T == "ack")
		case "error":
			if f.Code == "internal" || f.Code == "unavailable" {
				t.Fatalf("the core failed: %v", m.reports)
			}
			p.outbox = slices.DeleteFunc(p.outbox, func(o edge.ClientFrame) bool { return o.ID == f.ID })
		}
	}
}

// place books a message or an ack at its seq.
func (m *machine) place(t *rapid.T, p *person, seq int64, id string, ack bool) {
	if ack {
		mine := slices.ContainsFunc(p.outbox, func(o edge.ClientFrame) bool { return o.ID == id })
		p.outbox = slices.DeleteFunc(p.outbox, func(o edge.ClientFrame) bool { return o.ID == id })
		if m.value(`SELECT count(*) FROM messages WHERE id = ?`, id) == 0 {
			return // a move that asked for what was so already
		}
		if before, ok := m.acked[id]; ok && before != seq {
			t.Fatalf("%s was acknowledged as %d and now as %d", id, before, seq)
		}
		if mine {
			m.acked[id] = seq
		}
	}
	if had, ok := p.log[seq]; ok && had != id {
		t.Fatalf("seq %d was %s and is now %s", seq, had, id)
	}
	p.log[seq] = id
	if seq > p.cursor+1 {
		t.Fatalf("seq %d arrived with the cursor at %d: a gap on one socket", seq, p.cursor)
	}
	p.cursor = max(p.cursor, seq)
}

func (m *machine) checkConversation(t *rapid.T, id string) {
	rows, err := m.db.Query(`SELECT seq, id FROM messages WHERE conversation = ? ORDER BY seq`, id)
	m.must(err)
	stored := map[string]int64{}
	for i, row := range rows {
		seq, mid := row[0].(int64), row[1].(string)
		if _, twice := stored[mid]; twice || seq != int64(i+1) {
			t.Fatalf("message %d has seq %d and id %s", i+1, seq, mid)
		}
		stored[mid] = seq
	}
	row, err := m.db.Query(`SELECT state, agent, seq FROM conversations WHERE id = ?`, id)
	m.must(err)
	state, agent := edge.State(row[0][0].(string)), row[0][1].(string)
	held := state == edge.Taken || state == edge.Answered || state == edge.Waiting
	if held && agent == "" || state.Unheld() && agent != "" || row[0][2].(int64) != int64(len(rows)) {
		t.Fatalf("state %s with agent %q and seq %v of %d messages", state, agent, row[0][2], len(rows))
	}
	for _, p := range m.people {
		if p.conv != id {
			continue
		}
		for seq, mid := range p.log {
			if stored[mid] != seq {
				t.Fatalf("a client has %s at %d, the database at %d", mid, seq, stored[mid])
			}
		}
		if p.socket != "" && p.cursor != int64(len(rows)) {
			t.Fatalf("a client that is online has %d of %d messages", p.cursor, len(rows))
		}
	}
	for mid, seq := range m.acked {
		if at, ok := stored[mid]; ok && at != seq {
			t.Fatalf("%s was acknowledged as %d and is stored as %d", mid, seq, at)
		}
	}
}

// TestHardening69NothingLost runs the machine, and in the end brings everyone
// online: all outboxes empty, all clients agree.
func TestHardening69NothingLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		defer m.db.Close()
		t.Repeat(map[string]func(*rapid.T){
			"ask": m.Ask, "connect": m.Connect, "act": m.Act, "replay": m.Replay, "read": m.Read,
			"cut": m.Cut, "restart": m.Restart, "wait": m.Wait, "": m.Check,
		})
		for _, p := range m.people {
			if p.socket == "" {
				p.socket, p.seen = m.dial(p.token), 0
				m.send(p.socket, edge.ClientFrame{T: "resume", Conversation: p.conv, Cursor: p.cursor})
			}
			for _, f := range slices.Clone(p.outbox) {
				m.send(p.socket, f)
			}
		}
		m.Check(t)
		for _, p := range m.people {
			if len(p.outbox) != 0 {
				t.Fatalf("still unanswered: %+v", p.outbox)
			}
		}
		for id := range m.acked {
			if m.value(`SELECT count(*) FROM messages WHERE id = ?`, id) != 1 {
				t.Fatalf("acknowledged %s is stored %d times", id, m.value(`SELECT count(*) FROM messages WHERE id = ?`, id))
			}
		}
	})
}

// FuzzParseFrame: any bytes are a frame or an error, and a frame that is
// parsed survives being written and read again.
func FuzzParseFrame(f *testing.F) {
	for _, s := range []string{edge.PingFrame, `{"t":"send","id":"x","text":"\ud83d"}`, `{"t":"read","seq":9007199254740993}`,
		`{"t":"send","articles":["a"]}`, `[]`, `{"t":1}`, "{\"t\":\"\xff\"}", `{"T":"x"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		frame, err := edge.ParseFrame(s)
		if err != nil {
			return
		}
		b, err := json.Marshal(frame)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > edge.FrameCap {
			return // escaping made it longer
		}
		again, err := edge.ParseFrame(string(b))
		if err != nil || fmt.Sprint(again) != fmt.Sprint(frame) {
			t.Fatalf("%q became %q: %v", s, b, err)
		}
	})
}
