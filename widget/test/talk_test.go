package widget_test

import (
	"context"
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
