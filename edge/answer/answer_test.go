package answer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge/answer"
	"github.com/lamplight-help/lamplight/edge/answer/modeltest"
	"github.com/lamplight-help/lamplight/edge/answer/web"
	"github.com/lamplight-help/lamplight/engine/kb"
)

const secret = "sk-lamplight-test-0123456789"

// article makes one of a title and paragraphs.
func article(id string, lines ...string) kb.Article {
	a := kb.Article{ID: id, Locale: "en", Title: lines[0]}
	for _, l := range lines[1:] {
		a.Blocks = append(a.Blocks, kb.Block{Kind: kb.Paragraph, Kids: []kb.Block{{Kind: kb.Text, Text: l}}})
	}
	return a
}

var cards = []kb.Article{
	article("unblock", "Unblock a blocked card", "Open Cards, choose the card and press Unblock. It works again after 5 minutes."),
	article("stolen", "Report a stolen card", "Stolen cards cannot be unblocked. Order a new card; it takes 3 working days."),
}

var ask = answer.Ask{Question: "How do I unblock my card?", Locale: "en", Articles: cards}

// told is one whole answer.
type told struct {
	events []answer.Event
	log    []*answer.Failure
}

func (g told) last() answer.Event { return g.events[len(g.events)-1] }

func (g told) sentences() (list []string) {
	for _, e := range g.events {
		if e.Type == answer.TypeSentence {
			list = append(list, e.Text)
		}
	}
	return list
}

// asked asks a scripted model and checks what holds for every answer: one last
// event, sentences before it alone, nothing that is not plain and cited, and
// the key nowhere.
func asked(t *testing.T, reply modeltest.Reply, change func(*answer.Config), a answer.Ask) told {
	t.Helper()
	var g told
	cfg := answer.Config{Endpoint: modeltest.Serve(t, reply), Model: "m", Key: secret, Log: func(f *answer.Failure) { g.log = append(g.log, f) }}
	if change != nil {
		change(&cfg)
	}
	s, err := answer.New(cfg, web.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Answer(context.Background(), a, func(e answer.Event) error { g.events = append(g.events, e); return nil }); err != nil {
		t.Fatal(err)
	}
	g.check(t, a)
	return g
}

func (g told) check(t *testing.T, a answer.Ask) {
	t.Helper()
	if len(g.events) == 0 {
		t.Fatal("no event")
	}
	raw, _ := json.Marshal(g.events)
	if strings.Contains(string(raw)+fmt.Sprint(g.log), secret) {
		t.Errorf("the key is in the events or in the log: %s %v", raw, g.log)
	}
	for i, e := range g.events {
		final := i == len(g.events)-1
		switch {
		case final == (e.Type == answer.TypeSentence):
			t.Errorf("event %d of %d is %q", i, len(g.events), e.Type)
		case e.Type == answer.TypeSentence && (len(e.Citations) == 0 || strings.ContainsAny(e.Text, "<[]\n") || strings.Contains(e.Text, "://")):
			t.Errorf("not plain and cited: %+v", e)
		case e.Type != answer.TypeSentence && e.Type != answer.TypeDone && (e.Code == "" || e.Text == ""):
			t.Errorf("no code or sentence: %+v", e)
		}
		for _, c := range e.Citations {
			if !slices.ContainsFunc(a.Articles, func(k kb.Article) bool { return k.ID == c.Article }) {
				t.Errorf("cites %q, which was not given", c.Article)
			}
		}
	}
}

func TestAnswerStreamsCitedSentences(t *testing.T) {
	const reply = "Open Cards, choose the card and press Unblock [1]. The card works again after 5 minutes. [1] A new card takes 3 working days [2]."
	for _, n := range []int{1, 2, 3, 7, 1000} {
		var seen *modeltest.Request
		g := asked(t, func(w http.ResponseWriter, r *modeltest.Request) { seen = r; modeltest.Says(reply, n)(w, r) }, nil, ask)
		want := []string{"Open Cards, choose the card and press Unblock.", "The card works again after 5 minutes.", "A new card takes 3 working days."}
		if got := g.sentences(); !slices.Equal(got, want) || g.last().Type != answer.TypeDone || g.last().Dropped != 0 {
			t.Fatalf("%d at a time: %q %+v", n, got, g.last())
		}
		if c := g.events[2].Citations; len(c) != 1 || c[0] != (answer.Citation{Source: 2, Article: "stolen", Title: "Report a stolen card"}) {
			t.Errorf("citations: %+v", c)
		}
		if seen.Header.Get("Authorization") != "Bearer "+secret || seen.Model != "m" || !seen.Stream || seen.MaxTokens <= 0 {
			t.Errorf("request: %+v", seen)
		}
		if p := seen.Prompt(); !strings.Contains(p, "Source [1]\n| Unblock a blocked card\n| Open Cards") || !strings.Contains(p, "Source [2]\n") ||
			!strings.Contains(p, "| How do I unblock my card?") {
			t.Errorf("prompt:\n%s", p)
		}
	}
}

// TestFirstSentenceDoesNotWait shows that a sentence leaves before the model
// has ended.
func TestFirstSentenceDoesNotWait(t *testing.T) {
	heard := make(chan bool)
	endpoint := modeltest.Serve(t, func(w http.ResponseWriter, r *modeltest.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, modeltest.Chunk("Open Cards, choose the card and press Unblock [1]. It "))
		http.NewResponseController(w).Flush()
		<-heard // the test ends by its own deadline when this never comes
		fmt.Fprint(w, modeltest.Chunk("works again after 5 minutes [1]."), "data: [DONE]\n\n")
	})
	s, err := answer.New(answer.Config{Endpoint: endpoint, Model: "m"}, web.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	var events []answer.Event
	err = s.Answer(context.Background(), ask, func(e answer.Event) error {
		if events = append(events, e); len(events) == 1 {
			close(heard)
		}
		return nil
	})
	if err != nil || len(events) != 3 || events[2].Type != answer.TypeDone {
		t.Errorf("%v %+v", err, events)
	}
}

func TestOtherShapes(t *testing.T) {
	const sentence = "The card works again after 5 minutes [1]."
	for name, reply := range map[string]modeltest.Reply{
		"whole completion":         modeltest.Raw(200, "application/json", `{"choices":[{"message":{"role":"assistant","content":"`+sentence+`"},"finish_reason":"stop"}]}`),
		"workers stream":           modeltest.Raw(200, "text/event-stream", "data: {\"response\":\"The card works again after \"}\n\ndata: {\"response\":5}\n\ndata: {\"response\":\" minutes [1].\",\"usage\":{}}\n\ndata: [DONE]\n\n"),
		"workers whole":            modeltest.Raw(200, "application/json", `{"result":{"response":"`+sentence+`"},"success":true,"errors":[],"messages":[]}`),
		"comments, ids, CRLF, BOM": modeltest.Raw(200, "text/event-stream", "\xEF\xBB\xBF: hello\r\nid: 1\r\nretry: 5\r\ndata: {\"choices\":[{\"delta\":{\"content\":\r\ndata: \""+sentence+"\"}}]}\r\n\r\ndata: [DONE]\r\n\r\n"),
		"usage after the end":      modeltest.Raw(200, "text/event-stream", modeltest.Chunk(sentence)+"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"total_tokens\":1}}\n\n"),
	} {
		g := asked(t, reply, nil, ask)
		if !slices.Equal(g.sentences(), []string{"The card works again after 5 minutes."}) || g.last().Type != answer.TypeDone {
			t.Errorf("%s: %+v %v", name, g.events, g.log)
		}
	}
	var path string
	asked(t, func(w http.ResponseWriter, r *modeltest.Request) { path = r.Path; modeltest.Says(sentence, 5)(w, r) },
		func(c *answer.Config) {
			c.Kind, c.Model, c.Endpoint = answer.WorkersAI, "@cf/meta/llama", strings.Replace(c.Endpoint, "/v1/chat/completions", "/ai/run", 1)
		}, ask)
	if path != "/ai/run/@cf/meta/llama" {
		t.Errorf("Workers AI was asked at %q", path)
	}
}

func TestRefusals(t *testing.T) {
	never := func(w http.ResponseWriter, r *modeltest.Request) { t.Error("the model was asked"); w.WriteHeader(500) }
	for _, c := range []struct {
		name  string
		reply modeltest.Reply
		ask   answer.Ask
		code  string
	}{
		{"no question", never, answer.Ask{Question: " \u200b\n", Locale: "en", Articles: cards}, answer.NoQuestion},
		{"no articles", never, answer.Ask{Question: "q", Locale: "en"}, answer.NoArticles},
		{"empty articles", never, answer.Ask{Question: "q", Locale: "en", Articles: []kb.Article{{ID: "a"}}}, answer.NoArticles},
		{"says so", modeltest.Says("NO ANSWER", 2), ask, answer.NotInThem},
		{"says so late", modeltest.Says("The card works again after 5 minutes [1].\nNO ANSWER", 4), ask, answer.NotInThem},
		{"silence", modeltest.Says("", 1), ask, answer.Unsupported},
		{"no citation", modeltest.Says("Open Cards, choose the card and press Unblock.", 4), ask, answer.Unsupported},
		{"mostly made up", modeltest.Says("It works again after 5 minutes [1]. Visit your nearest branch office with a passport and a signed letter [1]. Fees of the central bank apply to every customer [2].", 9), ask, answer.Unsupported},
		{"filter", modeltest.Raw(200, "text/event-stream", "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\n"), ask, answer.Withheld},
	} {
		g := asked(t, c.reply, nil, c.ask)
		if g.last().Type != answer.TypeRefused || g.last().Code != c.code {
			t.Errorf("%s: %+v, want %s", c.name, g.events, c.code)
		}
	}
}

func TestFailures(t *testing.T) {
	const sse = "text/event-stream"
	good := modeltest.Chunk("The card works again after 5 minutes [1]. ")
	for _, c := range []struct {
		name  string
		reply modeltest.Reply
		code  string
		retry int
	}{
		{"401", modeltest.Raw(401, "application/json", `{"error":{"message":"Incorrect API key `+secret+`"}}`), answer.Denied, 0},
		{"403", modeltest.Raw(403, "text/html", "no"), answer.Denied, 0},
		{"429", modeltest.Raw(429, "application/json", "{}", "Retry-After", "17"), answer.Busy, 17},
		{"429 for a year", modeltest.Raw(429, "application/json", "{}", "Retry-After", "31536000"), answer.Busy, 3600},
		{"429 with nonsense", modeltest.Raw(429, "application/json", "{}", "Retry-After", "soon"), answer.Busy, 0},
		{"429 with a date long ago", modeltest.Raw(429, "application/json", "{}", "Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"), answer.Busy, 0},
		{"500", modeltest.Raw(500, "text/html", "<h1>500</h1>"), answer.Provider, 0},
		{"503 with a time", modeltest.Raw(503, "text/plain", "", "Retry-After", "3"), answer.Busy, 3},
		{"redirect", modeltest.Raw(307, "text/plain", "", "Location", "http://127.0.0.1:1/"), answer.Provider, 0},
		{"204", modeltest.Raw(204, sse, ""), answer.Provider, 0},
		{"HTML", modeltest.Raw(200, "text/html", "<p>login</p>"), answer.Broken, 0},
		{"no type", modeltest.Raw(200, "", good), answer.Broken, 0},
		{"broken type", modeltest.Raw(200, "text/;=", good), answer.Broken, 0},
		{"cut in an event", modeltest.Raw(200, sse, good+`data: {"choices":[{"del`), answer.Broken, 0},
		{"cut between events", modeltest.Raw(200, sse, good), answer.Broken, 0},
		{"empty", modeltest.Raw(200, sse, ""), answer.Broken, 0},
		{"not JSON", modeltest.Raw(200, sse, good+"data: <b>no</b>\n\n"), answer.Broken, 0},
		{"JSON of another shape", modeltest.Raw(200, sse, good+"data: {\"choices\":7}\n\n"), answer.Broken, 0},
		{"deep JSON", modeltest.Raw(200, sse, "data: "+strings.Repeat("[", 20000)+"\n\n"), answer.Broken, 0},
		{"invalid UTF-8", modeltest.Raw(200, sse, good+"data: {\"choices\":[{\"delta\":{\"content\":\"\xff\"}}]}\n\n"), answer.Broken, 0},
		{"invalid UTF-8 whole", modeltest.Raw(200, "application/json", "{\"response\":\"\xff\"}"), answer.Broken, 0},
		{"gzip nobody asked for", modeltest.Raw(200, sse, "\x1f\x8b\x08\x00", "Content-Encoding", "gzip"), answer.Broken, 0},
		{"error event", modeltest.Raw(200, sse, good+"event: error\ndata: {}\n\n"), answer.Provider, 0},
		{"error inside", modeltest.Raw(200, sse, good+"data: {\"error\":{\"message\":\"overloaded "+secret+"\"}}\n\n"), answer.Provider, 0},
		{"no success", modeltest.Raw(200, "application/json", `{"result":{},"success":false,"errors":[{"code":1}]}`), answer.Provider, 0},
		{"huge event", modeltest.Raw(200, sse, "data: "+strings.Repeat("x", 70<<10)+"\n\n"), answer.TooMuch, 0},
		{"huge whole", modeltest.Raw(200, "application/json", strings.Repeat(" ", 2<<20)), answer.TooMuch, 0},
		{"huge words", modeltest.Raw(200, sse, strings.Repeat(modeltest.Chunk(strings.Repeat("card ", 2000)), 4)), answer.TooMuch, 0},
		{"endless line", modeltest.Forever(sse, strings.Repeat("x", 4096), 0), answer.TooMuch, 0},
		{"endless comments", modeltest.Forever(sse, ":\n\n\n\n"+strings.Repeat(": ping\n", 500), 0), answer.TooMuch, 0},
		{"endless events", modeltest.Forever(sse, strings.Repeat("data: {}\n\n", 200), 0), answer.TooMuch, 0},
		{"endless whole", modeltest.Forever("application/json", strings.Repeat(" ", 8192), 0), answer.TooMuch, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := asked(t, c.reply, nil, ask)
			if g.last().Type != answer.TypeFailed || g.last().Code != c.code || g.last().Retry != c.retry {
				t.Errorf("%+v %v, want %s %d", g.last(), g.log, c.code, c.retry)
			}
			if len(g.log) != 1 || g.log[0].Code != c.code {
				t.Errorf("log: %v", g.log)
			}
		})
	}
}

func TestSlow(t *testing.T) {
	const sse = "text/event-stream"
	hang := func(w http.ResponseWriter, r *modeltest.Request) { time.Sleep(300 * time.Millisecond) }
	for _, c := range []struct {
		name   string
		reply  modeltest.Reply
		limits answer.Limits
	}{
		{"no head", hang, answer.Limits{First: 20 * time.Millisecond}},
		{"silence in the middle", func(w http.ResponseWriter, r *modeltest.Request) {
			w.Header().Set("Content-Type", sse)
			fmt.Fprint(w, modeltest.Chunk("The card works again after 5 minutes [1]. "))
			http.NewResponseController(w).Flush()
			hang(w, r)
		}, answer.Limits{Idle: 20 * time.Millisecond}},
		{"a drop now and then", modeltest.Forever(sse, modeltest.Chunk(" "), 5*time.Millisecond), answer.Limits{Total: 60 * time.Millisecond}},
		{"comments keep nothing alive", modeltest.Forever(sse, ": ping\n", 5*time.Millisecond), answer.Limits{Idle: 60 * time.Millisecond}},
	} {
		g := asked(t, c.reply, func(cfg *answer.Config) { cfg.Limits = c.limits }, ask)
		if g.last().Code != answer.Slow {
			t.Errorf("%s: %+v %v", c.name, g.events, g.log)
		}
	}
}

func TestUnreachableAndCancelled(t *testing.T) {
	g := asked(t, nil, func(c *answer.Config) { c.Endpoint = "http://127.0.0.1:1/v1" }, ask)
	if g.last().Code != answer.Unreachable {
		t.Errorf("%+v", g.last())
	}
	ctx, cancel := context.WithCancel(context.Background())
	endpoint := modeltest.Serve(t, modeltest.Forever("text/event-stream", modeltest.Chunk("x "), time.Millisecond))
	s, err := answer.New(answer.Config{Endpoint: endpoint, Model: "m"}, web.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(20*time.Millisecond, cancel)
	var got answer.Event
	if err := s.Answer(ctx, ask, func(e answer.Event) error { got = e; return nil }); err != nil || got.Code != answer.Cancelled {
		t.Errorf("%v %+v", err, got)
	}
}

// TestEmitFails: who asked has gone, so nothing more is said.
func TestEmitFails(t *testing.T) {
	gone := errors.New("gone")
	endpoint := modeltest.Serve(t, modeltest.Forever("text/event-stream", modeltest.Chunk("The card works again after 5 minutes [1]. "), time.Millisecond))
	s, err := answer.New(answer.Config{Endpoint: endpoint, Model: "m"}, web.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	err = s.Answer(context.Background(), ask, func(answer.Event) error { calls++; return gone })
	if !errors.Is(err, gone) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
}
