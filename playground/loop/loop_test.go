package loop

import (
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

var languages = []struct {
	name  string
	words words
}{{"English", english}, {"Chinese", chinese}}

// TestPassword: a visitor presses the Next that looks disabled. The article's
// callout appears beside it, says why, closes with "got it" and stays away.
func TestPassword(t *testing.T) {
	s := onNative(t)
	for _, l := range languages {
		t.Run(l.name, func(t *testing.T) { password(t, s, l.words, l.name) })
	}
}

func password(t *testing.T, s stage, w words, name string) {
	tab := visitor(t, s, w, "/demo/security/password")
	fill(tab, "current", "old-secret")
	fill(tab, "new", w.secret)
	next := help("password.next")
	for range 3 {
		tab.Click(next)
	}
	tab.Wait("seen.show.length === 1")
	t.Logf("from the third press to the callout: %.0f ms", browsertest.Eval[float64](tab, "seen.shownAt - seen.up"))
	tip := browsertest.CSS("section.tip")
	if text := browsertest.Eval[string](tab, tip+".textContent"); !strings.Contains(text, w.article) {
		t.Errorf("the callout says %q", text)
	}
	tab.Wait(tip + ".checkVisibility({opacityProperty: true})")
	tab.Shot("callout-" + name)
	if why := browsertest.Eval[int](tab, `seen.trace.find((l) => l.type === "show").why.find((r) => r.cause === 1)?.count ?? 0`); why < 3 {
		t.Errorf("the trace does not give three presses as the reason")
	}
	gap := browsertest.Eval[float64](tab, `(() => {
		const a = `+next+`.getBoundingClientRect(), b = `+tip+`.getBoundingClientRect();
		return Math.max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom);
	})()`)
	if gap < 0 || gap > 40 {
		t.Errorf("the callout is %.0f px away from the button, or over it", gap)
	}
	tab.Click(browsertest.Text("button", w.gotIt))
	tab.Wait("!(" + tip + ")")
	for range 6 {
		tab.Click(next)
	}
	tab.Reload()
	ready(tab)
	fill(tab, "current", "old-secret")
	for range 4 {
		tab.Click(next)
	}
	tab.Wait(`seen.trace.some((l) => l.type === "decision" && l.stage === 3)`)
	if n := browsertest.Eval[int](tab, `seen.show.filter((s) => s.article === "password-next").length`); n > 0 {
		t.Error("the callout came back")
	}
	clean(t, tab)
}

// TestEscalate: a question that nobody wrote an answer to goes to an agent,
// with the context that the visitor saw; the answer comes back; both reload,
// and the conversation is whole.
func TestEscalate(t *testing.T) {
	for _, h := range hosts {
		t.Run(h.name, func(t *testing.T) {
			s := h.open(t)
			for _, l := range languages {
				t.Run(l.name, func(t *testing.T) { escalate(t, s, l.words, l.name) })
			}
		})
	}
}

func escalate(t *testing.T, s stage, w words, name string) {
	tab := visitor(t, s, w, "/demo/security")
	tab.Click(help("security.password"))
	tab.Wait(browsertest.CSS("#new"))
	ask(tab, w.question)
	tab.Click(browsertest.Text(".ll.panel button", w.asks))
	tab.Wait(browsertest.CSS(".consent"))
	consent := browsertest.Eval[string](tab, browsertest.CSS(".consent")+".innerText + "+browsertest.CSS(".consent textarea")+".value")
	if !strings.Contains(consent, w.question) || !strings.Contains(consent, "/demo/security/password") {
		t.Errorf("the visitor is not shown what would go: %q", consent)
	}
	tab.Shot("consent-" + name)
	tab.Click(browsertest.Text(".consent button", w.send))

	desk := agent(t, s, w, "Mei")
	pick(desk, w.question)
	if n := browsertest.Eval[int](desk, `document.querySelectorAll(".answers > li").length`); n != 3 {
		t.Errorf("the desk offers %d answers, want 3", n)
	}
	if path := browsertest.Eval[string](desk, `document.querySelector(".visitor").innerText`); !strings.Contains(path, "/demo/security/password") {
		t.Errorf("the desk does not show the path: %q", path)
	}
	desk.Click(browsertest.Text("button", w.take))
	desk.Wait(`document.querySelector(".state-taken")`)
	inserted := insert(desk, 1)
	desk.Type(" " + w.reply)
	desk.Shot("desk-" + name)
	desk.Type("\r")
	first := strings.TrimSpace(strings.SplitN(inserted, "\n", 2)[0])
	inPanel(tab, w.reply)
	inPanel(tab, first)
	tab.Shot("answered-" + name)

	tab.Click(browsertest.CSS(".composer textarea"))
	tab.Type("ok 123\r")
	desk.Wait(`document.querySelector(".log").textContent.includes("ok 123")`)
	tab.Reload()
	desk.Reload()
	desk.Wait(`["ok 123", "` + w.reply + `", "` + w.question + `"].every((x) => document.querySelector(".log")?.textContent.includes(x))`)
	open(tab)
	for _, text := range []string{w.question, w.reply, "ok 123"} {
		inPanel(tab, text)
	}
	if n := browsertest.Eval[int](desk, `[...document.querySelectorAll(".from-visitor .text")].filter((e) => e.textContent === "ok 123").length`); n != 1 {
		t.Errorf("the visitor's message is there %d times", n)
	}
	clean(t, tab)
	desk.NoFaults()
}
