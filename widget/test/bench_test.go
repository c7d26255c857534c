package widget_test

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// BenchmarkMainThread measures what following a visitor costs the page: time
// on the main thread per real pointer event, with the widget, with a single
// listener that does next to nothing, and with neither. Events come one per
// frame, so every one finds a cold cache; the bare listener shows how much of
// the figure that is.
func BenchmarkMainThread(b *testing.B) {
	s := open(b)
	for name, html := range map[string]string{"with": host(form), "without": "<!doctype html><html lang=en>" + form,
		"bare": "<!doctype html><html lang=en>" + form + bare} {
		b.Run(name, func(b *testing.B) {
			tab := browsertest.New(b, browsertest.Before(watch))
			tab.Open(s.page(page{html: html}))
			if name == "with" {
				ready(tab)
			}
			metric(b, tab, "") // enables
			move(b, tab, 100)
			b.ResetTimer()
			script, task := metric(b, tab, "ScriptDuration"), metric(b, tab, "TaskDuration")
			move(b, tab, b.N)
			b.ReportMetric((metric(b, tab, "ScriptDuration")-script)*1e6/float64(b.N), "script-us/event")
			b.ReportMetric((metric(b, tab, "TaskDuration")-task)*1e6/float64(b.N), "task-us/event")
		})
	}
}

const bare = `<script>let last = 0; addEventListener("pointermove", (e) => { last = e.timeStamp - performance.now(); }, {capture: true, passive: true})</script>`

func move(b *testing.B, tab *browsertest.Tab, n int) {
	b.Helper()
	_, err := chromedp.Run(tab.Context(), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		for i := range n {
			p := input.DispatchMouseEventParams{Type: "mouseMoved", X: float64(20 + i*7%900), Y: float64(20 + i*5%600)}
			if _, err := cdp.Call(ctx, target, input.DispatchMouseEvent, p); err != nil {
				return err
			}
		}
		return nil
	}))
	if err != nil {
		b.Fatal(err)
	}
}

// metric reads one of Chromium's counters, in seconds; "" only enables them.
func metric(b *testing.B, tab *browsertest.Tab, name string) float64 {
	b.Helper()
	value := 0.0
	_, err := chromedp.Run(tab.Context(), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if name == "" {
			_, err := cdp.Call(ctx, target, performance.Enable, performance.EnableParams{})
			return err
		}
		all, err := cdp.Call(ctx, target, performance.GetMetrics, cdp.Empty{})
		if err != nil {
			return err
		}
		for _, m := range all.Metrics {
			if m.Name == name {
				value = m.Value
			}
		}
		return nil
	}))
	if err != nil {
		b.Fatal(err)
	}
	return value
}
