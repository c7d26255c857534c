package demo

import (
	"context"
	"encoding/json"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestBank says what the fake bank answers, and with which code it refuses.
func TestBank(t *testing.T) {
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		has                      string
	}{
		{"account", "GET", "account", "", 200, `"currency":"GBP"`},
		{"account in Chinese", "GET", "account?lang=zh", "", 200, `"currency":"CNY"`},
		{"unknown language", "GET", "account?lang=xx", "", 200, `"currency":"GBP"`},
		{"dates follow the clock", "GET", "account", "", 200, `"date":"2026-11-21"`},
		{"cards", "GET", "cards", "", 200, `"last4":"4821"`},
		{"bind, phone of today", "POST", "cards/bind", `{"name":"Maya L","number":"4111 1111 1111 1111","phone":"07700 900123"}`, 422, `"code":"phone_mismatch","field":"phone"`},
		{"bind, phone the bank has", "POST", "cards/bind", `{"name":"Maya L","number":"4111 1111 1111 1111","phone":"+44 7700 900417"}`, 200, `"last4":"1111"`},
		{"bind in Chinese", "POST", "cards/bind?lang=zh", `{"name":"林晓雨","number":"6222021234567890123","phone":"13800130417"}`, 200, `"last4":"0123"`},
		{"bind, no name", "POST", "cards/bind", `{"name":" ","number":"4111111111111111","phone":"07700900417"}`, 422, `"code":"card_name"`},
		{"bind, short number", "POST", "cards/bind", `{"name":"Maya","number":"4111","phone":"07700900417"}`, 422, `"code":"card_number"`},
		{"bind, store card", "POST", "cards/bind", `{"name":"Maya","number":"9111111111111111","phone":"07700900417"}`, 422, `"code":"card_unsupported"`},
		{"bind, half a phone", "POST", "cards/bind", `{"name":"Maya","number":"4111111111111111","phone":"0417"}`, 422, `"code":"phone_format"`},
		{"confirm", "POST", "cards/confirm", `{"code":"123456","last4":"1111"}`, 200, `"last4":"1111"`},
		{"confirm, five digits", "POST", "cards/confirm", `{"code":"12345"}`, 422, `"code":"code_wrong"`},
		{"fund, all of it locked", "GET", "funds/steady-90", "", 200, `"redeemable":0`},
		{"fund, open every day", "GET", "funds/daily", "", 200, `"redeemable":86015`},
		{"no such fund", "GET", "funds/gold", "", 404, `"code":"fund_unknown"`},
		{"redeem what is locked", "POST", "funds/steady-90/redeem", `{"amount":10000}`, 409, `"code":"fund_share"`},
		{"redeem nothing", "POST", "funds/daily/redeem", `{"amount":0}`, 422, `"code":"amount"`},
		{"redeem a part", "POST", "funds/daily/redeem", `{"amount":5000}`, 200, `"amount":5000`},
		{"one coupon", "POST", "pay/quote", `{"coupons":["WELCOME5"]}`, 200, `"total":5350`},
		{"two coupons do not stack", "POST", "pay/quote", `{"coupons":["HOME8","WELCOME5"]}`, 200, `"total":5050,"applied":["HOME8","WELCOME5"],"counted":"HOME8"`},
		{"coupon for larger baskets", "POST", "pay/quote", `{"coupons":["AUTUMN15"]}`, 422, `"code":"coupon_minimum"`},
		{"used coupon", "POST", "pay/quote", `{"coupons":["COFFEE1"]}`, 422, `"code":"coupon_used"`},
		{"invented coupon", "POST", "pay/quote", `{"coupons":["FREE"]}`, 422, `"code":"coupon_unknown"`},
		{"pay", "POST", "pay", `{"card":"c1","coupons":["HOME8"]}`, 200, `"total":5050`},
		{"pay, bank declines", "POST", "pay", `{"card":"c3"}`, 402, `"code":"card_declined"`},
		{"order", "GET", "orders/K-48213", "", 200, `"state":"delivered"`},
		{"no such order", "GET", "orders/K-1", "", 404, `"code":"order_unknown"`},
		{"shop has not answered", "GET", "orders/K-48213/return?waited=3", "", 200, `"state":"waiting"`},
		{"shop has answered", "GET", "orders/K-48213/return?waited=12", "", 200, `"state":"confirmed"`},
		{"shop answered long ago", "GET", "orders/K-48107/return", "", 200, `"state":"confirmed"`},
		{"waited is not a number", "GET", "orders/K-48213/return?waited=soon", "", 200, `"state":"waiting"`},
		{"refund before the shop", "POST", "orders/K-48213/refund", `{"reason":"fit"}`, 409, `"code":"refund_waits"`},
		{"refund without a reason", "POST", "orders/K-48107/refund", `{}`, 422, `"code":"refund_reason"`},
		{"refund", "POST", "orders/K-48213/refund", `{"reason":"fit","waited":12}`, 200, `"amount":12900`},
		{"refund twice", "POST", "orders/K-47822/refund", `{"reason":"fit"}`, 409, `"code":"refund_done"`},
		{"password without a symbol", "POST", "security/password", `{"current":"old","next":"harbour2026"}`, 422, `"code":"password_rule"`},
		{"password as before", "POST", "security/password", `{"current":"harbour-26","next":"harbour-26"}`, 422, `"code":"password_same"`},
		{"password", "POST", "security/password", `{"current":"old","next":"harbour-2026"}`, 200, `"changed":true`},
		{"no body", "POST", "pay", ``, 400, `"code":"empty_body"`},
		{"not JSON", "POST", "pay", `{"card"`, 400, `"code":"bad_json"`},
		{"too much", "POST", "pay", `{"card":"` + strings.Repeat("x", maxBody) + `"}`, 413, `"code":"too_large"`},
		{"wrong method", "DELETE", "cards", "", 404, `"code":"not_found"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := request(t, c.method, "/demo/api/"+c.path, c.body)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.has) {
				t.Errorf("got %d %s, want %d with %s", w.Code, w.Body, c.status, c.has)
			}
			if !json.Valid(w.Body.Bytes()) {
				t.Error("the answer is not JSON")
			}
		})
	}
}

// TestEveryErrorHasASentence compares the codes of the bank, as they stand
// in TestBank's answers, with the page's locale files.
func TestEveryErrorHasASentence(t *testing.T) {
	codes := []string{"not_found", "internal", "too_large", "empty_body", "bad_json", "card_name", "card_number", "card_unsupported",
		"phone_format", "phone_mismatch", "code_wrong", "fund_unknown", "fund_share", "amount", "coupon_unknown", "coupon_used",
		"coupon_minimum", "card_declined", "order_unknown", "refund_done", "refund_waits", "refund_reason", "password_rule", "password_same"}
	for _, lang := range []string{"en", "zh"} {
		texts := locale(t, lang)
		for _, code := range codes {
			if texts["error."+code] == "" {
				t.Errorf("%s.json has no error.%s", lang, code)
			}
		}
	}
}

// TestMarketsAgree: both accounts hold the same things under the same ids.
func TestMarketsAgree(t *testing.T) {
	ids := map[string][]string{}
	for _, lang := range []string{"en", "zh"} {
		m, err := loadMarket(lang, noon)
		if err != nil {
			t.Fatal(err)
		}
		set := map[string]bool{}
		for _, c := range m.Cards {
			set["card "+c.ID] = true
		}
		for _, f := range m.Funds {
			set["fund "+f.ID] = true
		}
		for _, c := range m.Coupons {
			set["coupon "+c.ID] = true
		}
		for _, o := range m.Orders {
			set["order "+o.ID+" "+o.State+" "+o.Return] = true
		}
		ids[lang] = slices.Sorted(maps.Keys(set))
	}
	if !slices.Equal(ids["en"], ids["zh"]) {
		t.Errorf("en has %v\nzh has %v", ids["en"], ids["zh"])
	}
}

// TestLotOpenAgainstCalendar walks a purchase day by day and compares.
func TestLotOpenAgainstCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lock := rapid.IntRange(1, 120).Draw(t, "lock")
		after := rapid.IntRange(0, 700).Draw(t, "after")
		bought := noon.Add(-time.Duration(after) * day)
		open, closed, left := false, lock, 0
		for d := 1; d <= after; d++ { // day 1 is the confirmation day
			switch {
			case closed > 0:
				open, closed = false, closed-1
				if closed == 0 {
					left = openDays
				}
			default:
				open, left = true, left-1
				if left == 0 {
					closed = lock
				}
			}
		}
		if got := lotOpen(bought.Format(time.DateOnly), lock, noon); got != open {
			t.Fatalf("lock %d, bought %d days ago: open %v, want %v", lock, after, got, open)
		}
	})
}

// TestCouponsNeverStack: the discount is that of one of the coupons, and the
// order in which they were applied makes no difference.
func TestCouponsNeverStack(t *testing.T) {
	m, err := loadMarket("en", noon)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.SampledFrom([]string{"WELCOME5", "HOME8"}), 0, 6).Draw(t, "ids")
		q, code := price(m, ids)
		slices.Reverse(ids)
		r, _ := price(m, ids)
		want := int64(0)
		for _, id := range ids {
			want = max(want, findCoupon(m, id).Off)
		}
		if code != "" || q.Discount != want || q.Total != r.Total || q.Subtotal-q.Discount != q.Total {
			t.Fatalf("%v: %+v and reversed %+v, want a discount of %d", ids, q, r, want)
		}
	})
}

// TestSleepEndsWithTheVisitor: a request whose visitor left does not hold a
// goroutine for the rest of the latency.
func TestSleepEndsWithTheVisitor(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	ctx, cancel := context.WithCancel(r.Context())
	cancel()
	done := make(chan struct{})
	go func() { sleep(r.WithContext(ctx), time.Hour); close(done) }()
	<-done
}
