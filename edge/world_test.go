package edge_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/oklog/ulid/v2"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/store"
)

const origin = "https://shop.example"

// failer is what *testing.T and *rapid.T share.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// world is a host without a network: one site in memory, whose clock and
// randomness the test holds.
type world struct {
	t       failer
	core    *edge.Core
	db      *store.DB
	now     int64
	inputs  uint64
	alarm   int64
	sockets map[string][]string // frames that arrived, by open socket
	closed  map[string]int      // close codes
	reports []string
	// receive answers a delivery with a status, as the other system does.
	receive func(edge.Effect) int
}

func newWorld(t failer, limits edge.Limits) *world {
	t.Helper()
	db, err := store.Memory()
	if err != nil {
		t.Fatalf("%v", err)
	}
	w := &world{t: t, core: edge.New(edge.Config{Limits: limits}), db: db, now: 1_763_686_800_000,
		sockets: map[string][]string{}, closed: map[string]int{}}
	w.do(edge.Input{Kind: edge.KindStarted})
	w.configure(edge.Settings{})
	return w
}

// configure fills in what every test wants.
func (w *world) configure(s edge.Settings) {
	s.Site, s.Origins, s.DeskOrigins = "demo", []string{origin}, []string{origin}
	s.Tokens = append(s.Tokens, edge.NewToken{Secret: "the-first-start-token", Role: edge.RoleFirst})
	w.do(edge.Input{Kind: edge.KindConfigure, Settings: &s})
}

// do runs one input as a host would: begin, handle, commit or roll back, effects.
func (w *world) do(in edge.Input) []edge.Effect {
	w.t.Helper()
	w.inputs++
	seed := sha256.Sum256(binary.LittleEndian.AppendUint64(nil, w.inputs))
	in.Now, in.Seed = w.now, seed[:]
	w.must(w.db.Exec("BEGIN"))
	effects := w.core.Handle(in, w.db)
	if len(effects) > 0 && effects[0].Kind == edge.EffectAbort {
		w.must(w.db.Exec("ROLLBACK"))
	} else {
		w.must(w.db.Exec("COMMIT"))
	}
	for _, e := range effects {
		switch e.Kind {
		case edge.EffectAccept:
			w.sockets[e.Socket] = nil
		case edge.EffectSend:
			if frames, open := w.sockets[e.Socket]; open {
				w.sockets[e.Socket] = append(frames, e.Text)
			}
		case edge.EffectClose:
			w.closed[e.Socket] = e.Code
			delete(w.sockets, e.Socket)
		case edge.EffectAlarm:
			w.alarm = e.At
		case edge.EffectDeliver:
			if w.receive != nil {
				w.do(edge.Input{Kind: edge.KindDelivered, Delivered: &edge.Delivered{ID: e.Delivery, Status: w.receive(e)}})
			}
		case edge.EffectReport:
			w.reports = append(w.reports, e.Text)
		}
	}
	return effects
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%v", err)
	}
}

// request returns the status and the body of one request from the site's page.
func (w *world) request(method, path, token string, body any) (int, []byte) {
	w.t.Helper()
	path, query, _ := strings.Cut(path, "?")
	e := w.requestAs(edge.Request{Method: method, Path: "/v1/demo/" + path, Query: query, Origin: origin, ContentType: "application/json"}, token, body)
	return e.Status, e.Body
}

// requestAs sends any request with a token and returns the whole answer.
func (w *world) requestAs(r edge.Request, token string, body any) edge.Effect {
	w.t.Helper()
	r.Peer = "192.0.2.1"
	if token != "" {
		r.Authorization = "Bearer " + token
	}
	if body != nil {
		b, err := json.Marshal(body)
		w.must(err)
		r.Body = b
	}
	return w.answer(w.do(edge.Input{Kind: edge.KindRequest, Request: &r}))
}

// member is a person with an open session.
type member struct{ id, key, session string }

// join adds somebody by an admin's session and signs them in.
func (w *world) join(admin, name, role string, lines ...string) member {
	w.t.Helper()
	var made struct{ Person, Key string }
	w.get(&made, "POST", "people", admin, map[string]any{"name": name, "role": role, "lines": lines})
	var in struct{ Session string }
	w.get(&in, "POST", "session", "", map[string]string{"token": made.Key})
	return member{made.Person, made.Key, in.Session}
}

func (w *world) answer(effects []edge.Effect) edge.Effect {
	w.t.Helper()
	i := slices.IndexFunc(effects, func(e edge.Effect) bool { return e.Kind == edge.EffectRespond || e.Kind == edge.EffectAccept })
	if i < 0 {
		w.t.Fatalf("a request got no answer: %+v", effects)
	}
	return effects[i]
}

func (w *world) get(into any, method, path, token string, body any) {
	w.t.Helper()
	status, got := w.request(method, path, token, body)
	if status >= 300 {
		w.t.Fatalf("%s %s: %d %s", method, path, status, got)
	}
	w.must(json.Unmarshal(got, into))
}

// id makes a client's ULID.
func (w *world) id() string {
	w.inputs++
	var id ulid.ULID
	w.must(id.SetTime(uint64(w.now)))
	binary.BigEndian.PutUint64(id[8:], w.inputs)
	return id.String()
}

func (w *world) ask(question string) edge.Escalated {
	w.t.Helper()
	var out edge.Escalated
	w.get(&out, "POST", "escalations", "", edge.Escalation{ID: w.id(), Question: question, Locale: "en"})
	return out
}

func (w *world) signIn(name string) string {
	w.t.Helper()
	var out struct{ Session string }
	w.get(&out, "POST", "session", "", map[string]string{"token": "the-first-start-token", "name": name})
	return out.Session
}

// dial opens a socket and returns its id.
func (w *world) dial(token string) string {
	w.t.Helper()
	var out struct{ Ticket string }
	w.get(&out, "POST", "tickets", token, map[string]string{})
	id := fmt.Sprintf("socket-%010d", w.inputs)
	r := edge.Request{Method: "GET", Path: "/v1/demo/socket", Peer: "192.0.2.1", Origin: origin, Socket: id,
		Protocol: edge.Subprotocol + ", ticket." + out.Ticket}
	if e := w.answer(w.do(edge.Input{Kind: edge.KindRequest, Request: &r})); e.Kind != edge.EffectAccept {
		w.t.Fatalf("socket refused: %d %s", e.Status, e.Body)
	}
	return id
}

// send delivers one frame and returns what arrived on the same socket.
func (w *world) send(socket string, f any) []edgetest.Frame {
	w.t.Helper()
	text, ok := f.(string)
	if !ok {
		b, err := json.Marshal(f)
		w.must(err)
		text = string(b)
	}
	before := len(w.sockets[socket])
	w.do(edge.Input{Kind: edge.KindFrame, Socket: socket, Frame: &edge.Frame{Text: text}})
	return w.read(socket, before)
}

// read parses what arrived on a socket after the first n frames.
func (w *world) read(socket string, n int) []edgetest.Frame {
	w.t.Helper()
	var list []edgetest.Frame
	for _, raw := range w.sockets[socket][min(n, len(w.sockets[socket])):] {
		f := edgetest.Frame{Raw: raw}
		w.must(json.Unmarshal([]byte(raw), &f))
		list = append(list, f)
	}
	return list
}

func (w *world) hangUp(socket string) {
	delete(w.sockets, socket)
	w.do(edge.Input{Kind: edge.KindClosed, Socket: socket})
}

// later moves the clock and rings the alarm as often as it is asked for.
func (w *world) later(ms int64) {
	w.t.Helper()
	end := w.now + ms
	for range 1000 {
		if w.alarm == 0 || w.alarm > end {
			w.now = end
			return
		}
		w.now = max(w.now, w.alarm)
		w.alarm = 0
		w.do(edge.Input{Kind: edge.KindAlarm})
	}
	w.t.Fatalf("the alarm rings without end")
}

// value reads one integer from the database.
func (w *world) value(query string, args ...any) int64 {
	w.t.Helper()
	rows, err := w.db.Query(query, args...)
	w.must(err)
	if len(rows) == 0 || rows[0][0] == nil {
		return 0
	}
	return rows[0][0].(int64)
}

// find returns the first frame of a type.
func find(t *testing.T, frames []edgetest.Frame, kind string) edgetest.Frame {
	t.Helper()
	for _, f := range frames {
		if f.T == kind {
			return f
		}
	}
	t.Fatalf("no %q among %+v", kind, frames)
	return edgetest.Frame{}
}
