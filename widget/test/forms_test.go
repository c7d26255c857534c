package widget_test

import (
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// prompt runs before the widget and lets a test put commands into the
// engine's mouth: say(base64) comes out of its next answer.
const prompt = `
	let words;
	window.say = (text) => { words = Uint8Array.from(atob(text), (c) => c.charCodeAt(0)); };
	const make = WebAssembly.instantiate;
	WebAssembly.instantiate = async (module, imports) => {
		const {exports: x} = await make(module, imports);
		let at = 0;
		return {exports: {...x,
			ll_handle: (n) => {
				const own = x.ll_handle(n) >>> 0;
				at = x.ll_outbox() >>> 0;
				if (!words || own >= 0x80000000) return own;
				const old = new Uint8Array(x.memory.buffer, at, own).slice();
				at = x.memory.grow(4) * 65536;
				const room = new Uint8Array(x.memory.buffer, at, old.length + words.length);
				room.set(old);
				room.set(words, old.length);
				words = undefined;
				return room.length;
			},
			ll_outbox: () => at,
		}};
	};`

// say makes the engine give a command.
func say(tab *browsertest.Tab, c wire.Command) {
	tab.Run(fmt.Sprintf("say(%q)", base64.StdEncoding.EncodeToString(wire.AppendCommand(nil, c))))
	tab.Run(`lamplight.track("now")`)
}

func span(text string) []wire.Span { return []wire.Span{{Text: text}} }

// everything is an article with every kind of block.
var everything = []wire.Block{
	{Kind: wire.BlockParagraph, Spans: []wire.Span{{Text: "A "}, {Text: "strong", Style: wire.SpanStrong}, {Text: " word, "}, {Text: "code", Style: wire.SpanCode}, {Text: ", a "}, {Text: "hit", Style: wire.SpanHit}, {Text: " and "}, {Text: "a link", Link: "https://example.org/"}, {Text: "; see "}, {Text: "the field", Link: "help:next", Style: wire.SpanStrong}, {Text: "."}}},
	{Kind: wire.BlockHeading, Level: 2, Spans: span("Steps")},
	{Kind: wire.BlockStep, Spans: span("First.")},
	{Kind: wire.BlockParagraph, Level: 1, Spans: span("It takes a moment.")},
	{Kind: wire.BlockStep, Spans: span("Second."), Help: "next"},
	{Kind: wire.BlockItem, Level: 1, Spans: span("either")},
	{Kind: wire.BlockItem, Level: 1, Spans: span("or")},
	{Kind: wire.BlockStep, Spans: span("Third.")},
	{Kind: wire.BlockNote, Level: 2, Spans: span("Mind the gap.")},
	{Kind: wire.BlockCode, Spans: span("lamplight --help")},
	{Kind: wire.BlockRowHead, Spans: []wire.Span{{Text: "Card", Style: wire.SpanCell}, {Text: "Fee", Style: wire.SpanCell}}},
	{Kind: wire.BlockRow, Spans: []wire.Span{{Text: "Debit", Style: wire.SpanCell}, {Text: "none", Style: wire.SpanCell}}},
	{Kind: wire.BlockParagraph, Spans: []wire.Span{{Text: "Nothing to press: "}, {Text: "bad", Link: "javascript:alert(1)"}, {Text: " "}, {Text: "data", Link: "data:text/html,x"}, {Text: " <b>markup</b>"}}},
}

func TestEveryFormOfTip(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		form  wire.Form
		close string
		why   string
	}{
		{wire.FormHint, "Close", "used"},
		{wire.FormCallout, "Got it", "used"},
		{wire.FormCard, "Got it", "used"},
		{wire.FormBeacon, "", ""},
	} {
		t.Run(fmt.Sprint(c.form), func(t *testing.T) {
			tab := s.visit(t, page{html: host(form), policy: strict}, browsertest.Before(prompt))
			blocks := []wire.Block{{Kind: wire.BlockParagraph, Spans: span("Next works when every field is filled.")}}
			say(tab, &wire.Show{Tip: 7, ID: "next", Form: c.form, Title: "Why Next stays grey", Blocks: blocks, More: true,
				Anchor: wire.Anchor{Role: wire.RoleTextbox, Name: "name"}, Why: []wire.Reason{{Cause: wire.CauseRepeatedInvalid, Weight: 300, Count: 2}}})
			tab.Wait(tip)
			time.Sleep(looks)
			tab.Shot(fmt.Sprint("form-", c.form))
			if c.form == wire.FormBeacon {
				tab.Click(browsertest.CSS(".beacon button"))
				tab.Wait(browsertest.Text("h2", "Why Next stays grey"))
				return
			}
			button := browsertest.Text("button", c.close)
			if c.form == wire.FormHint {
				button = browsertest.CSS(`.hint button[aria-label="Close"]`)
			}
			tab.Click(button)
			tab.Wait(fmt.Sprintf("seen.hides.length === 1 && seen.hides[0].why === %q", c.why))
			clean(t, tab)
		})
	}
}

func TestEveryKindOfBlock(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form), policy: strict}, browsertest.Before(prompt))
	ask(tab, "hello")
	say(tab, &wire.Turn{Kind: wire.TurnAnswer, ID: "x", Title: "Everything", Blocks: everything})
	tab.Wait(browsertest.Text("h3", "Everything"))
	time.Sleep(looks)
	tab.Shot("blocks")
	got := browsertest.Eval[string](tab, `(() => { const b = [...`+browsertest.CSS("lamplight-panel")+`.shadowRoot.querySelectorAll(".blocks")].at(-1);
		return JSON.stringify([b.querySelectorAll("ol").length, b.querySelectorAll("ol > li").length, b.querySelectorAll("ol ul > li").length, b.querySelectorAll("table th").length, [...b.querySelectorAll("a")].map((a) => a.href), b.querySelectorAll("script,b b").length, b.textContent.includes("<b>markup</b>")]) })()`)
	if want := `[1,3,2,2,["https://example.org/"],0,true]`; got != want {
		t.Errorf("drawn %s, want %s", got, want)
	}
	tab.Click(browsertest.Text("button.link", "the field"))
	tab.Wait(browsertest.CSS("lamplight-ring"))
	clean(t, tab)
}

func TestEveryTurnHasItsWords(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form), policy: strict}, browsertest.Before(prompt))
	tab.Click(launcher)
	options := []wire.Option{{Article: 1, ID: "pay", Title: "How to pay"}, {Article: 2, ID: "refund", Title: "Get a refund"}}
	for _, c := range []struct {
		turn wire.Turn
		text string
	}{
		{wire.Turn{Kind: wire.TurnClarify, Options: options}, "Which of these do you mean?"},
		{wire.Turn{Kind: wire.TurnUnknown, Options: options, Person: true}, "I don't have an answer to that."},
		{wire.Turn{Kind: wire.TurnOffer, Person: true}, "A person can look at this with you."},
		{wire.Turn{Kind: wire.TurnGreet}, "Hello!"},
		{wire.Turn{Kind: wire.TurnThanks}, "You're welcome."},
		{wire.Turn{Kind: wire.TurnRated}, "Good to hear."},
		{wire.Turn{Kind: wire.TurnDeclined}, "All right, nothing was sent."},
	} {
		say(tab, &c.turn)
		tab.Wait(browsertest.Text(".said p", c.text))
		if c.turn.Kind == wire.TurnClarify {
			time.Sleep(looks)
			tab.Shot("clarify")
		}
	}
	clean(t, tab)
}
