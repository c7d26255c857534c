package widget_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// Hostile, strict and broken host pages.

func TestHardening1TwoTagsOneInstance(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form) + script}, browsertest.Before(listen))
	tab.Run(`const s = document.createElement("script"); s.src = "lamplight.js"; s.dataset.site = "test"; document.body.append(s);
		await new Promise((done) => s.onload = done); await new Promise((done) => setTimeout(done, 300))`)
	if n := count(tab, `document.querySelectorAll("lamplight-launcher").length`); n != 1 {
		t.Errorf("%d launchers", n)
	}
	if n := kinds(inbox(t, tab))[wire.EventHello]; n != 1 {
		t.Errorf("%d engines were greeted", n)
	}
	clean(t, tab)
}

func TestHardening2WithoutWebAssemblyThereIsStillHelp(t *testing.T) {
	s := open(t)
	tab := browsertest.New(t, browsertest.Before(watch))
	tab.Open(s.page(page{html: host(form), policy: strings.Replace(strict, " 'wasm-unsafe-eval'", "", 1)}))
	tab.Wait("seen.degraded.length === 1")
	tab.Wait(launcher)
	tab.Click(launcher)
	tab.Wait(browsertest.Text("button", "Get a refund"))
	tab.Click(browsertest.Text("button", "Why Next stays grey"))
	tab.Wait(browsertest.Text("li", "Press Next."))
	tab.Click(browsertest.Text("button.link", "how to pay"))
	tab.Wait(browsertest.Text("p", "Choose a card and press Pay."))
	ask(tab, "Do you deliver to islands?")
	tab.Click(askPerson)
	tab.Click(browsertest.CSS(".consent .primary"))
	tab.Wait("seen.escalated.length === 1")
	tab.NoFaults()
}

func TestHardening3StrictPolicyAndTrustedTypes(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form), policy: strict})
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
	tab.Click(browsertest.Text("button", "Got it"))
	ask(tab, "How do I get a refund?") // another subject than the struggle's
	tab.Wait(browsertest.Text(".answer", "press Refund"))
	clean(t, tab)
}

func TestHardening4TamperedLoaderIsBlocked(t *testing.T) {
	s := open(t)
	tagged := strings.Replace(script, "<script", `<script integrity="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="`, 1)
	tab := browsertest.New(t, browsertest.Before(watch))
	tab.Open(s.page(page{html: strings.Replace(host(form), script, tagged+"<script>window.fine = true</script>", 1)}))
	tab.Wait("window.fine")
	time.Sleep(300 * time.Millisecond)
	if n := count(tab, `document.querySelectorAll("lamplight-launcher").length`); n != 0 {
		t.Error("a script with the wrong hash ran")
	}
}

func TestHardening5DamagedEngineIsRefused(t *testing.T) {
	s := open(t)
	for name, damage := range map[string]func([]byte) []byte{
		"tampered":  func(b []byte) []byte { c := append([]byte(nil), b...); c[len(c)/2] ^= 1; return c },
		"truncated": func(b []byte) []byte { return b[:len(b)/2] },
		"html":      func([]byte) []byte { return []byte("<!doctype html><title>502</title>") },
	} {
		t.Run(name, func(t *testing.T) {
			tab := browsertest.New(t, browsertest.Before(watch))
			tab.Open(s.page(page{html: host(form), file: func(name string, body []byte) []byte {
				if strings.HasSuffix(name, ".wasm") {
					return damage(body)
				}
				return body
			}}))
			tab.Wait("seen.degraded.length === 1")
			tab.Wait(launcher)
			rage(tab, browsertest.CSS("#next"))
			tab.Click(launcher)
			tab.Wait(browsertest.Text("button", "How to pay"))
			clean(t, tab)
		})
	}
}

func TestHardening6PatchedHostLearnsNothing(t *testing.T) {
	s := open(t)
	patch := `if (window === top) {
		window.stolen = [];
		const tell = (x) => { try { stolen.push(typeof x === "string" ? x : String(x && x.headers && JSON.stringify(x.headers)) + (x && x.body)) } catch {} };
		const f = window.fetch; window.fetch = function (u, o) { tell(String(u)); tell(o); return f.call(window, u, o); };
		const st = JSON.stringify; JSON.stringify = function (v) { const r = st.apply(JSON, arguments); stolen.push(r); return r; };
		const ps = JSON.parse; JSON.parse = function (v) { stolen.push(v); return ps.apply(JSON, arguments); };
		Array.prototype.last = function () { return this[this.length - 1]; };
		Object.prototype.surprise = 1;
		const on = EventTarget.prototype.addEventListener;
		window.zoned = 0;
		window.addEventListener = function () { zoned++; return on.apply(this, arguments); };
		const P = Promise.prototype.then; Promise.prototype.then = function () { return P.apply(this, arguments); };
	}`
	tab := s.visit(t, page{html: host(form)}, browsertest.Before(patch))
	before := count(tab, "zoned")
	ask(tab, "Do you deliver to islands?")
	tab.Click(askPerson)
	tab.Click(browsertest.CSS(".consent .primary"))
	tab.Wait("seen.escalated.length === 1")
	tab.Wait(browsertest.Text(".event", "Sent to a person"))
	for _, text := range browsertest.Eval[[]string](tab, "stolen.map(String)") {
		for _, secret := range []string{"Bearer", `"token"`, "islands", "ticket"} {
			if strings.Contains(text, secret) {
				t.Errorf("a patched function saw %q in %.200s", secret, text)
			}
		}
	}
	if n := count(tab, "zoned"); n != before {
		t.Errorf("%d listeners went through the host's addEventListener", n-before)
	}
	clean(t, tab)
}

func TestHardening7ClobberedDocument(t *testing.T) {
	s := open(t)
	clobber := `<form id=lamplight name=config><input name=matches><input name=id><input name=getAttribute><input name=closest>
		<input name=parentElement><input name=isConnected><input name=labels><button type=button id=in>Next step</button></form>
		<img name=body><img name=querySelector><img name=querySelectorAll><img name=activeElement><img name=elementFromPoint>
		<form name=title></form><form name=documentElement></form><form name=currentScript></form><form name=createElement><input name=call></form>`
	tab := browsertest.New(t, browsertest.Before(watch), browsertest.Before(listen))
	tab.Open(s.page(page{html: host(clobber)}))
	tab.Wait(`seen.trace.some((x) => x.type === "ready" && x.articles > 0)`)
	tab.Wait(`Document.prototype.querySelector.call(document, "lamplight-launcher")`)
	tab.Click(`Document.prototype.querySelector.call(document, "#in")`)
	found := false
	for _, el := range elements(inbox(t, tab)) {
		found = found || el.Name == "Next step" && el.Role == wire.RoleButton
	}
	if !found {
		t.Error("the button was not described")
	}
	if !browsertest.Eval[bool](tab, `typeof lamplight.open === "function"`) {
		t.Error("the form hides the API")
	}
	tab.NoFaults()
}

func TestHardening8PollutedOptions(t *testing.T) {
	s := open(t)
	tagged := `<script src="lamplight.js" data-site="test" data-holdout="0" data-__proto__="evil" data-constructor="evil" data-locall="zh" async></script>`
	tab := s.visit(t, page{html: strings.Replace(host(form), script, tagged, 1)},
		browsertest.Before(`Object.prototype.position = "left"; Object.prototype.edge = "https://evil.example"`))
	if browsertest.Eval[bool](tab, `({}).evil !== undefined`) {
		t.Error("the prototype was polluted")
	}
	if side := browsertest.Eval[string](tab, launcher+".dataset.side"); side != "right" {
		t.Errorf("the prototype decides where the launcher is: %s", side)
	}
	warnings := browsertest.Eval[[]string](tab, "seen.warnings")
	if len(warnings) != 1 {
		t.Errorf("warnings: %q", warnings)
	}
	clean(t, tab)
}

func TestUnknownOptionIsAnsweredWithTheNearest(t *testing.T) {
	s := open(t)
	tagged := `<script src="lamplight.js" data-site="test" data-holdout="0" data-positon="left" async></script>`
	tab := s.visit(t, page{html: strings.Replace(host(form), script, tagged, 1)})
	contains(t, "the warning", strings.Join(browsertest.Eval[[]string](tab, "seen.warnings"), "\n"), "did you mean data-position?")
}

func TestHardening18RemovedAndStormed(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)}, browsertest.Before(listen))
	tab.Run(`document.body.innerHTML = "<h1>Another view</h1><button id=b>Go</button>"`)
	tab.Wait(launcher + "?.isConnected")
	tab.Run(`for (let i = 0; i < 2000; i++) history.pushState({}, "", "?view=" + i + "#" + i)`)
	if n := kinds(inbox(t, tab))[wire.EventPlace]; n != 1 {
		t.Errorf("a storm on one route became %d places", n)
	}
	tab.Run(`for (let i = 0; i < 20; i++) { document.body.innerHTML = ""; await new Promise((done) => setTimeout(done)); }`)
	if n := count(tab, `document.querySelectorAll("lamplight-launcher").length`); n > 1 {
		t.Errorf("%d launchers after a host that keeps removing us", n)
	}
	clean(t, tab)
}

func TestHardening20HostileStyles(t *testing.T) {
	s := open(t)
	hostile := `<style>*{all:unset!important;display:none!important;visibility:hidden!important;opacity:0!important;font-size:0!important;color:transparent!important}
		html,body,main,form,button{display:block!important;visibility:visible!important;opacity:1!important;font-size:16px!important;color:#000!important}
		lamplight-launcher,lamplight-tip,lamplight-panel{transform:scale(0)!important;pointer-events:none!important;position:static!important}</style>`
	tab := s.visit(t, page{html: host(hostile + form)})
	legible := func(what, find string) {
		t.Helper()
		tab.Wait(find)
		time.Sleep(looks) // it fades in
		got := browsertest.Eval[string](tab, `(() => { const e = `+find+`, c = getComputedStyle(e), r = e.getBoundingClientRect();
			return [r.width > 20, r.height > 14, e.checkVisibility({opacityProperty: true, visibilityProperty: true}), parseFloat(c.fontSize) > 10, c.color !== "rgba(0, 0, 0, 0)"].join(" ") })()`)
		if got != "true true true true true" {
			t.Errorf("%s: %s", what, got)
		}
	}
	legible("launcher", launcher)
	rage(tab, browsertest.CSS("#next"))
	legible("tip", browsertest.Text("h2", "Why Next stays grey"))
	tab.Click(browsertest.Text("button", "Got it"))
	tab.Click(launcher)
	legible("panel", browsertest.Text("h2", "How can we help?"))
	clean(t, tab)
}
