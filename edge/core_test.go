package edge_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// breaker is a database that fails or panics at a chosen statement.
type breaker struct {
	edge.DB
	at    string // part of the statement
	panic bool
}

func (b breaker) hit(query string) error {
	if !strings.Contains(query, b.at) {
		return nil
	}
	if b.panic {
		var p *int
		*p = 1
	}
	return errors.New("database or disk is full")
}

func (b breaker) Exec(q string, args ...any) error {
	if err := b.hit(q); err != nil {
		return err
	}
	return b.DB.Exec(q, args...)
}

func (b breaker) Query(q string, args ...any) ([][]any, error) {
	if err := b.hit(q); err != nil {
		return nil, err
	}
	return b.DB.Query(q, args...)
}

// TestHardening58PanicAnswersOneInput: a bug costs one input, not the site.
func TestHardening58PanicAnswersOneInput(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	visitor := w.dial(w.ask("question").Token)
	frame := edge.Input{Kind: edge.KindFrame, Now: w.now, Seed: make([]byte, edge.SeedSize), Socket: visitor,
		Frame: &edge.Frame{Text: `{"t":"send","id":"` + w.id() + `","text":"hi"}`}}
	for name, want := range map[bool]string{true: "internal", false: "unavailable"} {
		w.must(w.db.Exec("BEGIN"))
		effects := w.core.Handle(frame, breaker{w.db, "INSERT INTO messages", name})
		w.must(w.db.Exec("ROLLBACK"))
		if len(effects) != 3 || effects[0].Kind != edge.EffectAbort || effects[1].Kind != edge.EffectReport ||
			effects[2].Socket != visitor || !strings.Contains(effects[2].Text, `"code":"`+want+`"`) {
			t.Errorf("panic %v: effects %+v", name, effects)
		}
		if strings.Contains(effects[2].Text, "disk") || strings.Contains(effects[2].Text, "runtime") {
			t.Errorf("the answer tells how it is built: %s", effects[2].Text)
		}
	}
	if f := find(t, w.send(visitor, frame.Frame.Text), "ack"); f.Seq != 3 {
		t.Errorf("the retry got %s", f.Raw)
	}
}

// TestHardening73StorageFull: every route that writes answers 503 when the
// disk is full, keeps nothing, and works when there is room again.
func TestHardening73StorageFull(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	r := edge.Request{Method: "POST", Path: "/v1/demo/escalations", Origin: origin, ContentType: "application/json",
		Body: []byte(`{"id":"` + w.id() + `","question":"q","locale":"en"}`)}
	in := edge.Input{Kind: edge.KindRequest, Now: w.now, Seed: make([]byte, edge.SeedSize), Request: &r}
	for _, at := range []string{"INSERT INTO rates", "INSERT INTO conversations", "INSERT INTO messages", "UPDATE conversations"} {
		w.must(w.db.Exec("BEGIN"))
		e := w.answer(w.core.Handle(in, breaker{w.db, at, false}))
		w.must(w.db.Exec("ROLLBACK"))
		if e.Status != 503 {
			t.Errorf("%s fails: status %d %s", at, e.Status, e.Body)
		}
	}
	if n := w.value(`SELECT count(*) FROM conversations`); n != 0 {
		t.Errorf("%d conversations stored by failed requests", n)
	}
	if e := w.answer(w.do(in)); e.Status != 201 {
		t.Errorf("afterwards: %d %s", e.Status, e.Body)
	}
}

// TestHardening74AlarmFails: a failing alarm is asked for again, and reported.
func TestHardening74AlarmFails(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	w.ask("question")
	for range 7 {
		w.now += 10 * 60_000
		effects := w.core.Handle(edge.Input{Kind: edge.KindAlarm, Now: w.now, Seed: make([]byte, edge.SeedSize)}, breaker{w.db, "UPDATE conversations", false})
		if effects[0].Kind != edge.EffectAbort || effects[1].Kind != edge.EffectReport || effects[2].Kind != edge.EffectAlarm || effects[2].At <= w.now {
			t.Fatalf("effects %+v", effects)
		}
	}
}

// TestDeterministic: the same inputs give the same effects, byte for byte.
func TestDeterministic(t *testing.T) {
	run := func() (all []byte) {
		w := newWorld(t, edge.Limits{})
		defer w.db.Close()
		in := []edge.Input{
			{Kind: edge.KindRequest, Request: &edge.Request{Method: "POST", Path: "/v1/demo/escalations", Origin: origin,
				ContentType: "application/json", Body: []byte(`{"id":"` + w.id() + `","question":"q","locale":"en"}`)}},
			{Kind: edge.KindRequest, Request: &edge.Request{Method: "POST", Path: "/v1/demo/session", Origin: origin,
				ContentType: "application/json", Body: []byte(`{"token":"the-first-start-token","name":"Mei"}`)}},
		}
		for _, i := range in {
			out, err := edge.EncodeEffects(w.do(i))
			w.must(err)
			all = append(all, out...)
		}
		return all
	}
	if a, b := run(), run(); !bytes.Equal(a, b) {
		t.Errorf("two runs differ:\n%q\n%q", a, b)
	}
}

// TestNewerSchema: an old program refuses a newer database and leaves it alone.
func TestNewerSchema(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	w.must(w.db.Exec(`UPDATE meta SET value = '999' WHERE key = 'schema'`))
	effects := w.do(edge.Input{Kind: edge.KindStarted})
	if effects[0].Kind != edge.EffectAbort || !strings.Contains(effects[1].Text, "run the newer program") {
		t.Errorf("effects %+v", effects)
	}
}

func TestBytesAreTheSame(t *testing.T) {
	in := edge.Input{Kind: edge.KindRequest, Now: edge.MaxInt, Seed: []byte{1, 2}, Request: &edge.Request{
		Method: "PUT", Path: "/v1/demo/bundle/x", Peer: "::1", Origin: "o", Body: []byte("\x00\xffbody")}}
	b, err := edge.EncodeInput(in)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := edge.DecodeInput(b); err != nil || !reflect.DeepEqual(got, in) {
		t.Errorf("input became %+v: %v", got, err)
	}
	effects := []edge.Effect{
		{Kind: edge.EffectRespond, Status: 200, Headers: [][2]string{{"A", "b, c"}}, Body: []byte("one")},
		{Kind: edge.EffectSend, Socket: "s", Text: "é\n"},
		{Kind: edge.EffectDeliver, Delivery: "d", URL: "https://x", Body: []byte("two")},
	}
	if b, err = edge.EncodeEffects(effects); err != nil {
		t.Fatal(err)
	}
	if got, err := edge.DecodeEffects(b); err != nil || !reflect.DeepEqual(got, effects) {
		t.Errorf("effects became %+v: %v", got, err)
	}
	for n := range b {
		if _, err := edge.DecodeEffects(b[:n]); err == nil {
			t.Errorf("the first %d of %d bytes decode", n, len(b))
		}
	}
}

// FuzzBytes: any message is an input or an error, and never a panic.
func FuzzBytes(f *testing.F) {
	good, _ := edge.EncodeInput(edge.Input{Kind: edge.KindRequest, Now: 1, Seed: make([]byte, 32),
		Request: &edge.Request{Method: "GET", Path: "/v1/demo/root", Body: []byte("x")}})
	f.Add(good)
	f.Add([]byte{2, 0, 0, 0, '{', '}'})
	w := newWorld(f, edge.Limits{})
	f.Fuzz(func(t *testing.T, msg []byte) {
		w.t = t
		w.must(w.db.Exec("BEGIN"))
		out := w.core.HandleBytes(msg, w.db)
		w.must(w.db.Exec("ROLLBACK"))
		effects, err := edge.DecodeEffects(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range effects {
			if e.Kind == edge.EffectReport && strings.Contains(e.Text, "runtime error") {
				t.Fatalf("%q: %s", msg, e.Text)
			}
		}
	})
}

// TestHardening62Versions: a shell of another version than the core may say
// more than the core knows, and a kind that it does not know; a client may
// send fields and frames of another version. Nothing of it fails.
func TestHardening62Versions(t *testing.T) {
	w := newWorld(t, edge.Limits{})
	asked := w.ask("question")
	for name, head := range map[string]string{
		"more fields": `{"kind":"request","now":1763686800000,"seed":"AAAA","trace":{"id":1},"request":{"method":"GET","path":"/v1/demo/root","peer":"::1","tls":"1.3"}}`,
		"other kind":  `{"kind":"lunch","now":1763686800000,"seed":"AAAA"}`,
	} {
		msg := append([]byte{byte(len(head)), 0, 0, 0}, head...)
		w.must(w.db.Exec("BEGIN"))
		effects, err := edge.DecodeEffects(w.core.HandleBytes(msg, w.db))
		w.must(w.db.Exec("ROLLBACK"))
		if err != nil || len(effects) == 0 || effects[0].Kind == edge.EffectAbort {
			t.Errorf("%s: %+v %v", name, effects, err)
		}
	}
	visitor := w.dial(asked.Token)
	if f := find(t, w.send(visitor, `{"t":"draw","id":"x","shape":"circle"}`), "error"); f.Code != "unknown-type" || f.Re != "draw" {
		t.Errorf("a frame of another version: %s", f.Raw)
	}
	find(t, w.send(visitor, `{"t":"send","id":"`+w.id()+`","text":"hi","urgency":3}`), "ack")
}
