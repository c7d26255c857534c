package loop

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// agent signs in at the desk as another person.
func agent(t *testing.T, s stage, w words, name string) *browsertest.Tab {
	t.Helper()
	tab := browsertest.New(t, browsertest.Locale(w.locale))
	tab.Open(s.url + "/desk/?site=demo#token=" + s.token)
	fill(tab, "name", name)
	tab.Click(browsertest.Text("button", w.signIn))
	tab.Wait(`document.querySelector(".line.up")`)
	return tab
}

// pick opens the conversation with a question.
func pick(tab *browsertest.Tab, question string) {
	tab.Click(browsertest.Text(".entry", question))
	tab.Wait(`document.querySelector(".log .message")`)
}

// insert puts the n-th best answer into the reply box with one key.
func insert(tab *browsertest.Tab, n int) string {
	tab.Click(browsertest.CSS("#reply"))
	tab.Press(fmt.Sprint(n), chromedp.ModifierAlt)
	tab.Wait(`document.querySelector("#reply").value.length > 20`)
	return browsertest.Eval[string](tab, `document.querySelector("#reply").value`)
}
