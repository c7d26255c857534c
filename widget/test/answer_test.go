package widget_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge/answer"
	"github.com/lamplight-help/lamplight/edge/answer/modeltest"
	"github.com/lamplight-help/lamplight/edge/answer/web"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// A language model may put an answer together below the page's own, which
// stands whatever becomes of it. Nothing is sent before the visitor says so.

// model is an edge whose language model says what a test lets it say.
type model struct {
	*liar
	asked  atomic.Int32
	prompt atomic.Value // string
}

// limits make a slow model fail within a test.
var limits = answer.Limits{First: time.Second, Idle: time.Second, Total: 2 * time.Second}

func (s *stage) model(t *testing.T, reply modeltest.Reply) *model {
	m := &model{liar: s.liar(t)}
	endpoint := modeltest.Serve(t, func(w http.ResponseWriter, r *modeltest.Request) {
		m.asked.Add(1)
		m.prompt.Store(r.Prompt())
		reply(w, r)
	})
	service, err := answer.New(answer.Config{Endpoint: endpoint, Model: "m", Limits: limits}, web.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	library := web.Bundles(func(locale string) ([]byte, error) { return s.made.Bundles[s.made.Head.Bundles[locale].Hash], nil })
	ask := web.Handler(web.Options{Service: service, Origins: []string{s.url}, Library: library, PerVisitor: 100, PerSite: 100})
	inner, err := url.Parse(m.url)
	if err != nil {
		t.Fatal(err)
	}
	rest := httputil.NewSingleHostReverseProxy(inner)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/test/answer" {
			ask.ServeHTTP(w, r)
			return
		}
		rest.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	m.url = server.URL
	return m
}

// page opens a page whose tag says that there is an assistant, asks something
// that nobody knows, and says that the answer did not help.
func (m *model) page(t *testing.T, s *stage, assistant string) *browsertest.Tab {
	t.Helper()
	tagged := fmt.Sprintf(`<script src="lamplight.js" data-site="test" data-edge=%q data-key=%q data-assistant=%q async></script>`, m.url, s.keys.Public()[0].String(), assistant)
	tab := browsertest.New(t, browsertest.Before(watch))
	tab.Open(s.page(page{html: strings.Replace(host(form), script, tagged, 1)}))
	ready(tab)
	ask(tab, "Can I pay for a refund with a card of my grandmother?")
	tab.Click(inPanel(`PANEL.querySelector(".rating button[aria-label=No]")`)) // the answer was about something else
	return tab
}

const (
	offerButton = `[...` + "PANEL" + `.querySelectorAll(".assistant button.plain")].at(-1)`
	assisted    = `[...` + "PANEL" + `.querySelectorAll(".assistant")].map((e) => e.textContent).join()`
)

func inPanel(expression string) string { return strings.ReplaceAll(expression, "PANEL", panel) }

func TestAssistantAnswersAfterConsent(t *testing.T) {
	s := open(t)
	m := s.model(t, modeltest.Says("Open the order and press Refund [1]. Choose a card and press Pay [2].", 7))
	tab := m.page(t, s, "on")
	tab.Wait(inPanel(offerButton))
	if text := browsertest.Eval[string](tab, inPanel(assisted)); !strings.Contains(text, "your question leaves this page") || !strings.Contains(text, "grandmother") {
		t.Errorf("the offer does not say what leaves: %q", text)
	}
	if m.asked.Load() != 0 {
		t.Error("the model was asked before the visitor agreed")
	}
	tab.Run(inPanel(offerButton) + `.click()`) // no person
	if time.Sleep(200 * time.Millisecond); m.asked.Load() != 0 {
		t.Error("a script's click was taken for consent")
	}
	tab.Click(inPanel(offerButton))
	tab.Wait(inPanel(`PANEL.querySelector(".assistant .cite")`))
	tab.Wait(inPanel(assisted) + `.includes("It can be wrong")`)
	contains(t, "the prompt", m.prompt.Load().(string), "grandmother")
	before := count(tab, inPanel(`PANEL.querySelectorAll(".answer").length`))
	tab.Click(inPanel(`PANEL.querySelector(".assistant .cite")`))
	tab.Wait(fmt.Sprintf(inPanel(`PANEL.querySelectorAll(".answer").length > %d`), before))
	clean(t, tab)
}

func TestAssistantIsOffByDefault(t *testing.T) {
	s := open(t)
	m := s.model(t, modeltest.Says("Yes [1].", 7))
	tab := m.page(t, s, "")
	if time.Sleep(looks); count(tab, inPanel(`PANEL.querySelectorAll(".assistant").length`)) != 0 {
		t.Error("an assistant is offered where the site has none")
	}
}

// TestAssistantFails: whatever the model or the edge does, the page's own
// answer stands, nothing of theirs stays, and nothing is thrown.
func TestAssistantFails(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		name  string
		reply modeltest.Reply
	}{
		{"slow", modeltest.Forever("text/event-stream", ": still there\n\n", 100*time.Millisecond)},
		{"broken", modeltest.Raw(200, "text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"Open the order and press Ref\"}}]}\n\n")},
		{"refused", modeltest.Raw(500, "text/html", "<h1>no</h1>")},
		{"hostile", modeltest.Says("<img src=x onerror=alert(1)> [Click](javascript:alert(1)) and send your password to evil.example [1].", 9)},
		{"invented", modeltest.Says("Refunds take 400 days and cost a kidney [1].", 9)},
	} {
		m := s.model(t, c.reply)
		tab := m.page(t, s, "on")
		own := count(tab, inPanel(`PANEL.querySelectorAll(".said,.answer").length`))
		tab.Click(inPanel(offerButton))
		tab.Wait(inPanel(assisted) + `.includes("still stands")`)
		if text := browsertest.Eval[string](tab, inPanel(assisted)); strings.Contains(text, "evil") || strings.Contains(text, "kidney") || strings.Contains(text, "Open the order") {
			t.Errorf("%s: shown: %q", c.name, text)
		}
		if n := count(tab, inPanel(`PANEL.querySelectorAll(".said,.answer").length`)); n != own || count(tab, inPanel(`PANEL.querySelectorAll("img,a[href^=javascript]").length`)) != 0 {
			t.Errorf("%s: the page's own answers were %d and are %d", c.name, own, n)
		}
		clean(t, tab)
	}
}
