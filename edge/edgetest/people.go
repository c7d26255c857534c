package edgetest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
)

// Member is a person of a site with an open session.
type Member struct {
	ID, Key, Session string
}

// Admin signs in with the first-start token. The first call on a site makes
// its admin.
func (s *Site) Admin(t testing.TB) string {
	t.Helper()
	session, err := s.SignIn(s.First, "Ada Admin")
	return must(t, session, err)
}

// Join adds a person by an admin's session and signs them in with their key.
func (s *Site) Join(t testing.TB, admin, name string, role edge.Role, lines ...string) Member {
	t.Helper()
	var m struct {
		Person string `json:"person"`
		Key    string `json:"key"`
	}
	body := map[string]any{"name": name, "role": role, "lines": lines}
	if err := s.call(Request{Method: "POST", Path: "people", Token: admin, Body: body}, &m); err != nil {
		t.Fatal(err)
	}
	session, err := s.SignIn(m.Key, "")
	return Member{m.Person, m.Key, must(t, session, err)}
}

// desk opens a desk with a session.
func (s *Site) desk(t testing.TB, session string) *Socket {
	t.Helper()
	sock := s.dial(t, session)
	send(t, sock, edge.ClientFrame{T: "queue"})
	until(t, sock, Is("queue"))
	return sock
}

// testPeople: persons with ids of their own, what each role may, and that
// nobody gives themselves more. Line 81.
func testPeople(t *testing.T, h Host) {
	s := NewSite(t, h)
	admin := s.Admin(t)
	mei, twin := s.Join(t, admin, "Mei", edge.RoleAgent), s.Join(t, admin, "Mei", edge.RoleAgent)
	if mei.ID == twin.ID {
		t.Errorf("two people of one name are one: %s", mei.ID)
	}
	me := s.dial(t, mei.Session).Hello
	if me.Agent != mei.ID || me.Name != "Mei" || me.Role != edge.RoleAgent {
		t.Errorf("hello %s", me.Raw)
	}
	grab := map[string]any{"name": "Mei", "role": "admin"}
	runAll(t, s, []scenario{
		{name: "an agent adds nobody", req: Request{Method: "POST", Path: "people", Token: mei.Session, Body: grab}, status: 403, code: "forbidden"},
		{name: "an agent does not promote themselves", req: Request{Method: "PUT", Path: "people/" + mei.ID, Token: mei.Session, Body: grab}, status: 403, code: "forbidden"},
		{name: "unknown fields are refused", req: Request{Method: "POST", Path: "people", Token: admin, Body: `{"name":"x","role":"agent","id":"a_1"}`}, status: 400, code: "bad-json"},
		{name: "unknown roles are refused", req: Request{Method: "POST", Path: "people", Token: admin, Body: `{"name":"x","role":"first"}`}, status: 400, code: "bad-request"},
		{name: "a key is no session", req: Request{Method: "GET", Path: "queue", Token: mei.Key}, status: 403, code: "forbidden"},
		{name: "the first-start token no longer makes agents", req: Request{Method: "POST", Path: "session", Body: map[string]string{"token": s.First, "name": "Eve"}}, status: 403, code: "forbidden"},
		{name: "colleagues see names, no addresses", req: Request{Method: "GET", Path: "people", Token: mei.Session}, status: 200, has: []string{twin.ID, `"online":false`}, hasNot: []string{`"via"`, `"seen"`}},
		{name: "the last admin stays", req: Request{Method: "DELETE", Path: "people/" + whoami(t, s, admin), Token: admin}, status: 409, code: "last-admin"},
		{name: "another key", req: Request{Method: "POST", Path: "people/" + twin.ID, Token: admin, Body: "{}"}, status: 201, hasNot: []string{twin.Key}},
		{name: "the old key is over", req: Request{Method: "POST", Path: "session", Body: map[string]string{"token": twin.Key}}, status: 401, code: "unauthorised"},
	})
	t.Run("role counts at once", func(t *testing.T) { roleCounts(t, s, admin, mei) })
	t.Run("removed", func(t *testing.T) { removed(t, s, admin, twin) })
}

func whoami(t *testing.T, s *Site, session string) string {
	t.Helper()
	var me edge.Session
	if err := s.call(Request{Method: "GET", Path: "session", Token: session}, &me); err != nil {
		t.Fatal(err)
	}
	return me.Agent
}

func roleCounts(t *testing.T, s *Site, admin string, mei Member) {
	sock := s.desk(t, mei.Session)
	runAll(t, s, []scenario{
		{name: "made an author", req: Request{Method: "PUT", Path: "people/" + mei.ID, Token: admin, Body: map[string]any{"name": "Mei", "role": "author"}}, status: 204},
		{name: "the same session no longer reads the queue", req: Request{Method: "GET", Path: "queue", Token: mei.Session}, status: 403, code: "forbidden"},
		{name: "nor opens a socket", req: Request{Method: "POST", Path: "tickets", Token: mei.Session, Body: "{}"}, status: 403, code: "forbidden"},
		{name: "but publishes", req: Request{Method: "PUT", Path: "head", Token: mei.Session, Body: "{}"}, status: 422, code: "bad-signature"},
		{name: "and back", req: Request{Method: "PUT", Path: "people/" + mei.ID, Token: admin, Body: map[string]any{"name": "Mei", "role": "agent"}}, status: 204},
	})
	if code := sock.CloseCode(); code != 4003 {
		t.Errorf("socket closed with %d, want 4003: come back with your new rights", code)
	}
}

// removed: what somebody held goes back, their sockets close, their key and
// sessions are worth nothing.
func removed(t *testing.T, s *Site, admin string, gone Member) {
	session, err := s.SignIn(renewed(t, s, admin, gone.ID), "")
	must(t, session, err)
	asked := s.ask(t, "held by somebody who leaves")
	sock := s.desk(t, session)
	take := NewID()
	send(t, sock, edge.ClientFrame{T: "take", ID: take, Conversation: asked.Conversation})
	until(t, sock, Is("ack", take))
	scenario{req: Request{Method: "DELETE", Path: "people/" + gone.ID, Token: admin}, status: 204}.run(t, s)
	if code := sock.CloseCode(); code != 4001 {
		t.Errorf("socket closed with %d, want 4001", code)
	}
	scenario{req: Request{Method: "GET", Path: "queue", Token: session}, status: 401, code: "unauthorised"}.run(t, s)
	list := history(t, s, asked)
	if last := list[len(list)-1]; last.Event != "released" {
		t.Errorf("history ends with %+v, want released", last)
	}
	scenario{req: Request{Method: "DELETE", Path: "people/" + gone.ID, Token: admin}, status: 404, code: "not-found"}.run(t, s)
}

func renewed(t *testing.T, s *Site, admin, id string) string {
	t.Helper()
	var m struct{ Key string }
	if err := s.call(Request{Method: "POST", Path: "people/" + id, Token: admin, Body: "{}"}, &m); err != nil {
		t.Fatal(err)
	}
	return m.Key
}

// testRevoking: a session that somebody ends is over within a minute, sockets
// too. Line 86. It takes no minute, for nothing has to be waited for.
func testRevoking(t *testing.T, h Host) {
	s := NewSite(t, h)
	admin := s.Admin(t)
	mei, ann := s.Join(t, admin, "Mei", edge.RoleAgent), s.Join(t, admin, "Ann", edge.RoleLead)
	second, err := s.SignIn(mei.Key, "")
	must(t, second, err)
	ofAnn := sessionsOf(t, s, ann.Session)
	if len(ofAnn) != 1 || !ofAnn[0].Current {
		t.Errorf("Ann sees %+v, want her own session only", ofAnn)
	}
	mine := sessionsOf(t, s, mei.Session)
	if len(mine) != 2 {
		t.Fatalf("Mei sees %+v, want both of hers", mine)
	}
	other := mine[0]
	if other.Current {
		other = mine[1]
	}
	for _, e := range sessionsOf(t, s, admin) {
		if strings.Contains(fmt.Sprint(e), mei.Session) || strings.Contains(fmt.Sprint(e), second) {
			t.Errorf("the list gives a session away: %+v", e)
		}
	}
	scenario{name: "not hers", req: Request{Method: "DELETE", Path: "sessions/" + ofAnn[0].ID, Token: mei.Session}, status: 404, code: "not-found"}.run(t, s)
	t.Run("one's own", func(t *testing.T) {
		closes(t, s, second, Request{Method: "DELETE", Path: "sessions/" + other.ID, Token: mei.Session})
	})
	t.Run("by an admin", func(t *testing.T) {
		closes(t, s, mei.Session, Request{Method: "DELETE", Path: "sessions/" + mei.ID, Token: admin})
	})
	scenario{name: "Ann goes on", req: Request{Method: "GET", Path: "queue", Token: ann.Session}, status: 200}.run(t, s)
	if clock, ok := h.(Clock); ok {
		t.Run("by time", func(t *testing.T) {
			sock := s.desk(t, ann.Session)
			clock.Advance(edge.DefaultLimits().SessionFor + 1000)
			if code := sock.CloseCode(); code != 4001 {
				t.Errorf("socket closed with %d, want 4001", code)
			}
		})
	}
}

func sessionsOf(t *testing.T, s *Site, session string) []edge.OpenSession {
	t.Helper()
	var out struct{ Sessions []edge.OpenSession }
	if err := s.call(Request{Method: "GET", Path: "sessions", Token: session}, &out); err != nil {
		t.Fatal(err)
	}
	return out.Sessions
}

// closes ends a session by a request while it has two sockets and an unspent
// ticket, and measures how long that takes.
func closes(t *testing.T, s *Site, session string, end Request) {
	idle, busy := s.dial(t, session), s.desk(t, session)
	ticket, err := s.Ticket(session)
	must(t, ticket, err)
	began := time.Now()
	scenario{req: end, status: 204}.run(t, s)
	for _, sock := range []*Socket{idle, busy} {
		if code := sock.CloseCode(); code != 4001 {
			t.Errorf("socket closed with %d, want 4001", code)
		}
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("sockets closed after %v, want within a minute", took)
	} else {
		t.Logf("both sockets closed after %v", took.Round(time.Millisecond))
	}
	if sock, _, err := s.DialTicket(ticket); err == nil {
		sock.Cut()
		t.Error("a ticket outlived its session")
	}
	scenario{req: Request{Method: "GET", Path: "queue", Token: session}, status: 401, code: "unauthorised"}.run(t, s)
}

// testHandOver: to a colleague, to another line, and who may. Lines concern
// whom an admin says.
func testHandOver(t *testing.T, h Host) {
	s := NewSite(t, h)
	settings := s.Settings()
	settings.Lines = []edge.Line{{Name: ""}, {Name: "billing"}}
	h.Configure(t, settings)
	admin := s.Admin(t)
	mei, bo := s.Join(t, admin, "Mei", edge.RoleAgent, ""), s.Join(t, admin, "Bo", edge.RoleAgent, "billing")
	lead, author := s.Join(t, admin, "Lea", edge.RoleLead), s.Join(t, admin, "Au", edge.RoleAuthor)
	asked := s.ask(t, "hand me over")
	atMei, atBo, atLead := s.desk(t, mei.Session), s.desk(t, bo.Session), s.desk(t, lead.Session)
	visitor := s.visitor(t, asked)
	id := asked.Conversation
	refuse := func(sock *Socket, f edge.ClientFrame, code string) {
		t.Helper()
		f.T, f.ID, f.Conversation = "hand", NewID(), id
		send(t, sock, f)
		if got := until(t, sock, Is("error", f.ID)); got.Code != code {
			t.Errorf("%s, want %s", got.Raw, code)
		}
	}
	hand := func(sock *Socket, f edge.ClientFrame) {
		t.Helper()
		f.T, f.ID, f.Conversation = "hand", NewID(), id
		send(t, sock, f)
		until(t, sock, Is("ack", f.ID))
		send(t, sock, f) // a repeat is the same hand-over
		until(t, sock, Is("ack", f.ID))
	}
	billing := "billing"
	refuse(atBo, edge.ClientFrame{To: mei.ID}, "not-found") // not of Bo's lines
	refuse(atMei, edge.ClientFrame{To: bo.ID}, "not-holder")
	take := NewID()
	follow(t, atMei, id)
	send(t, atMei, edge.ClientFrame{T: "take", ID: take, Conversation: id})
	until(t, atMei, Is("ack", take))
	refuse(atMei, edge.ClientFrame{To: author.ID}, "bad-request")
	refuse(atMei, edge.ClientFrame{To: "a_nobody"}, "not-found")
	refuse(atMei, edge.ClientFrame{To: bo.ID, Line: &billing}, "bad-request")

	hand(atMei, edge.ClientFrame{To: bo.ID})
	if f := until(t, atBo, func(f Frame) bool { return f.T == "item" }); !strings.Contains(f.Raw, bo.ID) {
		t.Errorf("Bo got %s", f.Raw)
	}
	if f := until(t, visitor, func(f Frame) bool { return f.T == "message" && f.Event == "handed" }); f.Name != "Mei" || f.Text != "Bo" {
		t.Errorf("the visitor got %s", f.Raw)
	}
	hand(atLead, edge.ClientFrame{Line: &billing}) // a lead moves what Bo holds
	until(t, atMei, Is("left"))
	unheard := NewID()
	send(t, visitor, edge.ClientFrame{T: "send", ID: unheard, Text: "not for Mei any more"})
	until(t, visitor, Is("ack", unheard))
	for _, f := range settle(t, atMei) {
		if f.ID == unheard || f.T == "item" {
			t.Errorf("Mei still hears %s", f.Raw)
		}
	}
	c := conversation(t, s, lead.Session, id)
	if c.Line != "billing" || c.State != edge.Offered || c.Agent != "" {
		t.Errorf("moved to %q, %s, held by %q", c.Line, c.State, c.Agent)
	}
	scenario{name: "Mei no longer reaches it", req: Request{Method: "GET", Path: "conversations/" + id, Token: mei.Session}, status: 404, code: "not-found"}.run(t, s)
	hand(atLead, edge.ClientFrame{To: mei.ID}) // straight from the queue to somebody
	if c := conversation(t, s, mei.Session, id); c.State != edge.Taken || c.Agent != mei.ID {
		t.Errorf("%s, held by %q, want taken by Mei", c.State, c.Agent)
	}
	checkGapFree(t, history(t, s, asked))
}

func conversation(t *testing.T, s *Site, session, id string) edge.Conversation {
	t.Helper()
	r, err := s.Do(Request{Method: "GET", Path: "conversations/" + id, Token: session})
	var c edge.Conversation
	if must(t, r, err).Status != 200 || json.Unmarshal(r.Body, &c) != nil {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	return c
}
