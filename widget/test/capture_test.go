package widget_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// What the page hands over when a person acts, event by event.

// told is one expectation: an event of this kind on the element with this
// name ("" for any), with these flags and code.
type told struct {
	kind  wire.EventKind
	name  string
	flags wire.Flags
	code  uint16
}

func (w told) in(events []wire.Event, all map[uint32]*wire.Element) bool {
	for _, e := range events {
		name := ""
		if el := all[e.Target]; el != nil {
			name = el.Name
		}
		if e.Kind == w.kind && e.Flags&w.flags == w.flags && e.Code == w.code && (w.name == "" || w.name == name) {
			return true
		}
	}
	return false
}

func TestCaptureTellsWhatAPersonDid(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host("<main></main>")}, browsertest.Before(listen))
	for _, c := range []struct {
		name, html string
		act        func(tab *browsertest.Tab)
		want       []told
		never      []told
	}{
		{"a disabled control is pressed", `<button disabled>Pay now</button>`,
			func(tab *browsertest.Tab) { tab.Click(browsertest.CSS("main button")) },
			[]told{{wire.EventDown, "Pay now", wire.FlagTrusted, 0}, {wire.EventClick, "Pay now", wire.FlagTrusted, 0}}, nil},
		{"a label is pressed", `<label>Remember me <input type=checkbox></label>`,
			func(tab *browsertest.Tab) { p := at(tab, "label"); tab.ClickAt(p[0]+4, p[1]+8) },
			[]told{{wire.EventClick, "Remember me", wire.FlagTrusted, 0}, {wire.EventClick, "Remember me", wire.FlagAuto, 0}, {wire.EventInput, "Remember me", wire.FlagTrusted, uint16(wire.EditChoose)}}, nil},
		{"a button is pressed by key", `<button>Go</button>`,
			func(tab *browsertest.Tab) { tab.Run(`document.querySelector("main button").focus()`); tab.Type(" ") },
			[]told{{wire.EventKey, "Go", wire.FlagTrusted, uint16(wire.KeySpace)}, {wire.EventClick, "Go", wire.FlagTrusted | wire.FlagKeys, 0}}, nil},
		{"a word is typed and taken back", `<label>City <input></label>`,
			func(tab *browsertest.Tab) { tab.Click(browsertest.CSS("main input")); tab.Type("Oslo\b") },
			[]told{{wire.EventFocus, "City", 0, 0}, {wire.EventKey, "City", 0, uint16(wire.KeyText)}, {wire.EventInput, "City", 0, uint16(wire.EditInsert)}, {wire.EventInput, "City", 0, uint16(wire.EditDelete)}}, nil},
		{"an empty field is refused by the browser", `<form><label>City <input required></label><button>Send</button></form>`,
			func(tab *browsertest.Tab) { tab.Click(browsertest.CSS("main button")) },
			[]told{{wire.EventInvalid, "City", 0, uint16(wire.ValidityMissing)}}, nil},
		{"the page refuses a field twice in the same way", `<form onsubmit="return false"><label>Phone <input></label><button>Send</button></form>`,
			func(tab *browsertest.Tab) {
				tab.Run(`document.querySelector("form").addEventListener("submit", () => document.querySelector("input").setAttribute("aria-invalid", "true"))`)
				tab.Click(browsertest.CSS("main button"))
				time.Sleep(700 * time.Millisecond)
				tab.Click(browsertest.CSS("main button"))
				time.Sleep(700 * time.Millisecond)
			},
			[]told{{wire.EventSubmit, "", wire.FlagTrusted, 0}, {wire.EventInvalid, "Phone", 0, uint16(wire.ValidityMessage)}}, nil},
		{"an alert speaks of a field", `<form onsubmit="return false"><label>Phone <input aria-describedby=why></label><p id=why role=alert></p><button>Send</button></form>`,
			func(tab *browsertest.Tab) {
				tab.Run(`document.querySelector("form").addEventListener("submit", () => document.querySelector("#why").textContent = "That is not a number.")`)
				tab.Click(browsertest.CSS("main button"))
				time.Sleep(200 * time.Millisecond)
			},
			[]told{{wire.EventInvalid, "Phone", 0, uint16(wire.ValidityMessage)}}, nil},
		{"an alert says that all is well", `<button onclick="const p = document.createElement('p'); p.setAttribute('role', 'alert'); p.textContent = 'Saved.'; this.after(p)">Save</button>`,
			func(tab *browsertest.Tab) {
				tab.Click(browsertest.CSS("main button"))
				time.Sleep(200 * time.Millisecond)
			},
			[]told{{wire.EventMutation, "", 0, 0}}, []told{{wire.EventInvalid, "", 0, uint16(wire.ValidityMessage)}}},
		{"an alert says that it failed", `<form onsubmit="return false"><button onclick="const p = document.createElement('p'); p.className = 'notice error'; p.setAttribute('role', 'alert'); p.textContent = 'Declined.'; this.after(p)">Save</button></form>`,
			func(tab *browsertest.Tab) {
				tab.Click(browsertest.CSS("main button"))
				time.Sleep(200 * time.Millisecond)
			},
			[]told{{wire.EventInvalid, "", 0, uint16(wire.ValidityMessage)}}, nil},
		{"a request fails", `<button onclick="fetch('/nowhere').catch(() => 0)">Load</button>`,
			func(tab *browsertest.Tab) {
				tab.Click(browsertest.CSS("main button"))
				time.Sleep(300 * time.Millisecond)
			},
			[]told{{wire.EventNetStart, "", 0, 0}, {wire.EventNetEnd, "", 0, 404}}, nil},
		{"an old request fails", `<button onclick="const x = new XMLHttpRequest(); x.open('GET', '/nowhere'); x.send()">Load</button>`,
			func(tab *browsertest.Tab) {
				tab.Click(browsertest.CSS("main button"))
				time.Sleep(300 * time.Millisecond)
			},
			[]told{{wire.EventNetStart, "", 0, 0}, {wire.EventNetEnd, "", 0, 404}}, nil},
		{"text is selected and copied", `<p>Reading matter of some length</p>`,
			func(tab *browsertest.Tab) {
				tab.Run(`getSelection().selectAllChildren(document.querySelector("p"))`)
				time.Sleep(400 * time.Millisecond)
				tab.Press("c", chromedp.ModifierCtrl)
				tab.Run(`document.execCommand("copy")`)
			},
			[]told{{wire.EventSelect, "", wire.FlagTrusted, 0}, {wire.EventCopy, "", wire.FlagTrusted, 0}}, nil},
		{"help is looked for", `<button aria-label="?">?</button> <a href="mailto:a@b.example">Write to us</a>`,
			func(tab *browsertest.Tab) {
				tab.Run(`document.querySelector("a").addEventListener("click", (e) => e.preventDefault())`)
				tab.Click(browsertest.CSS("main button"))
				tab.Click(browsertest.CSS("main a"))
			},
			[]told{{wire.EventHelp, "?", wire.FlagTrusted, 0}, {wire.EventDownload, "Write to us", wire.FlagTrusted, 0}}, nil},
		{"a slider is dragged", `<input type=range aria-label=Volume style="width:300px">`,
			func(tab *browsertest.Tab) { drag(t, tab, at(tab, "main input"), 120) },
			[]told{{wire.EventDown, "Volume", wire.FlagTrusted, 0}, {wire.EventDrag, "Volume", wire.FlagTrusted, 0}}, nil},
		{"the app goes to another view", `<button onclick="history.pushState({}, '', 'orders/12345/refund'); document.title = 'Refund · Shop'">Refund</button>`,
			func(tab *browsertest.Tab) {
				tab.Click(browsertest.CSS("main button"))
				time.Sleep(200 * time.Millisecond)
			},
			[]told{{wire.EventPlace, "", 0, 0}}, nil},
		{"a handler throws", `<button onclick="throw new Error('mine')">Break</button>`,
			func(tab *browsertest.Tab) { tab.Click(browsertest.CSS("main button")) },
			[]told{{wire.EventFault, "", 0, 0}}, nil},
		{"a page moves by itself", `<style>@keyframes a{to{opacity:.9}} b{display:block;animation:a 1s} </style><p></p>`,
			func(tab *browsertest.Tab) {
				tab.Run(`const b = document.createElement("b"); b.textContent = "x"; document.querySelector("main").append(b)`)
				time.Sleep(300 * time.Millisecond)
			},
			[]told{{wire.EventMutation, "", 0, 0}, {wire.EventAnimate, "", 0, 0}}, []told{{wire.EventClick, "", 0, 0}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			put(tab, c.html)
			before := len(inbox(t, tab))
			c.act(tab)
			events := inbox(t, tab)
			all := elements(events)
			for _, want := range c.want {
				if !want.in(events[before:], all) {
					t.Errorf("no event of kind %d on %q with flags %d and code %d", want.kind, want.name, want.flags, want.code)
				}
			}
			for _, no := range c.never {
				if no.in(events[before:], all) {
					t.Errorf("an event of kind %d on %q", no.kind, no.name)
				}
			}
		})
	}
}

func TestRepeatedRefusalIsToldEveryTime(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(`<main><form onsubmit="return false"><label>Phone <input aria-invalid=true></label><button>Send</button></form></main>`)}, browsertest.Before(listen))
	for range 3 {
		tab.Click(browsertest.CSS("main button"))
		time.Sleep(600 * time.Millisecond)
	}
	if n := kinds(inbox(t, tab))[wire.EventInvalid]; n != 3 {
		t.Errorf("a field that stays refused was told %d times in 3 attempts", n)
	}
}

func TestElementsAreDescribedAsTheDetectorsNeedThem(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host("<main></main>")}, browsertest.Before(listen))
	for _, c := range []struct {
		html string
		role wire.Role
		has  wire.Traits
		not  wire.Traits
	}{
		{`<button id=x>Save</button>`, wire.RoleButton, wire.TraitInteractive, wire.TraitDisabled | wire.TraitRepeat},
		{`<form onsubmit="return false"><button id=x>Save</button></form>`, wire.RoleButton, wire.TraitSubmit, 0},
		{`<div id=x role=button tabindex=0>Save</div>`, wire.RoleButton, wire.TraitInteractive, 0},
		{`<div id=x style="cursor:pointer">Save</div>`, wire.RoleNone, wire.TraitInteractive, 0},
		{`<p id=x>Save</p>`, wire.RoleText, 0, wire.TraitInteractive},
		{`<button id=x aria-disabled=true>Save</button>`, wire.RoleButton, wire.TraitDisabled, 0},
		{`<button id=x style="cursor:not-allowed">Save</button>`, wire.RoleButton, wire.TraitDisabled, 0},
		{`<a id=x href="https://elsewhere.example/" onclick="return false">Out</a>`, wire.RoleLink, wire.TraitOutside, 0},
		{`<a id=x href="/file.pdf" download onclick="return false">Get</a>`, wire.RoleLink, wire.TraitOutside, 0},
		{`<button id=x>+</button>`, wire.RoleButton, wire.TraitRepeat, 0},
		{`<button id=x aria-label="Increase amount">more</button>`, wire.RoleButton, wire.TraitRepeat, 0},
		{`<nav class=pagination><button id=x>Next</button></nav>`, wire.RoleButton, wire.TraitRepeat, 0},
		{`<button id=x>Next</button>`, wire.RoleButton, 0, wire.TraitRepeat},
		{`<canvas id=x width=200 height=50></canvas>`, wire.RoleCanvas, wire.TraitSurface, 0},
		{`<div id=x class="modal-backdrop" style="position:fixed;inset:0"></div>`, wire.RoleNone, wire.TraitBackdrop, 0},
		{`<input id=x type=file onclick="return false">`, wire.RoleFile, wire.TraitPicker, 0},
		{`<button id=x onclick="print = 0">Print</button>`, wire.RoleButton, wire.TraitPicker, 0},
		{`<button id=x>What is this?</button>`, wire.RoleButton, wire.TraitHelp, 0},
		{`<select id=x><option>a</select>`, wire.RoleCombobox, wire.TraitPopup, 0},
		{`<div id=x contenteditable class=ProseMirror>text</div>`, wire.RoleTextbox, wire.TraitEditable | wire.TraitCode, 0},
		{`<div aria-busy=true><button id=x>Save</button></div>`, wire.RoleButton, wire.TraitBusy, 0},
		{`<input id=x required>`, wire.RoleTextbox, wire.TraitRequired | wire.TraitEditable, wire.TraitSecret},
		{`<input id=x type=search>`, wire.RoleSearch, wire.TraitSearch, 0},
		{`<button id=x role=tab aria-selected=true>One</button>`, wire.RoleTab, wire.TraitSelected, 0},
		{`<article><p id=x>Long text</p></article>`, wire.RoleText, wire.TraitCompare, 0},
	} {
		t.Run(strings.ReplaceAll(c.html, "/", "|"), func(t *testing.T) {
			put(tab, c.html)
			tab.Run("inbox.length = 0")
			p := at(tab, "#x")
			tab.ClickAt(p[0]+5, p[1]+5)
			events := inbox(t, tab)
			for _, e := range events {
				if e.Kind != wire.EventDown {
					continue
				}
				el := elements(events)[e.Target]
				if el == nil || el.Role != c.role || el.Traits&c.has != c.has || el.Traits&c.not != 0 {
					t.Errorf("%+v", el)
				}
				return
			}
			t.Error("the press was not told")
		})
	}
}

// put replaces what the page shows.
func put(tab *browsertest.Tab, html string) {
	tab.Run(fmt.Sprintf(`document.activeElement.blur(); document.querySelector("main").innerHTML = %q`, html))
}

// at is the upper left corner of an element.
func at(tab *browsertest.Tab, selector string) []float64 {
	return browsertest.Eval[[]float64](tab, fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return [r.x, r.y + r.height / 4] })()`, selector))
}

// drag presses, moves by dx and releases.
func drag(t *testing.T, tab *browsertest.Tab, from []float64, dx float64) {
	t.Helper()
	step := func(kind input.DispatchMouseEventType, x float64) {
		_, err := chromedp.Run(tab.Context(), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: from[1] + 4, Button: "left", Buttons: 1, ClickCount: 1})
			return err
		}))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(60 * time.Millisecond)
	}
	step("mousePressed", from[0]+20)
	for x := 20.0; x < dx; x += 20 {
		step("mouseMoved", from[0]+x)
	}
	step("mouseReleased", from[0]+dx)
}
