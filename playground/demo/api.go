package demo

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

// maxBody is the largest request the fake bank reads, in bytes. Its forms
// need a few hundred.
const maxBody = 16 << 10

// The bank answers reads quickly and takes its time over decisions, as banks
// do. The page's spinners are real.
const (
	readDelay   = 140 * time.Millisecond
	decideDelay = 520 * time.Millisecond
	cardDelay   = 820 * time.Millisecond
)

// bank is the fake bank behind the API. It keeps no state: the same request on the same day
// gets the same answer, and what a visitor changed lives in their page.
type bank struct {
	now   func() time.Time
	sleep func(*http.Request, time.Duration)
}

func (b *bank) routes() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, delay time.Duration, h func(*call)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { b.serve(w, r, delay, h) })
	}
	handle("GET /demo/api/account", readDelay, getAccount)
	handle("GET /demo/api/cards", readDelay, func(c *call) { c.reply(c.market.Cards) })
	handle("POST /demo/api/cards/bind", cardDelay, bindCard)
	handle("POST /demo/api/cards/confirm", decideDelay, confirmCard)
	handle("GET /demo/api/funds", readDelay, getFunds)
	handle("GET /demo/api/funds/{id}", readDelay, getFund)
	handle("POST /demo/api/funds/{id}/redeem", decideDelay, redeemFund)
	handle("GET /demo/api/coupons", readDelay, func(c *call) { c.reply(c.market.Coupons) })
	handle("GET /demo/api/basket", readDelay, func(c *call) { c.reply(c.market.Basket) })
	handle("POST /demo/api/pay/quote", readDelay, quoteBasket)
	handle("POST /demo/api/pay", decideDelay, payBasket)
	handle("GET /demo/api/orders", readDelay, func(c *call) { c.reply(c.market.Orders) })
	handle("GET /demo/api/orders/{id}", readDelay, getOrder)
	handle("GET /demo/api/orders/{id}/return", readDelay, getReturn)
	handle("POST /demo/api/orders/{id}/refund", decideDelay, requestRefund)
	handle("POST /demo/api/security/password", decideDelay, changePassword)
	handle("/demo/api/", 0, func(c *call) { c.fail(http.StatusNotFound, "not_found", "") })
	return mux
}

// A call is one request to the bank together with the account it is about.
type call struct {
	w      http.ResponseWriter
	r      *http.Request
	market *market
	now    time.Time
}

func (b *bank) serve(w http.ResponseWriter, r *http.Request, delay time.Duration, h func(*call)) {
	b.sleep(r, delay)
	lang := "en"
	if r.URL.Query().Get("lang") == "zh" {
		lang = "zh"
	}
	now := b.now().UTC()
	m, err := loadMarket(lang, now)
	c := &call{w: w, r: r, market: m, now: now}
	if err != nil {
		c.fail(http.StatusInternalServerError, "internal", "")
		return
	}
	h(c)
}

// sleep waits, or returns early when the visitor has gone.
func sleep(r *http.Request, d time.Duration) {
	if d == 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}

func (c *call) reply(v any) { c.write(http.StatusOK, "application/json", v) }

// problem is an error of the bank. Its public sentence is in the page's
// locale files, under "error." and the code.
type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Field  string `json:"field,omitempty"`
}

func (c *call) fail(status int, code, field string) {
	c.write(status, "application/problem+json", problem{Status: status, Code: code, Field: field})
}

func (c *call) write(status int, kind string, v any) {
	c.w.Header().Set("Content-Type", kind)
	c.w.Header().Set("Cache-Control", "no-store")
	c.w.WriteHeader(status)
	_ = json.NewEncoder(c.w).Encode(v) // the visitor left; nobody to tell
}

// read decodes the body into v. It answers the request itself and returns
// false when the body is too large or is not the expected JSON.
func (c *call) read(v any) bool {
	err := json.NewDecoder(http.MaxBytesReader(c.w, c.r.Body, maxBody)).Decode(v)
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return true
	case errors.As(err, &tooLarge):
		c.fail(http.StatusRequestEntityTooLarge, "too_large", "")
	case errors.Is(err, io.EOF):
		c.fail(http.StatusBadRequest, "empty_body", "")
	default:
		c.fail(http.StatusBadRequest, "bad_json", "")
	}
	return false
}

func seconds(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
