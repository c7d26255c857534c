package browsertest

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Elements are found by a JavaScript expression. These build the usual ones.

// CSS finds the first element that a selector matches, in open shadow trees too.
func CSS(selector string) string {
	return fmt.Sprintf(`(function find(root) {
		const hit = root.querySelector(%[1]s);
		if (hit) return hit;
		for (const e of root.querySelectorAll("*")) {
			const inner = e.shadowRoot && find(e.shadowRoot);
			if (inner) return inner;
		}
		return null;
	})(document)`, strconv.Quote(selector))
}

// Text finds the innermost visible element that contains a text, in open
// shadow trees too.
func Text(selector, text string) string {
	return fmt.Sprintf(`(function find(root) {
		const all = [...root.querySelectorAll(%[1]s)].filter((e) => e.textContent.includes(%[2]s) && e.checkVisibility());
		if (all.length) return all[all.length - 1];
		for (const e of root.querySelectorAll("*")) {
			const inner = e.shadowRoot && find(e.shadowRoot);
			if (inner) return inner;
		}
		return null;
	})(document)`, strconv.Quote(selector), strconv.Quote(text))
}

// Click moves the mouse to an element and clicks it, as a person does.
func (tab *Tab) Click(find string) {
	tab.t.Helper()
	x, y := tab.point(find)
	tab.ClickAt(x, y)
}

// A person holds a button down and rests before the next press. Engines that
// tell people from scripts look at that.
const (
	holds = 60 * time.Millisecond
	rests = 80 * time.Millisecond
)

// ClickAt clicks a point of the viewport.
func (tab *Tab) ClickAt(x, y float64) {
	tab.t.Helper()
	tab.mouse(input.DispatchMouseEventParams{Type: "mouseMoved", X: x, Y: y})
	button := input.DispatchMouseEventParams{Type: "mousePressed", X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: 1}
	tab.mouse(button)
	time.Sleep(holds)
	button.Type = "mouseReleased"
	tab.mouse(button)
	time.Sleep(rests)
}

// Hover moves the mouse to an element.
func (tab *Tab) Hover(find string) {
	tab.t.Helper()
	x, y := tab.point(find)
	tab.mouse(input.DispatchMouseEventParams{Type: "mouseMoved", X: x, Y: y})
}

func (tab *Tab) mouse(p input.DispatchMouseEventParams) {
	tab.t.Helper()
	tab.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.DispatchMouseEvent, p)
		return err
	}))
}

// Tap touches an element with one finger.
func (tab *Tab) Tap(find string) {
	tab.t.Helper()
	x, y := tab.point(find)
	tab.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		down := input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: x, Y: y}}}
		if _, err := cdp.Call(ctx, t, input.DispatchTouchEvent, down); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
		return err
	}))
}

// Type writes into whatever has the focus, key by key. Characters of the kb
// package press special keys.
func (tab *Tab) Type(keys string) {
	tab.t.Helper()
	tab.do(chromedp.KeyEvent(keys))
}

// Press presses one key with modifiers.
func (tab *Tab) Press(keys string, modifiers ...chromedp.Modifier) {
	tab.t.Helper()
	tab.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// Offline cuts the tab off from the network, or connects it again.
func (tab *Tab) Offline(off bool) {
	tab.t.Helper()
	tab.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		rules := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{}}
		if off {
			rules.MatchedNetworkConditions = append(rules.MatchedNetworkConditions,
				&network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
		}
		if _, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, rules); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{
			Offline: off, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
}
