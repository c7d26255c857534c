package widget_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// What is said in the chat: while typing, over several turns, in two languages.

var (
	lines    = browsertest.CSS(".live li")
	ghost    = browsertest.CSS(".ghost")
	answered = `[...document.querySelector("lamplight-panel").shadowRoot.querySelectorAll(".answer h3")].at(-1)?.textContent`
)

func TestTypingIsCompletedByKeys(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)})
	tab.Click(launcher)
	tab.Click(composer)
	tab.Type("how do i g")
	tab.Wait(ghost + `?.textContent === "how do i get my money back?"`)
	tab.Shot("completion")
	state := composer + `.getAttribute("role") + " " + ` + composer + `.ariaExpanded + " " + ` + composer + `.getAttribute("aria-controls") + " " + ` +
		browsertest.CSS("#live") + `.getAttribute("role")`
	if got := browsertest.Eval[string](tab, state); got != "combobox true live listbox" {
		t.Errorf("for a screen reader: %s", got)
	}
	// Down to the first line, and one more; Escape closes the list and not the chat.
	tab.Type(kb.ArrowDown + kb.ArrowDown)
	tab.Wait(composer + `.getAttribute("aria-activedescendant") === "live-1"`)
	tab.Wait(browsertest.CSS(`#live-1[aria-selected=true]`))
	tab.Type(kb.Escape)
	tab.Wait("!" + lines)
	tab.Wait(panel + ".checkVisibility()")
	// The next key opens it again, and Tab takes what is shown in grey.
	tab.Type("e")
	tab.Wait(ghost)
	tab.Type(kb.Tab)
	tab.Wait(composer + `.value === "how do i get my money back?"`)
	tab.Type("\r")
	tab.Wait(answered + ` === "Get a refund"`)
	// A line is taken by Enter.
	tab.Type("next")
	tab.Wait(lines)
	tab.Type(kb.ArrowDown + "\r")
	tab.Wait(answered + ` === "Why Next stays grey"`)
	clean(t, tab)
}

func TestInputMethodIsNotDisturbed(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: strings.Replace(host(form), "lang=en", "lang=zh-CN", 1)}, browsertest.Locale("zh-CN"))
	tab.Click(launcher)
	tab.Click(composer)
	compose := func(text string) {
		tab.Wait("true")
		_, err := chromedp.Run(tab.Context(), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, input.ImeSetComposition, input.ImeSetCompositionParams{Text: text, SelectionStart: int64(len(text)), SelectionEnd: int64(len(text))})
			return err
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"w", "we", "wei", "weish"} {
		compose(text)
		time.Sleep(150 * time.Millisecond)
	}
	if browsertest.Eval[bool](tab, "!!"+lines) {
		t.Error("letters of the input method were searched for")
	}
	if v := browsertest.Eval[string](tab, composer+".value"); v != "weish" {
		t.Errorf("the composition became %q", v)
	}
	_, err := chromedp.Run(tab.Context(), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, input.InsertText, input.InsertTextParams{Text: "为什么不能"})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	tab.Wait(ghost + `?.textContent === "为什么不能点下一步"`)
	tab.Shot("completion-zh")
	tab.Type(kb.ArrowRight)
	tab.Wait(composer + `.value === "为什么不能点下一步"`)
	tab.Type("\r")
	tab.Wait(answered + ` === "下一步为什么是灰的"`)
	clean(t, tab)
}

// walk says one thing after the other and compares the heading of each answer.
func walk(t *testing.T, tab *browsertest.Tab, said ...[2]string) {
	t.Helper()
	for _, s := range said {
		n := count(tab, `document.querySelector("lamplight-panel")?.shadowRoot.querySelectorAll(".answer h3").length ?? 0`)
		ask(tab, s[0])
		tab.Wait(`document.querySelector("lamplight-panel").shadowRoot.querySelectorAll(".answer h3").length > ` + strconv.Itoa(n))
		if got := browsertest.Eval[string](tab, answered); got != s[1] {
			t.Errorf("%q: %q, not %q", s[0], got, s[1])
		}
	}
}

func TestConversationInEnglish(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)})
	walk(t, tab,
		[2]string{"How do I get my money back?", "Get a refund"},
		[2]string{"how long does a refund take?", "When a refund arrives"},
		[2]string{"how do I add a debit card", "Add a debit card"},
		[2]string{"no, the credit card", "Add a credit card"},
		[2]string{"and the refund, how long does it take?", "When a refund arrives"})
	ask(tab, "hello")
	tab.Wait(browsertest.Text(".said p", "Hello!"))
	ask(tab, "thanks, that helped")
	tab.Wait(browsertest.Text(".said p", "You're welcome"))
	ask(tab, "zebra crossing quantum")
	tab.Wait(browsertest.Text(".said p", "I don't have an answer"))
	tab.Wait(`seen.trace.some((x) => x.type === "tally" && x.key === "unknown")`)
	if trace := browsertest.Eval[string](tab, `JSON.stringify(seen.trace.filter((x) => x.type === "tally"))`); strings.Contains(trace, "zebra") {
		t.Error("the words of an unknown question are counted")
	}
	clean(t, tab)
}

func TestConversationInChinese(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: strings.Replace(host(form), "lang=en", "lang=zh-CN", 1)}, browsertest.Locale("zh-CN"))
	walk(t, tab,
		[2]string{"怎么退款", "申请退款"},
		[2]string{"退款多久到账？", "退款到账时间"},
		[2]string{"怎么绑定储蓄卡", "绑定储蓄卡"},
		[2]string{"不是，信用卡", "绑定信用卡"})
	ask(tab, "谢谢")
	tab.Wait(browsertest.Text(".said p", "不客气"))
	ask(tab, "转人工")
	tab.Wait(browsertest.Text(".said button", "找人工客服"))
	clean(t, tab)
}

func TestCloseAnswersAreToldApartByButtons(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)})
	ask(tab, "add a card")
	tab.Wait(browsertest.Text(".said p", "Which of these"))
	tab.Click(browsertest.Text(".options button", "Add a credit card"))
	tab.Wait(answered + ` === "Add a credit card"`)
	tab.Click(browsertest.CSS(`.rating [aria-label="No"]`))
	tab.Wait(browsertest.Text(".said button", "Ask a person"))
	tab.Wait(`seen.trace.some((x) => x.type === "tally" && x.key === "unhelpful:credit")`)
	// The visitor goes, and the conversation is counted under the strict definition.
	tab.Run(`dispatchEvent(new PageTransitionEvent("pagehide"))`)
	tab.Wait(`seen.trace.some((x) => x.type === "tally" && x.key === "unresolved")`)
	clean(t, tab)
}

func TestQuestionsBeforeTheFirstWord(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)})
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
	tab.Click(browsertest.Text("button", "Got it"))
	tab.Click(launcher)
	tab.Wait(browsertest.Text(".start h3", "Probably useful"))
	if got := browsertest.Eval[string](tab, browsertest.CSS(".start .options button")+".textContent"); got != "Why Next stays grey" {
		t.Errorf("the first question is %q", got)
	}
	if n := count(tab, `document.querySelector("lamplight-panel").shadowRoot.querySelectorAll(".start .options button").length`); n > 3 {
		t.Errorf("%d questions", n)
	}
	clean(t, tab)
}

func TestNoteToTheTeam(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form)})
	ask(tab, "zebra crossing quantum")
	tab.Click(browsertest.Text(".ask-person button", "Leave a note"))
	tab.Wait(browsertest.Text(".consent h3", "A note for the team"))
	time.Sleep(looks)
	tab.Shot("note")
	tab.Run(browsertest.Text(".consent button", "Send the note") + ".click()")
	time.Sleep(200 * time.Millisecond)
	if n := count(tab, "seen.escalated.length"); n != 0 {
		t.Fatal("a script sent the note")
	}
	tab.Click(browsertest.Text(".consent button", "Send the note"))
	tab.Wait("seen.escalated.length === 1")
	tab.Wait(browsertest.Text(".note-line", "with the team"))
	got := s.lastSent()
	contains(t, "the note", got, "zebra crossing quantum")
	if strings.Contains(got, `"context"`) {
		t.Errorf("more than the words was sent: %s", got)
	}
	// The chat goes on with the assistant.
	walk(t, tab, [2]string{"How do I pay?", "How to pay"})
	clean(t, tab)
}

func TestStepsAreShownInThePage(t *testing.T) {
	s := open(t)
	content := `<main><label>Name <input data-help=fullname></label><div id=gap></div><button data-help=below id=below>Next</button></main>
		<style>#gap{height:2000px}</style>`
	tab := s.visit(t, page{html: host(content)})
	ask(tab, "What are the steps to sign up?")
	tab.Click(browsertest.Text(".tour", "Show me"))
	ring := browsertest.CSS("lamplight-ring") + `?.shadowRoot.querySelector("div")`
	near := func(find string) string {
		return `(() => { const a = ` + ring + `?.getBoundingClientRect(), b = ` + browsertest.CSS(find) + `.getBoundingClientRect(); return a && Math.abs(a.left - b.left + 4) < 2 && Math.abs(a.top - b.top + 4) < 2 })()`
	}
	tab.Wait(near("input"))
	tab.Shot("guide")
	tab.Click(browsertest.Text(".guide button", "Next"))
	tab.Wait(near("#below"))
	tab.Wait(`scrollY > 500`)
	tab.Click(browsertest.Text(".guide button", "Next"))
	tab.Wait(browsertest.Text(".missing", "not on the page right now"))
	tab.Wait("!" + ring)
	// It comes, and is marked.
	tab.Run(`const b = document.createElement("b"); b.dataset.help = "total"; b.textContent = "42"; document.querySelector("main").append(b)`)
	tab.Wait(near("b"))
	tab.Wait("!" + browsertest.CSS(".missing"))
	tab.Click(browsertest.Text(".guide button", "Back"))
	tab.Wait(near("#below"))
	tab.Type(kb.Escape)
	tab.Wait(composer)
	tab.Wait("!" + ring)
	clean(t, tab)
}

func TestFilmHasCaptions(t *testing.T) {
	s := open(t)
	tab := s.visit(t, page{html: host(form), policy: strict + "; media-src 'self'"})
	ask(tab, "Is there a film of the tour?")
	track := browsertest.CSS("video track")
	tab.Wait(track + `?.kind === "captions"`)
	tab.Run(track + `.track.mode = "showing"`)
	tab.Wait(track + `.track.cues?.[0]?.text === "First the name."`)
	if label := browsertest.Eval[string](tab, browsertest.CSS("video")+".ariaLabel"); label != "The tour in 20 seconds" {
		t.Errorf("the film is called %q", label)
	}
	clean(t, tab)
}
