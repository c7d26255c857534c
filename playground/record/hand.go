package record

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// hand acts in a tab with the timing of a person. The first error ends it.
type hand struct {
	tab  *browsertest.Tab
	x, y float64
	err  error
}

// wait lets ms milliseconds pass.
func (h *hand) wait(ms int) { time.Sleep(time.Duration(ms) * time.Millisecond) }

func (h *hand) do(step func(ctx context.Context, t *chromedp.Target) error) {
	if h.err == nil {
		h.err = chromedp.Do(h.tab.Context(), chromedp.Func(step))
	}
}

// to moves the pointer to the middle of an element in a few steps.
func (h *hand) to(id string) {
	x, y := h.middle(id)
	h.path(x, y)
}

func (h *hand) middle(id string) (x, y float64) {
	p := browsertest.Eval[[]float64](h.tab, `(() => { const e = document.getElementById(`+strconv.Quote(id)+`);
		const s = e.getBoundingClientRect(); if (s.top < 40 || s.bottom > innerHeight - 40) e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getBoundingClientRect(); return [r.x + Math.min(r.width / 2, 60), r.y + Math.min(r.height / 2, 60)] })()`)
	return p[0], p[1]
}

func (h *hand) path(x, y float64) {
	for i := 1; i <= 4; i++ {
		h.move(h.x+(x-h.x)*float64(i)/4, h.y+(y-h.y)*float64(i)/4)
		h.wait(30)
	}
	h.x, h.y = x, y
}

func (h *hand) move(x, y float64) { h.mouse("mouseMoved", x, y, 0, "") }

func (h *hand) mouse(kind string, x, y float64, count int64, button input.MouseButton) {
	h.do(func(ctx context.Context, t *chromedp.Target) error {
		p := input.DispatchMouseEventParams{Type: input.DispatchMouseEventType(kind), X: x, Y: y, Button: button, ClickCount: count}
		if kind == "mouseMoved" && button == input.MouseButtonLeft {
			p.Buttons = 1
		}
		_, err := cdp.Call(ctx, t, input.DispatchMouseEvent, p)
		return err
	})
}

// press presses and releases where the pointer is; count is the browser's
// click count.
func (h *hand) press(count int64) {
	h.mouse("mousePressed", h.x, h.y, count, input.MouseButtonLeft)
	h.wait(65)
	h.mouse("mouseReleased", h.x, h.y, count, input.MouseButtonLeft)
}

// click goes to an element and clicks it n times, gap ms apart.
func (h *hand) click(id string, n, gap int) {
	h.to(id)
	for i := 1; i <= n; i++ {
		h.press(int64(i))
		if i < n {
			h.wait(gap)
		}
	}
}

// drag moves the pointer along offsets while the button is held.
func (h *hand) drag(id string, offsets ...[2]float64) {
	h.to(id)
	x, y := h.x, h.y
	h.mouse("mousePressed", x, y, 1, input.MouseButtonLeft)
	for _, o := range offsets {
		h.wait(35)
		h.mouse("mouseMoved", x+o[0], y+o[1], 0, input.MouseButtonLeft)
		h.x, h.y = x+o[0], y+o[1]
	}
	h.mouse("mouseReleased", h.x, h.y, 1, input.MouseButtonLeft)
}

// tap touches an element n times.
func (h *hand) tap(id string, n, gap int) {
	x, y := h.middle(id)
	for range n {
		h.touch(input.DispatchTouchEventTypeTouchStart, x, y)
		h.wait(50)
		h.touch(input.DispatchTouchEventTypeTouchEnd, 0, 0)
		h.wait(gap)
	}
}

// swipe moves one finger over an element.
func (h *hand) swipe(id string, dx, dy float64) {
	x, y := h.middle(id)
	h.touch(input.DispatchTouchEventTypeTouchStart, x, y)
	for i := 1; i <= 6; i++ {
		h.wait(20)
		h.touch(input.DispatchTouchEventTypeTouchMove, x+dx*float64(i)/6, y+dy*float64(i)/6)
	}
	h.touch(input.DispatchTouchEventTypeTouchEnd, 0, 0)
}

func (h *hand) touch(kind input.DispatchTouchEventType, x, y float64) {
	h.do(func(ctx context.Context, t *chromedp.Target) error {
		points := []*input.TouchPoint{{X: x, Y: y}}
		if kind == input.DispatchTouchEventTypeTouchEnd {
			points = []*input.TouchPoint{}
		}
		_, err := cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points})
		return err
	})
}

// wheel scrolls by dy px, n times.
func (h *hand) wheel(dy float64, n, gap int) {
	for range n {
		h.do(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.DispatchMouseEvent, input.DispatchMouseEventParams{
				Type: input.DispatchMouseEventTypeMouseWheel, X: max(h.x, 200), Y: max(h.y, 200), DeltaX: 0.01, DeltaY: dy})
			return err
		})
		h.wait(gap)
	}
}

// keys presses keys one by one, gap ms apart.
func (h *hand) keys(text string, gap int) {
	for _, r := range text {
		if h.err == nil {
			h.err = chromedp.Do(h.tab.Context(), chromedp.KeyEvent(string(r)))
		}
		h.wait(gap)
	}
}

// erase presses Backspace n times.
func (h *hand) erase(n, gap int) {
	for range n {
		h.keys(kb.Backspace, gap)
	}
}

// fill goes into a field and types.
func (h *hand) fill(id, text string) {
	h.click(id, 1, 0)
	h.wait(350)
	h.keys(text, 70)
}

// focus gives an element the focus as Tab would.
func (h *hand) focus(id string) { h.tab.Run(fmt.Sprintf("document.getElementById(%q).focus()", id)) }

// find presses the shortcut of the browser's own search.
func (h *hand) find() {
	if h.err == nil {
		h.err = chromedp.Do(h.tab.Context(), chromedp.KeyEvent("f", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	}
}

// copy and undo press the shortcuts of the system.
func (h *hand) copy() { h.chord("c", chromedp.ModifierCtrl) }
func (h *hand) undo() { h.chord("z", chromedp.ModifierCtrl) }

func (h *hand) chord(key string, m chromedp.Modifier) {
	if h.err == nil {
		h.err = chromedp.Do(h.tab.Context(), chromedp.KeyEvent(key, chromedp.KeyModifiers(m)))
	}
}

// held holds a key down for n repeats of the system, 35 ms apart.
func (h *hand) held(key string, n int) {
	codes := map[string]int64{"Backspace": 8, "Enter": 13, "ArrowRight": 39}
	send := func(kind input.DispatchKeyEventType, again bool) {
		p := input.DispatchKeyEventParams{Type: kind, Key: key, Code: key, WindowsVirtualKeyCode: codes[key], AutoRepeat: &again}
		if key == "Enter" && kind == input.DispatchKeyEventTypeKeyDown {
			p.Text = "\r"
		}
		h.do(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, p)
			return err
		})
	}
	for i := range n {
		send(input.DispatchKeyEventTypeKeyDown, i > 0)
		h.wait(35)
	}
	send(input.DispatchKeyEventTypeKeyUp, false)
}

// edge moves the pointer to where a number field has its arrows.
func (h *hand) edge(id string) {
	h.to(id)
	p := browsertest.Eval[[]float64](h.tab, `(() => { const r = document.getElementById(`+strconv.Quote(id)+`).getBoundingClientRect(); return [r.right - 9, r.y + r.height / 4] })()`)
	h.path(p[0], p[1])
}

// shifted clicks an element with Shift held.
func (h *hand) shifted(id string) {
	h.to(id)
	for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
		h.do(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: h.x, Y: h.y, Button: input.MouseButtonLeft, ClickCount: 1, Modifiers: 8})
			return err
		})
		h.wait(60)
	}
}

// pinch spreads two fingers over an element until it is as many times as large.
func (h *hand) pinch(id string, scale float64) {
	x, y := h.middle(id)
	h.do(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.SynthesizePinchGesture, input.SynthesizePinchGestureParams{X: x, Y: y, ScaleFactor: scale})
		return err
	})
}

// away hides the page for ms, as another tab in front does.
func (h *hand) away(ms int) {
	for _, state := range []string{"hidden", "visible"} {
		h.tab.Run(fmt.Sprintf(`Object.defineProperty(document, "visibilityState", {value: %q, configurable: true});
			document.dispatchEvent(new Event("visibilitychange"))`, state))
		if state == "hidden" {
			h.wait(ms)
		}
	}
}
