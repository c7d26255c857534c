package widget_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// What is never recorded, never stored, and never taken for a person's doing.

func TestHardening9SecretsLeaveNoTrace(t *testing.T) {
	s := open(t)
	fields := `<main><form>
		<label>Password <input id=a type=password></label>
		<label>Card number <input id=b autocomplete="cc-number"></label>
		<label>Code <input id=c name=otp inputmode=numeric></label>
		<label>CVV <input id=d name="cardCvv"></label>
		<label>Notes <textarea id=e data-private></textarea></label>
		<label>City <input id=f></label></form></main>`
	tab := s.visit(t, page{html: host(fields)}, browsertest.Before(listen))
	secrets := map[string]string{"a": "hunter2-swordfish", "b": "4111111111111111", "c": "739154", "d": "987", "e": "between us", "f": "Reykjavik"}
	for _, id := range strings.Split("abcdef", "") {
		tab.Click(browsertest.CSS("#" + id))
		tab.Type(secrets[id])
	}
	tab.Run(`getSelection().selectAllChildren(document.querySelector("main"))`)
	events := inbox(t, tab)
	bytes := raw(t, tab)
	for id, secret := range secrets {
		if strings.Contains(bytes, secret) {
			t.Errorf("the value of #%s was handed over", id)
		}
	}
	all := elements(events)
	city := 0
	for _, e := range events {
		el := all[e.Target]
		if el == nil {
			continue
		}
		if el.Name == "City" && e.Kind == wire.EventInput {
			city++
		}
		switch e.Kind {
		case wire.EventKey, wire.EventInput, wire.EventSelect, wire.EventCopy:
			if el.Traits&wire.TraitSecret != 0 {
				t.Errorf("kind %d was recorded in the secret field %q", e.Kind, el.Name)
			}
		}
	}
	secret := 0
	for _, el := range all {
		if el.Traits&wire.TraitSecret != 0 {
			secret++
		}
	}
	if secret < 5 || city != len("Reykjavik") {
		t.Errorf("%d secret fields known, %d edits of the city seen", secret, city)
	}
}

func TestHardening10NamesTitlesAndRoutesAreMasked(t *testing.T) {
	s := open(t)
	content := `<button>Pay £1,204.50 to anna.lind@example.org</button> <button>Card 4242 4242</button>
		<a href="#x">sk_live_51H8abcdefGHIJKLmnopQRSTuv</a> <button data-private>Maya Lindqvist</button>`
	html := strings.Replace(host(content), "<title>Shop", "<title>Order 88123 of Maya, maya@example.org", 1)
	tab := s.visit(t, page{html: html}, browsertest.Before(listen))
	for _, part := range []string{"Pay", "Card", "sk_live", "Maya Lind"} {
		tab.Click(browsertest.Text("button,a", part))
	}
	tab.Run(`history.pushState({}, "", "orders/88123/customers/maya@example.org/6f9619ff-8b86-d011-b42d-00c04fc964ff/refund?card=4242&token=abcdef#secret-part");
		await new Promise((done) => setTimeout(done, 200))`)
	events := inbox(t, tab)
	bytes := raw(t, tab)
	for _, secret := range []string{"1,204", "anna.lind", "4242", "sk_live_51", "88123", "maya@", "Lindqvist", "6f9619ff", "token", "secret-part"} {
		if strings.Contains(bytes, secret) {
			t.Errorf("%q was handed over", secret)
		}
	}
	route := ""
	for _, e := range events {
		if p, ok := e.Body.(*wire.Place); ok {
			route = p.Route
		}
	}
	if !strings.HasSuffix(route, "/orders/:id/customers/:id/:id/refund") {
		t.Errorf("route %q", route)
	}
	names := ""
	for _, el := range elements(events) {
		names += el.Name + "\n"
	}
	contains(t, "the names", names, "Pay # to @")
}

func TestHardening11ClosedTreesStayClosed(t *testing.T) {
	s := open(t)
	content := `<div id=closed></div><iframe id=frame style="width:300px;height:100px"></iframe><div id=opened></div>`
	tab := s.visit(t, page{html: host(content)}, browsertest.Before(listen))
	tab.Run(`document.querySelector("#closed").attachShadow({mode: "closed"}).innerHTML = "<button style='width:200px;height:40px'>Inner secret</button>";
		document.querySelector("#opened").attachShadow({mode: "open"}).innerHTML = "<button>Outer plain</button>";
		document.querySelector("#frame").src = "data:text/html,<button style='width:200px;height:40px'>Framed secret</button>";
		await new Promise((done) => setTimeout(done, 300))`)
	for _, id := range []string{"#closed", "#frame"} {
		p := browsertest.Eval[[]float64](tab, fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return [r.x + 60, r.y + 20] })()`, id))
		tab.ClickAt(p[0], p[1])
	}
	tab.Click(browsertest.Text("button", "Outer plain"))
	inbox(t, tab)
	bytes := raw(t, tab)
	if strings.Contains(bytes, "Inner secret") || strings.Contains(bytes, "Framed secret") {
		t.Error("the widget looked into a closed tree")
	}
	contains(t, "the inbox", bytes, "Outer plain")
}

func TestHardening12FloodOfMutationsIsBounded(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host("<div id=list></div>")}, browsertest.Before(listen))
	before := len(inbox(t, tab))
	tab.Run(`const list = document.querySelector("#list");
		for (let round = 0; round < 30; round++) {
			for (let i = 0; i < 700; i++) { const p = document.createElement("p"); p.textContent = i; list.append(p); if (list.childElementCount > 500) list.firstChild.remove(); }
			await new Promise((done) => setTimeout(done, 30));
		}`)
	events := inbox(t, tab)[before:]
	if n := kinds(events)[wire.EventMutation]; n == 0 || n > 60 {
		t.Errorf("20,000 changes became %d events", n)
	}
	clean(t, tab)
}

func TestHardening13ScriptsAreNotPeople(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)}, browsertest.Before(listen))
	tab.Run(`const b = document.querySelector("#next"), i = document.querySelector("input");
		for (let n = 0; n < 10; n++) {
			b.click();
			for (const type of ["pointerdown", "pointerup", "click"]) b.dispatchEvent(new PointerEvent(type, {bubbles: true, composed: true}));
			i.dispatchEvent(new KeyboardEvent("keydown", {key: "a", bubbles: true}));
			i.dispatchEvent(new InputEvent("input", {bubbles: true}));
		}`)
	got := kinds(inbox(t, tab))
	for _, kind := range []wire.EventKind{wire.EventDown, wire.EventUp, wire.EventClick, wire.EventKey, wire.EventInput} {
		if got[kind] > 0 {
			t.Errorf("%d scripted events of kind %d counted", got[kind], kind)
		}
	}
	if n := count(tab, "seen.shows.length"); n != 0 {
		t.Error("a script was helped")
	}
}

func TestHardening14ConsentNeedsAVisiblePress(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)})
	ask(tab, "Do you deliver to islands?")
	tab.Click(askPerson)
	send := browsertest.CSS(".consent .primary")
	tab.Wait(send)
	tab.Run(send + ".click()")
	tab.Run(send + `.dispatchEvent(new MouseEvent("click", {bubbles: true}))`)
	tab.Run(`document.body.style.opacity = "0.05"`)
	tab.Click(send)
	time.Sleep(500 * time.Millisecond)
	if n := count(tab, "seen.escalated.length"); n != 0 {
		t.Fatal("a press that nobody could see sent the visitor's context")
	}
	tab.Run(`document.body.style.opacity = ""`)
	tab.Click(send)
	tab.Wait("seen.escalated.length === 1")
	clean(t, tab)
}

func TestHardening15MessagesOfOtherWindowsAreIgnored(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)})
	tab.Run(`for (const m of [null, {lamplight: "open"}, {t: "message"}, "{", new ArrayBuffer(8)]) { postMessage(m, "*"); window.dispatchEvent(new MessageEvent("message", {data: m, origin: "https://evil.example"})); }
		await new Promise((done) => setTimeout(done, 200))`)
	if browsertest.Eval[bool](tab, "!!("+panel+")") {
		t.Error("a message opened the chat")
	}
	clean(t, tab)
}

func TestHardening19EndlessAndTurnedNames(t *testing.T) {
	s := open(t)
	content := `<button id=zalgo></button><button aria-label="Delete&#x202e;gnp.exe">x</button>`
	tab := s.visit(t, page{html: host(content)}, browsertest.Before(listen))
	tab.Run(`const b = document.querySelector("#zalgo"); b.textContent = "Pay"; b.setAttribute("aria-label", "Pay" + "\u0301".repeat(1 << 20))`)
	tab.Click(browsertest.CSS("#zalgo"))
	tab.Click(browsertest.CSS("[aria-label^=Delete]"))
	for _, el := range elements(inbox(t, tab)) {
		if n := len([]rune(el.Name)); n > 80 {
			t.Errorf("a name of %d characters", n)
		}
		if strings.ContainsRune(el.Name, '\u202e') {
			t.Errorf("%q turns the text around it", el.Name)
		}
	}
	clean(t, tab)
}

func TestNothingIsStoredBeforeTheVisitorUsesTheWidget(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)})
	stored := `(async () => localStorage.length + sessionStorage.length + document.cookie.length + (await indexedDB.databases()).length + (await caches.keys()).length)()`
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
	if n := count(tab, stored); n != 0 {
		t.Fatalf("%d things were stored while nothing of the widget was touched", n)
	}
	tab.Click(browsertest.Text("button", "Got it"))
	tab.Wait("localStorage.length === 1")
	tab.Reload()
	ready(tab)
	rage(tab, browsertest.CSS("#next"))
	time.Sleep(500 * time.Millisecond)
	if n := count(tab, "seen.shows.length"); n != 0 {
		t.Error("the tip came back after a reload")
	}
	tab.Run("lamplight.destroy(true)")
	if n := count(tab, "localStorage.length"); n != 0 {
		t.Error("destroy(true) left something behind")
	}
}
