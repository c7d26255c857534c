package widget_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// present makes the edge say that somebody is there, or that nobody is.
func present(agents int) browsertest.Option {
	return browsertest.Before(fmt.Sprintf(`
		const fetched = window.fetch;
		window.fetch = (url, ...rest) => String(url).endsWith("/presence")
			? Promise.resolve(new Response('{"lines":[{"line":"","open":true,"agents":%d,"waiting":0}]}'))
			: fetched(url, ...rest);`, agents))
}

var offered = browsertest.CSS("lamplight-tip") + `?.shadowRoot.querySelector(".offer[data-on]")`

func offer(form wire.Form) *wire.Show {
	return &wire.Show{Tip: 7, Form: form, Risk: 930, Why: []wire.Reason{{Cause: wire.CauseRageClick, Weight: 500, Count: 3}}}
}

// TestOffers goes through the chat that opens itself a crack and the person
// who is there, as people with a mouse, with keys only, on a phone, in the dark
// and in Chinese meet them.
func TestOffers(t *testing.T) {
	s := open(t)
	cases := []struct {
		name    string
		form    wire.Form
		options []browsertest.Option
		html    string
		press   string // a button, "" to leave by Escape
		after   string // what is there then
	}{
		{"chat", wire.FormChat, nil, host(form), "Ask here", panel},
		{"person", wire.FormPerson, nil, host(form), "Ask a person", browsertest.CSS(".consent")},
		{"phone-dark", wire.FormChat, []browsertest.Option{browsertest.Size(360, 640), browsertest.Dark()},
			host("<style>body{background:#14161b;color:#eee}</style>" + form), "Not now", "seen.hides.length === 1"},
		{"chinese", wire.FormPerson, []browsertest.Option{browsertest.Size(360, 640), browsertest.Locale("zh-CN")},
			"<!doctype html><html lang=zh><meta charset=utf-8><meta name=viewport content='width=device-width'><title>S</title><body>" + form + script,
			"暂时不用", "seen.hides.length === 1"},
		{"keys", wire.FormChat, nil, host(form), "", "seen.hides.length === 1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			tab := s.visit(t, page{html: c.html, policy: ""}, append(c.options, browsertest.Before(prompt), present(2))...)
			say(tab, offer(c.form))
			tab.Wait(offered)
			tab.Wait(browsertest.CSS("lamplight-tip") + `.shadowRoot.querySelector("[role=status]").textContent !== ""`)
			time.Sleep(looks)
			tab.Shot("offer-" + c.name)
			inside(t, tab)
			if c.press == "" {
				tab.Run(launcher + ".focus()")
				tab.Type("\t")
				tab.Wait(offered + `.matches(":focus-within")`)
				tab.Shot("offer-keys-focus")
				tab.Press("\u001b")
				tab.Wait(browsertest.CSS("lamplight-launcher") + ".shadowRoot.activeElement !== null")
			} else {
				tab.Click(browsertest.Text("button", c.press))
			}
			tab.Wait(c.after)
			tab.Wait("!(" + offered + ")")
			tab.NoFaults()
		})
	}
}

// inside fails the test when the offer leaves the window or covers the
// launcher.
func inside(t *testing.T, tab *browsertest.Tab) {
	t.Helper()
	if !browsertest.Eval[bool](tab, `(() => { const o = `+offered+`.getBoundingClientRect(), l = `+launcher+`.getBoundingClientRect();
		return o.left >= 0 && o.top >= 0 && o.right <= innerWidth && o.bottom <= l.top })()`) {
		t.Error("the offer leaves the window or covers the launcher")
	}
}

// TestNobodyIsOffered wants no person offered when none is there, and the
// engine to hear of it.
func TestNobodyIsOffered(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form), policy: strict}, browsertest.Before(prompt), present(0))
	say(tab, offer(wire.FormPerson))
	tab.Wait(`seen.hides.some((x) => x.why === "missing")`)
	if browsertest.Eval[bool](tab, "!!("+offered+")") {
		t.Error("a person is offered although nobody is there")
	}
	clean(t, tab)
}
