package demo_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/playground/serve"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// The sticking points with the widget in the page: whoever sticks meets the
// article about it, at the control that it is about, unasked.

// watching collects what was shown.
const watching = `
	window.shown = []; window.ready = false;
	(window.lamplight ||= []).push(
		["on", "trace", (l) => { if (l.type === "ready" && l.articles > 20) ready = true; }],
		["on", "show", (s) => shown.push(s.article)]);`

// looks is how long a person needs to see what the page made of it.
const looks = 400 * time.Millisecond

func at(id string) string { return browsertest.CSS(fmt.Sprintf(`[data-help=%q]`, id)) }

func type_(tab *browsertest.Tab, id, text string) {
	tab.Click(browsertest.CSS("#" + id))
	tab.Run(`document.activeElement.select()`)
	tab.Type(text)
	time.Sleep(looks)
}

// press clicks n times as somebody does who expects something.
func press(tab *browsertest.Tab, find string, n int) {
	for range n {
		tab.Click(find)
		time.Sleep(120 * time.Millisecond)
	}
}

var sticking = []struct {
	name, path string
	play       func(tab *browsertest.Tab)
	article    []string // any of these is right
	beside     string   // the control that the tip is about, "" for the page
}{
	{"password", "/demo/security", func(tab *browsertest.Tab) {
		tab.Click(at("security.password"))
		tab.Wait(browsertest.CSS("#current"))
		type_(tab, "current", "old-secret")
		type_(tab, "new", "harbour2026")
		press(tab, at("password.next"), 4)
	}, []string{"password-next"}, "password.next"},
	{"phone", "/demo/cards/bind", func(tab *browsertest.Tab) {
		type_(tab, "name", "Maya Lindqvist")
		type_(tab, "number", "4111111111111111")
		for _, phone := range []string{"07700 900123", "+44 7700 900123", "07700 900124"} {
			type_(tab, "phone", phone)
			tab.Click(at("card.continue"))
			time.Sleep(3 * looks)
		}
	}, []string{"card-phone-mismatch"}, "card.phone"},
	{"coupons", "/demo/pay", func(tab *browsertest.Tab) {
		apply := func(n int) string {
			return browsertest.CSS(fmt.Sprintf(`li:nth-child(%d) > [data-help="coupon.apply"]`, n))
		}
		tab.Click(apply(2))
		time.Sleep(2 * looks)
		press(tab, apply(3), 4)
	}, []string{"coupon-stack", "coupon-minimum"}, "coupon.apply"},
	{"redeem", "/demo/funds", func(tab *browsertest.Tab) {
		tab.Click(browsertest.Text("a", "Steady 90"))
		tab.Click(at("fund.open-redeem"))
		tab.Wait(at("fund.available"))
		for range 3 {
			type_(tab, "amount", "100")
			tab.Click(at("fund.redeem"))
			time.Sleep(3 * looks)
		}
	}, []string{"fund-redeem", "fund-lock"}, ""},
	{"transfer-loop", "/demo/funds", func(tab *browsertest.Tab) {
		for range 5 {
			if browsertest.Eval[int](tab, "shown.length") > 0 {
				return
			}
			tab.Click(browsertest.Text("a", "Steady 90"))
			tab.Wait(at("fund.rules"))
			time.Sleep(5 * looks)
			tab.Click(browsertest.CSS("nav a[href='/demo/funds']"))
			tab.Wait(browsertest.Text("a", "Daily Reserve"))
			time.Sleep(5 * looks)
		}
	}, []string{"fund-choose", "fund-lock"}, ""},
	{"refund", "/demo/orders/K-48213", func(tab *browsertest.Tab) {
		tab.Click(at("order.refund"))
		tab.Wait(browsertest.CSS("fieldset"))
		tab.Click(browsertest.Text("label", "It does not suit me"))
		time.Sleep(looks)
		press(tab, at("refund.request"), 4)
	}, []string{"refund-wait", "refund-return", "refund"}, "refund.request"},
}

func TestStickingPointsMeetTheirHelp(t *testing.T) {
	if testing.Short() {
		t.Skip("no browser with -short")
	}
	p, err := serve.Start(context.Background(), serve.Options{Addr: "127.0.0.1:0", Data: t.TempDir(), Log: quietLog{t}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	for _, c := range sticking {
		t.Run(c.name, func(t *testing.T) {
			tab := browsertest.New(t, browsertest.Before(watching))
			tab.Open(p.URL + c.path)
			tab.Wait("ready")
			time.Sleep(looks)
			c.play(tab)
			tab.Wait("shown.length > 0")
			time.Sleep(looks)
			tab.Shot("sticking-" + c.name)
			got := browsertest.Eval[[]string](tab, "shown")
			if !slices.Contains(c.article, got[0]) {
				t.Errorf("shown: %s; right is %s", strings.Join(got, ", "), strings.Join(c.article, " or "))
			}
			if c.beside != "" {
				near(t, tab, at(c.beside))
			}
			tab.NoFaults()
		})
	}
}

// near fails the test when the tip is not at the control.
func near(t *testing.T, tab *browsertest.Tab, control string) {
	t.Helper()
	gap := browsertest.Eval[float64](tab, `(() => { const t = `+browsertest.CSS("lamplight-tip")+`.shadowRoot.querySelector(".tip").getBoundingClientRect();
		const gaps = [`+control+`, ...document.querySelectorAll(`+control+`.getAttribute("data-help") ? '[data-help="' + `+control+`.getAttribute("data-help") + '"]' : "x")].map((e) => { const c = e.getBoundingClientRect();
			return Math.hypot(Math.max(0, t.left - c.right, c.left - t.right), Math.max(0, t.top - c.bottom, c.top - t.bottom)); });
		return Math.min(...gaps) })()`)
	if gap > 60 {
		t.Errorf("the tip is %.0f px from its control", gap)
	}
}

type quietLog struct{ t *testing.T }

func (l quietLog) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}
