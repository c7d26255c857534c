package demo

import (
	"testing"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// The sticking points, walked by mouse and keyboard as a person does. Each
// test says where it hurts and how one gets through.

func help(id string) string { return browsertest.CSS(`[data-help="` + id + `"]`) }

func fill(tab *browsertest.Tab, id, keys string) {
	tab.Click(browsertest.CSS("#" + id))
	tab.Run(`document.activeElement.select()`)
	tab.Type(keys)
}

func text(tab *browsertest.Tab, find string) string {
	return browsertest.Eval[string](tab, find+".textContent")
}

// clickUnanswered clicks an element a few times and fails when the page
// answers in any way. The first click moves the focus; that is all.
func clickUnanswered(t *testing.T, tab *browsertest.Tab, find string) {
	t.Helper()
	tab.Run(`window.sent = 0; const real = fetch; window.fetch = (...a) => { sent++; return real(...a); }; addEventListener("submit", () => { sent++; })`)
	tab.Run("changes = 0")
	for range 4 {
		tab.Click(find)
	}
	if n := browsertest.Eval[int](tab, "changes + sent"); n > 0 {
		t.Errorf("the page answered %d times", n)
	}
	if browsertest.Eval[string](tab, find+`.getAttribute("aria-disabled")`) != "true" {
		t.Error("it does not say that it is disabled")
	}
}

func TestPasswordNextIsDeadUntilTheHiddenRule(t *testing.T) {
	url := serveKite(t)
	tab := browsertest.New(t, browsertest.Before(watch))
	tab.Open(url + "/demo/security")
	tab.Click(help("security.password"))
	tab.Wait(browsertest.CSS("#current"))
	fill(tab, "current", "old-secret")
	fill(tab, "new", "harbour2026")
	clickUnanswered(t, tab, help("password.next"))
	fill(tab, "new", "harbour-2026")
	tab.Click(help("password.next"))
	tab.Wait(browsertest.CSS("#again"))
	fill(tab, "again", "harbour-2025")
	tab.Click(help("password.save"))
	tab.Wait(`document.querySelector("#again-error").textContent !== ""`)
	fill(tab, "again", "harbour-2026\r")
	tab.Wait(browsertest.Text("h2", "Password changed"))
	tab.NoFaults()
}

func TestCardPhoneIsTheBanks(t *testing.T) {
	url := serveKite(t)
	tab := browsertest.New(t, browsertest.Before(watch))
	tab.Open(url + "/demo/cards/bind")
	fill(tab, "name", "Maya Lindqvist")
	fill(tab, "number", "4111111111111111")
	for _, phone := range []string{"07700 900123", "+44 7700 900123"} {
		fill(tab, "phone", phone)
		tab.Click(help("card.continue"))
		tab.Wait(`document.querySelector("#phone").getAttribute("aria-invalid") === "true" && document.querySelector("#phone-error").textContent === "The phone number does not match."`)
	}
	fill(tab, "phone", "07700 900417")
	tab.Click(help("card.continue"))
	tab.Wait(browsertest.CSS("#code"))
	fill(tab, "code", "246810")
	tab.Click(help("card.confirm"))
	tab.Wait(browsertest.Text("h2", "Card added"))
	tab.Click(browsertest.Text("a.button", "See my cards"))
	tab.Wait(`document.querySelectorAll(".card").length === 4`)
	tab.NoFaults()
}

func TestCouponsDoNotStack(t *testing.T) {
	url := serveKite(t)
	tab := browsertest.New(t, browsertest.Before(watch))
	tab.Open(url + "/demo/pay")
	apply := func(n string) string {
		return browsertest.CSS(`li:nth-child(` + n + `) > [data-help="coupon.apply"]`)
	}
	tab.Click(apply("2"))
	tab.Wait(`document.querySelector("[data-help='pay.total']").textContent === "£50.50"`)
	tab.Click(apply("1"))
	tab.Wait(`document.querySelectorAll("[data-help='coupon.apply'][aria-pressed='true']").length === 2`)
	tab.Run("await new Promise((done) => setTimeout(done, 300))")
	if got := text(tab, help("pay.total")); got != "£50.50" {
		t.Errorf("with two coupons the total is %s", got)
	}
	clickUnanswered(t, tab, apply("3"))
	tab.Click(help("pay.submit"))
	tab.Wait(browsertest.Text("h2", "Paid"))
	tab.Click(browsertest.Text("nav a", "Orders"))
	tab.Click(browsertest.Text("a.row", "Linen table runner"))
	tab.Wait(browsertest.Text("dd", "£50.50"))
	tab.NoFaults()
}

func TestFundSaysNoDate(t *testing.T) {
	url := serveKite(t)
	tab := browsertest.New(t, browsertest.Before(watch))
	tab.Open(url + "/demo/funds")
	tab.Click(browsertest.Text("a", "Steady 90"))
	tab.Click(help("fund.rules"))
	tab.Wait(help("fund.rules-text"))
	tab.Click(browsertest.CSS("a.back"))
	tab.Click(help("fund.open-redeem"))
	tab.Wait(help("fund.available"))
	fill(tab, "amount", "100")
	for range 2 {
		tab.Click(help("fund.redeem"))
		tab.Wait(`document.querySelector("#amount-error").textContent === "The amount exceeds the redeemable share."`)
	}
	tab.Click(browsertest.CSS("nav a[href='/demo/funds']"))
	tab.Click(browsertest.Text("a.row", "Daily Reserve"))
	tab.Click(help("fund.open-redeem"))
	tab.Wait(browsertest.CSS("#amount"))
	fill(tab, "amount", "60.15\r")
	tab.Wait(browsertest.Text("h2", "Redemption accepted"))
	tab.Click(browsertest.Text("a.button", "Back to the fund"))
	tab.Wait(browsertest.Text(".figure", "£800.00"))
	tab.NoFaults()
}

func TestRefundWaitsForTheShop(t *testing.T) {
	url := serveKite(t)
	tab := browsertest.New(t, browsertest.Before(watch))
	tab.Open(url + "/demo/orders/K-48213")
	tab.Click(help("order.refund"))
	tab.Wait(browsertest.CSS("fieldset"))
	tab.Click(browsertest.Text("label", "It does not suit me"))
	clickUnanswered(t, tab, help("refund.request"))
	tab.Click(browsertest.CSS("a.back"))
	tab.Click(help("order.more"))
	tab.Click(help("order.return"))
	tab.Run("const real = Date.now; Date.now = () => real() + 20000") // the shop took its time
	tab.Click(help("order.refund"))
	tab.Wait(`document.querySelector("[data-help='refund.state']")?.textContent === "Return confirmed"`)
	tab.Click(help("refund.request"))
	tab.Wait(browsertest.Text(".notice", "Choose a reason."))
	tab.Click(browsertest.Text("label", "It does not suit me"))
	tab.Click(help("refund.request"))
	tab.Wait(browsertest.Text("h2", "Refund requested"))
	tab.NoFaults()
}
