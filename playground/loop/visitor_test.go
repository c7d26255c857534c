package loop

import (
	"fmt"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// watch runs in every page before its scripts: it collects what the widget
// tells through its public API, violations of the page's policy, and when the
// last press ended.
const watch = `
	window.seen = {trace: [], show: [], violations: [], up: 0, shownAt: 0};
	addEventListener("securitypolicyviolation", (e) => seen.violations.push(e.violatedDirective + " " + e.blockedURI));
	addEventListener("pointerup", () => { seen.up = performance.now(); }, true);
	(window.lamplight ||= []).push(
		["on", "trace", (line) => seen.trace.push(line)],
		["on", "show", (s) => { seen.show.push(s); seen.shownAt = performance.now(); }]);
`

// visitor opens the demo as one person.
func visitor(t *testing.T, s stage, w words, path string, options ...browsertest.Option) *browsertest.Tab {
	t.Helper()
	options = append(options, browsertest.Locale(w.locale), browsertest.Before(watch))
	tab := browsertest.New(t, options...)
	tab.Open(s.url + path + w.query)
	ready(tab)
	return tab
}

// ready waits until the engine has its knowledge.
func ready(tab *browsertest.Tab) {
	tab.Wait(`seen.trace.some((l) => l.type === "ready" && l.articles > 20)`)
}

// clean fails the test when the page broke or its policy was violated.
func clean(t *testing.T, tab *browsertest.Tab) {
	t.Helper()
	tab.NoFaults()
	for _, v := range browsertest.Eval[[]string](tab, "seen.violations") {
		t.Errorf("the page's policy was violated: %s", v)
	}
}

func help(id string) string { return browsertest.CSS(fmt.Sprintf(`[data-help=%q]`, id)) }

// looks is how long a person needs to see what the page made of it.
const looks = 400 * time.Millisecond

// fill types into a field of the host.
func fill(tab *browsertest.Tab, id, text string) {
	tab.Click(browsertest.CSS("#" + id))
	tab.Type(text)
	time.Sleep(looks)
}

// open opens the chat unless it is open.
func open(tab *browsertest.Tab) {
	if !browsertest.Eval[bool](tab, "!!"+browsertest.CSS(".ll.panel")) {
		tab.Click(browsertest.CSS("button[aria-haspopup=dialog]"))
	}
}

// ask opens the chat and asks.
func ask(tab *browsertest.Tab, question string) {
	open(tab)
	tab.Click(browsertest.CSS(".composer textarea"))
	tab.Type(question + "\r")
}

// inPanel waits for a text inside the chat.
func inPanel(tab *browsertest.Tab, text string) {
	tab.Wait(fmt.Sprintf(`(%s)?.textContent.includes(%q)`, browsertest.CSS(".ll.panel"), text))
}
