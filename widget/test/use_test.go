package widget_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/browsertest"
	"github.com/lamplight-help/lamplight/widget/build"
)

// How the widget behaves for the people who use it.

func TestTipIsReachedAndClosedByKeys(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form + `<button id=after>After</button>`)})
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
	focus := func(want string) {
		t.Helper()
		got := browsertest.Eval[string](tab, `(() => { let e = document.activeElement; while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement; return e.id || e.textContent || e.ariaLabel })()`)
		if !strings.Contains(got, want) {
			t.Errorf("the focus is on %q, not on %q", got, want)
		}
	}
	focus("next") // the tip did not take it
	tab.Type("\t")
	focus("Close")
	tab.Type("\t") // a link in the text
	focus("how to pay")
	tab.Type("\t")
	focus("Got it")
	tab.Type("\t")
	focus("Not again")
	tab.Type("\t")
	focus("next")
	tab.Type("\t")
	focus("after")
	tab.Run(`document.querySelector("#next").focus()`)
	tab.Type("\x1b")
	tab.Wait("seen.hides.length === 1")
	clean(t, tab)
}

func TestTipWaitsForItsAnchorAndLeavesWithIt(t *testing.T) {
	s := open(t)
	content := form + `<dialog id=over>Please wait</dialog>`
	tab := s.visit(t, page{html: host(content)})
	// The anchor is taken away at the moment in which help is decided on.
	tab.Run(`lamplight.on("trace", (x) => { if (x.type === "show") document.querySelector("#next").hidden = true; })`)
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(`seen.trace.some((x) => x.type === "show")`)
	time.Sleep(400 * time.Millisecond)
	if n := count(tab, "seen.shows.length"); n != 0 {
		t.Error("a tip points at nothing")
	}
	tab.Run(`document.querySelector("#next").hidden = false`)
	tab.Wait(tip)
	// A modal dialog covers the anchor: the tip goes, and comes back after it.
	tab.Run(`document.querySelector("#over").showModal(); dispatchEvent(new Event("resize"))`)
	tab.Run(`const d = document.querySelector("#over"); d.style.cssText = "position:fixed;inset:0;width:100vw;height:100vh;max-width:none;max-height:none"; dispatchEvent(new Event("resize"))`)
	tab.Wait(browsertest.CSS("lamplight-tip") + `.shadowRoot.querySelector("[data-away]")`)
	tab.Run(`document.querySelector("#over").close(); dispatchEvent(new Event("resize"))`)
	tab.Wait(browsertest.CSS("lamplight-tip") + `.shadowRoot.querySelector(".tip:not([data-away])")`)
	clean(t, tab)
}

func TestTipInsideAModalDialogCanBeUsed(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(`<dialog id=d>` + form + `</dialog>`)})
	tab.Run(`document.querySelector("#d").showModal()`)
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
	tab.Click(browsertest.Text("button", "Got it"))
	tab.Wait("seen.hides.length === 1")
	clean(t, tab)
}

func TestNotAgainReachesAsFarAsItSays(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)})
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
	tab.Click(browsertest.Text("button", "Not again"))
	tab.Click(browsertest.Text("button", "No tips anywhere"))
	tab.Wait("seen.hides.length === 1")
	tab.Open(s.page(page{html: host(form)}))
	ready(tab)
	rage(tab, browsertest.CSS("#next"))
	time.Sleep(600 * time.Millisecond)
	if n := count(tab, "seen.shows.length"); n != 0 {
		t.Error("a tip on another page, although none were wanted anywhere")
	}
}

func TestLanguageFollowsThePage(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)})
	tab.Click(launcher)
	tab.Wait(browsertest.Text("h2", "How can we help?"))
	tab.Run(`document.documentElement.lang = "zh-CN"`)
	tab.Wait(browsertest.Text("h2", "有什么可以帮您"))
	tab.Wait(`seen.trace.some((x) => x.type === "knowledge" && x.locale === "zh")`)
	tab.Click(browsertest.CSS(".panel header .icon:last-child"))
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(browsertest.Text("h2", "下一步为什么是灰的"))
	clean(t, tab)
}

func TestHardening16StorageRefused(t *testing.T) {
	s := open(t)
	refuse := `
		Object.defineProperty(window, "localStorage", {get() { throw new DOMException("denied", "SecurityError") }});
		Object.defineProperty(window, "indexedDB", {get() { throw new DOMException("denied", "SecurityError") }});`
	tab := s.visit(t, page{html: host(form)}, browsertest.Before(refuse))
	ask(tab, "Do you deliver to islands?")
	tab.Click(askPerson)
	tab.Click(browsertest.CSS(".consent .primary"))
	tab.Wait("seen.escalated.length === 1")
	tab.Wait(browsertest.Text(".composer p", "keeps nothing"))
	tab.Click(composer)
	tab.Type("Still there?\r")
	tab.Wait(browsertest.Text(".mine:not(.pending)", "Still there?"))
	clean(t, tab)
}

func TestHardening16DamagedStorage(t *testing.T) {
	s := open(t)
	damage := `localStorage.setItem("lamplight:test", "{\"memory\":\"!!!\",\"version\":{},\"conversation\":\"1\"");`
	tab := s.visit(t, page{html: host(form)}, browsertest.Before(damage))
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
	clean(t, tab)
	tab = s.visit(t, page{html: host(form)}, browsertest.Before(`localStorage.setItem("lamplight:test", JSON.stringify({memory: "////", version: "1e99", conversation: "1"}))`))
	clean(t, tab)
}

func TestHardening17FrozenAndThawed(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)}, browsertest.Before(listen))
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
	for _, state := range []string{"frozen", "active"} {
		lifecycle(t, tab, state)
		time.Sleep(300 * time.Millisecond)
	}
	got := kinds(inbox(t, tab))
	if got[wire.EventFreeze] != 1 || got[wire.EventRestore] != 1 {
		t.Errorf("%d freezes and %d returns", got[wire.EventFreeze], got[wire.EventRestore])
	}
	if n := count(tab, "seen.shows.length"); n != 1 {
		t.Errorf("shown %d times", n)
	}
	clean(t, tab)
}

func lifecycle(t *testing.T, tab *browsertest.Tab, state string) {
	t.Helper()
	_, err := chromedp.Run(tab.Context(), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, cdppage.SetWebLifecycleState, cdppage.SetWebLifecycleStateParams{State: cdppage.SetWebLifecycleStateState(state)})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

func TestDestroyLeavesThePageAsItWas(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)}, browsertest.Before(`window.kept = {fetch, send: XMLHttpRequest.prototype.send, push: history.pushState};`), browsertest.Before(listen))
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
	tab.Click(launcher)
	tab.Wait(panel)
	tab.Run("lamplight.destroy()")
	left := browsertest.Eval[string](tab, `[
		[...document.querySelectorAll("*")].filter((e) => e.localName.startsWith("lamplight-") || e.localName === "iframe").length,
		window.lamplight === undefined, fetch === kept.fetch, XMLHttpRequest.prototype.send === kept.send, history.pushState === kept.push].join(" ")`)
	if left != "0 true true true true" {
		t.Errorf("after destroy: %s", left)
	}
	before0 := len(browsertest.Eval[[]string](tab, "inbox"))
	tab.Click(browsertest.CSS("#next"))
	time.Sleep(200 * time.Millisecond)
	if n := len(browsertest.Eval[[]string](tab, "inbox")); n != before0 {
		t.Error("it still listens")
	}
	// A page may start it again.
	tab.Run(`seen.trace.length = 0; window.lamplight = [["on", "trace", (x) => seen.trace.push(x)]];
		const s = document.createElement("script"); s.src = "lamplight.js"; s.dataset.site = "test"; document.body.append(s)`)
	ready(tab)
	clean(t, tab)
}

func TestTrapIsSurvivedOnce(t *testing.T) {
	s := open(t)
	trap := `
		window.traps = 0;
		const instantiate = WebAssembly.instantiate;
		WebAssembly.instantiate = async (module, imports) => {
			const {exports: x} = await instantiate(module, imports);
			return {exports: {...x, ll_handle: (n) => { if (traps > 0) { traps--; throw new WebAssembly.RuntimeError("unreachable"); } return x.ll_handle(n); }}};
		};`
	tab := s.visit(t, page{html: host(form)}, browsertest.Before(trap))
	tab.Run("traps = 1")
	tab.Click(browsertest.CSS("input"))
	tab.Wait("traps === 0")
	tab.Wait(`seen.trace.filter((x) => x.type === "ready" && x.articles > 0).length === 2`)
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
	tab.Run("traps = 1")
	tab.Click(browsertest.CSS("input"))
	tab.Wait("seen.degraded.length === 1")
	tab.Click(launcher)
	tab.Wait(browsertest.Text("button", "Get a refund"))
	clean(t, tab)
}

// Nobody has to be able to see, or to use a mouse.
func TestAccessibility(t *testing.T) {
	s := open(t)
	root, err := build.Root()
	if err != nil {
		t.Fatal(err)
	}
	axe, err := os.ReadFile(filepath.Join(root, "widget", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	for name, options := range map[string][]browsertest.Option{"light": nil, "dark": {browsertest.Dark()}, "small": {browsertest.Size(360, 740)}} {
		t.Run(name, func(t *testing.T) {
			dark := `<style>:root{color-scheme:light dark}</style>`
			tab := s.visit(t, page{html: host(dark + form)}, append(options, browsertest.Before(string(axe)), browsertest.Before(tasks))...)
			check := func(what string) {
				tab.Shot("state-" + name + "-" + what)
				t.Helper()
				for _, v := range browsertest.Eval[[]string](tab, `axe.run({include: ["lamplight-launcher"].concat(document.querySelector("lamplight-tip:not([hidden])") ? ["lamplight-tip"] : [], document.querySelector("lamplight-panel:not([hidden])") ? ["lamplight-panel"] : [])},
					{runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ") + " " + n.failureSummary).join("; ")))`) {
					t.Errorf("%s: %s", what, v)
				}
			}
			rage(tab, browsertest.CSS("#next"))
			tab.Wait(tip)
			time.Sleep(looks)
			check("tip")
			tab.Click(browsertest.Text("button", "Got it"))
			tab.Click(launcher)
			tab.Wait(panel)
			time.Sleep(looks)
			check("suggestions")
			ask(tab, "Do you deliver to islands?")
			check("unknown")
			tab.Click(composer)
			tab.Type("how do i")
			tab.Wait(lines)
			check("completion")
			ask(tab, "\b\b\b\b\b\b\b\bplease get my money back")
			fill(tab, "Order number", "A-7")
			fill(tab, "Amount", "900")
			tab.Wait(browsertest.CSS(".trouble-line"))
			check("slot")
			ask(tab, "cancel")
			ask(tab, "What are the steps to sign up?")
			tab.Click(browsertest.CSS(".tour"))
			tab.Wait(browsertest.CSS(".guide"))
			time.Sleep(looks)
			check("guide")
			tab.Type("\x1b")
			tab.Wait(composer)
			tab.Click(askPerson)
			time.Sleep(looks)
			check("consent")
			tab.Click(browsertest.CSS(".consent .primary"))
			tab.Wait(browsertest.Text(".event", "Sent to a person"))
			check("conversation")
			tab.Click(browsertest.CSS(".tool:nth-of-type(2)"))
			tab.Wait(browsertest.CSS(".timer"))
			check("recording")
			tab.Click(browsertest.CSS(".voice .plain"))
			tab.Wait(browsertest.CSS(".voice .primary"))
			check("recorded")
			tab.Click(browsertest.CSS(".voice .primary"))
			tab.Wait(browsertest.CSS(".mine .round"))
			check("voice note")
		})
	}
}
