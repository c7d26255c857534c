package edgetest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// agreed is a context exactly as a visitor agreed to it, spacing included: it
// must arrive byte for byte.
const agreed = `{"page":"/cards/:id",  "steps":[{"at":1763686800000,"kind":"view","label":"Cards"}],
 "signals":[{"at":1763686805000,"kind":"rage-click","label":"Next","detail":"/cards/new"}], "shown":[]}`

func testEscalations(t *testing.T, h Host) {
	s := NewSite(t, h)
	t.Run("context byte for byte", func(t *testing.T) { escalateWithContext(t, s) })
	t.Run("same id", func(t *testing.T) { escalateTwice(t, s) })
	t.Run("100 at once", func(t *testing.T) { escalateAtOnce(t, NewSite(t, h)) })
	t.Run("caps", func(t *testing.T) { escalateCaps(t, s) })
	t.Run("Hardening60 and Hardening61 literal", func(t *testing.T) { escalateLiteral(t, s) })
}

func escalateWithContext(t *testing.T, s *Site) {
	id := NewID()
	body := fmt.Sprintf(`{"id":%q,"question":"Why?","locale":"en","visitor":"v_1","context":%s}`, id, agreed)
	scenario{req: Request{Method: "POST", Path: "escalations", Body: body}, status: 201,
		has: []string{`"conversation":"` + id + `"`, `"seq":1`}}.run(t, s)
	session, err := s.SignIn(s.First, "Mei")
	must(t, session, err)
	r, err := s.Do(Request{Method: "GET", Path: "conversations/" + id, Token: session})
	must(t, r, err)
	var c edge.Conversation
	if err := json.Unmarshal(r.Body, &c); err != nil {
		t.Fatalf("%v: %s", err, r.Body)
	}
	if got, want := compact(t, c.Context), compact(t, []byte(agreed)); got != want {
		t.Errorf("context\n%s\nwant\n%s", got, want)
	}
	if c.Visitor != "v_1" || c.Question != "Why?" || len(c.Messages) != 2 || c.Messages[0].Text != "Why?" || c.Messages[1].Event != "queued" {
		t.Errorf("conversation %s", r.Body)
	}
}

func compact(t *testing.T, raw []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	return string(must(t, out, err))
}

// escalateTwice: line 54, first half.
func escalateTwice(t *testing.T, s *Site) {
	id := NewID()
	body := fmt.Sprintf(`{"id":%q,"question":"Once?","locale":"en"}`, id)
	first := scenario{req: Request{Method: "POST", Path: "escalations", Body: body}, status: 201}.run(t, s)
	again := scenario{req: Request{Method: "POST", Path: "escalations", Body: body}, status: 200}.run(t, s)
	if string(first.Body) != string(again.Body) {
		t.Errorf("answers differ: %s and %s", first.Body, again.Body)
	}
	scenario{req: Request{Method: "POST", Path: "escalations", Body: strings.Replace(body, "Once", "Twice", 1)},
		status: 422, code: "id-reused", hasNot: []string{"Once"}}.run(t, s)
}

// escalateAtOnce: line 54, second half.
func escalateAtOnce(t *testing.T, s *Site) {
	e := edge.Escalation{ID: NewID(), Question: "Only once?", Locale: "en"}
	var wg sync.WaitGroup
	tokens := make([]string, 100)
	for i := range tokens {
		wg.Go(func() {
			out, err := s.Escalate(e)
			if err != nil {
				t.Error(err)
			}
			tokens[i] = out.Token
		})
	}
	wg.Wait()
	for _, token := range tokens {
		if token != tokens[0] {
			t.Fatal("different tokens for one escalation")
		}
	}
	session, err := s.SignIn(s.First, "Mei")
	must(t, session, err)
	var q struct{ Items []edge.Item }
	if err := s.call(Request{Method: "GET", Path: "queue", Token: session}, &q); err != nil {
		t.Fatal(err)
	}
	if len(q.Items) != 1 || q.Items[0].Seq != 2 {
		t.Errorf("queue %+v, want one conversation with the question and its event", q.Items)
	}
}

func escalateCaps(t *testing.T, s *Site) {
	trace := func(n int, label string) string {
		return strings.TrimSuffix(strings.Repeat(`{"at":1,"kind":"k","label":"`+label+`"},`, n), ",")
	}
	for name, context := range map[string]string{
		"page":         `{"page":"` + strings.Repeat("x", 201) + `"}`,
		"steps":        `{"page":"/","steps":[` + trace(101, "") + `]}`,
		"signals":      `{"page":"/","signals":[` + trace(21, "") + `]}`,
		"shown":        `{"page":"/","shown":[` + trace(21, "") + `]}`,
		"label":        `{"page":"/","steps":[` + trace(1, strings.Repeat("x", 201)) + `]}`,
		"newline":      `{"page":"/","steps":[` + trace(1, `a\nb`) + `]}`,
		"override":     `{"page":"/","steps":[` + trace(1, `a\u202eb`) + `]}`,
		"negative":     `{"page":"/","steps":[{"at":-1,"kind":"k","label":""}]}`,
		"not agreed":   `{"page":"/","cookies":"x"}`,
		"not an array": `{"page":"/","steps":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			body := fmt.Sprintf(`{"id":%q,"question":"q","locale":"en","context":%s}`, NewID(), context)
			r, err := s.Do(Request{Method: "POST", Path: "escalations", Body: body})
			if must(t, r, err).Status != 400 || !strings.Contains(string(r.Body), "context") {
				t.Errorf("status %d: %s", r.Status, r.Body)
			}
		})
	}
}

// escalateLiteral: what looks like SQL or a pattern is a name like any other,
// and ids beyond 2^53 keep every digit. Lines 60 and 61.
func escalateLiteral(t *testing.T, s *Site) {
	session, err := s.SignIn(s.First, "Mei")
	must(t, session, err)
	for _, name := range []string{`'; DROP TABLE messages; --`, `%`, `_`, `a' OR '1'='1`, strconv.FormatInt(1<<53+1, 10)} {
		e := edge.Escalation{ID: NewID(), Question: name, Locale: "en", Visitor: name, Line: name[:min(len(name), 32)]}
		out, err := s.Escalate(e)
		must(t, out, err)
		var c edge.Conversation
		if err := s.call(Request{Method: "GET", Path: "conversations/" + e.ID, Token: session}, &c); err != nil {
			t.Fatal(err)
		}
		if c.Question != e.Question || c.Visitor != e.Visitor || c.Line != e.Line {
			t.Errorf("got %q %q %q, want %q", c.Question, c.Visitor, c.Line, name)
		}
	}
	scenario{req: Request{Method: "GET", Path: "conversations/%25", Token: session}, status: 404, code: "not-found"}.run(t, s)
	scenario{req: Request{Method: "GET", Path: "conversations/" + strings.Repeat("_", 26), Token: session}, status: 404, code: "not-found"}.run(t, s)
}

// testRates: beyond the burst 429 with Retry-After; other sites and other
// visitors' conversations go on; a forged address changes nothing. Line 55.
func testRates(t *testing.T, h Host) {
	s, other := NewSite(t, h), NewSite(t, h)
	earlier := s.ask(t, "before the burst")
	refused := 0
	for range 100 {
		r, err := s.Do(Request{Method: "POST", Path: "escalations", Body: edge.Escalation{ID: NewID(), Question: "q", Locale: "en"},
			Header: map[string][]string{"X-Forwarded-For": {NewID()}, "X-Real-Ip": {"203.0.113.9"}}})
		if must(t, r, err).Status != 429 {
			continue
		}
		refused++
		after, err := strconv.Atoi(r.Header.Get("Retry-After"))
		if err != nil || after < 1 || after > 60 {
			t.Fatalf("Retry-After %q", r.Header.Get("Retry-After"))
		}
	}
	if refused < 80 {
		t.Errorf("%d of 100 refused, want at least 80", refused)
	}
	other.ask(t, "another site is not affected")
	s.visitor(t, earlier)
	if again, err := s.Escalate(edge.Escalation{ID: earlier.Conversation, Question: "before the burst", Locale: "en"}); err != nil || again != earlier {
		t.Errorf("a repeat of what is stored is refused: %v", err)
	}
}
