package demo

import "net/http"

func getAccount(c *call) {
	m := c.market
	c.reply(map[string]any{
		"holder": m.Holder, "phone": m.Phone, "oldPhone": m.OldPhone,
		"currency": m.Currency, "balance": m.Balance, "activity": m.Activity,
	})
}

func bindCard(c *call) {
	var in struct{ Name, Number, Phone string }
	if !c.read(&in) {
		return
	}
	if code, field := cardProblem(in.Name, in.Number, in.Phone); code != "" {
		c.fail(http.StatusUnprocessableEntity, code, field)
		return
	}
	number := digits(in.Number)
	c.reply(map[string]string{"last4": number[len(number)-4:]})
}

func confirmCard(c *call) {
	var in struct{ Code, Last4 string }
	if !c.read(&in) {
		return
	}
	if len(digits(in.Code)) != 6 {
		c.fail(http.StatusUnprocessableEntity, "code_wrong", "code")
		return
	}
	c.reply(card{ID: "new", Bank: c.market.Cards[0].Bank, Kind: "debit", Last4: in.Last4, Expires: "11/30", Limit: c.market.NewCardLimit})
}

// A fundView is a fund with what depends on today.
type fundView struct {
	fund
	Redeemable int64 `json:"redeemable"`
}

func getFunds(c *call) {
	views := make([]fundView, len(c.market.Funds))
	for i, f := range c.market.Funds {
		views[i] = fundView{f, redeemable(&f, c.now)}
	}
	c.reply(views)
}

func getFund(c *call) {
	f := c.market.fund(c.r.PathValue("id"))
	if f == nil {
		c.fail(http.StatusNotFound, "fund_unknown", "")
		return
	}
	c.reply(fundView{*f, redeemable(f, c.now)})
}

func redeemFund(c *call) {
	var in struct{ Amount int64 }
	f := c.market.fund(c.r.PathValue("id"))
	switch {
	case f == nil:
		c.fail(http.StatusNotFound, "fund_unknown", "")
	case !c.read(&in):
	case in.Amount <= 0:
		c.fail(http.StatusUnprocessableEntity, "amount", "amount")
	case in.Amount > redeemable(f, c.now):
		c.fail(http.StatusConflict, "fund_share", "amount")
	default:
		c.reply(map[string]int64{"amount": in.Amount})
	}
}

func quoteBasket(c *call) {
	var in struct{ Coupons []string }
	if !c.read(&in) {
		return
	}
	q, code := price(c.market, in.Coupons)
	if code != "" {
		c.fail(http.StatusUnprocessableEntity, code, "coupons")
		return
	}
	c.reply(q)
}

func payBasket(c *call) {
	var in struct {
		Card    string
		Coupons []string
	}
	if !c.read(&in) {
		return
	}
	q, code := price(c.market, in.Coupons)
	switch {
	case code != "":
		c.fail(http.StatusUnprocessableEntity, code, "coupons")
	case in.Card == declinedCard:
		c.fail(http.StatusPaymentRequired, "card_declined", "card")
	default:
		c.reply(map[string]any{"order": "K-48377", "total": q.Total})
	}
}

func getOrder(c *call) {
	o := c.market.order(c.r.PathValue("id"))
	if o == nil {
		c.fail(http.StatusNotFound, "order_unknown", "")
		return
	}
	c.reply(o)
}

// getReturn is the shop's side of a return. The page says how many seconds
// ago it asked; the bank has no memory of its own.
func getReturn(c *call) {
	o := c.market.order(c.r.PathValue("id"))
	if o == nil {
		c.fail(http.StatusNotFound, "order_unknown", "")
		return
	}
	state := "waiting"
	if o.Return == "confirmed" || seconds(c.r.URL.Query().Get("waited")) >= confirmAfter {
		state = "confirmed"
	}
	c.reply(map[string]string{"state": state})
}

func requestRefund(c *call) {
	var in struct {
		Reason string
		Waited int
	}
	o := c.market.order(c.r.PathValue("id"))
	switch {
	case o == nil:
		c.fail(http.StatusNotFound, "order_unknown", "")
	case !c.read(&in):
	case o.State == "refunded":
		c.fail(http.StatusConflict, "refund_done", "")
	case o.Return != "confirmed" && in.Waited < confirmAfter:
		c.fail(http.StatusConflict, "refund_waits", "")
	case in.Reason == "":
		c.fail(http.StatusUnprocessableEntity, "refund_reason", "reason")
	default:
		c.reply(map[string]int64{"amount": o.Amount})
	}
}

func changePassword(c *call) {
	var in struct{ Current, Next string }
	if !c.read(&in) {
		return
	}
	if code := passwordProblem(in.Current, in.Next); code != "" {
		c.fail(http.StatusUnprocessableEntity, code, "next")
		return
	}
	c.reply(map[string]bool{"changed": true})
}
