package demo

import (
	"strings"
	"time"
	"unicode"
)

const (
	// bankPhone ends the number that the card's bank has on file. It is the
	// account's old number: people change phones and forget the bank.
	bankPhone = "0417"

	// A purchase is confirmed the day after, locked for the fund's lock
	// days, open for openDays, and then locked again.
	openDays = 3

	// confirmAfter is how long the shop takes to confirm a return, in
	// seconds. Days in life; short here so that the demo can go on.
	confirmAfter = 12

	// declinedCard is the card whose bank refuses every payment.
	declinedCard = "c3"
)

// redeemable is the part of a fund that can be taken out today.
func redeemable(f *fund, now time.Time) int64 {
	if f.Lock == 0 {
		return f.Value
	}
	var sum int64
	for _, l := range f.Lots {
		if lotOpen(l.Date, f.Lock, now) {
			sum += l.Amount
		}
	}
	return sum
}

// lotOpen says whether a purchase is inside one of its windows. Windows come
// round: lock days closed, openDays open, and again.
func lotOpen(bought string, lock int, now time.Time) bool {
	date, err := time.Parse(time.DateOnly, bought)
	if err != nil {
		return false
	}
	held := int(now.Sub(date.Add(day)) / day)
	return held >= 0 && held%(lock+openDays) >= lock
}

// A quote is what a basket costs with some coupons.
type quote struct {
	Subtotal int64    `json:"subtotal"`
	Discount int64    `json:"discount"`
	Total    int64    `json:"total"`
	Applied  []string `json:"applied"`
	Counted  string   `json:"counted"` // the one coupon that the total uses
}

// price applies coupons. They do not stack: the largest one counts. A code
// that is refused names the reason.
func price(m *market, ids []string) (quote, string) {
	q := quote{Subtotal: m.Basket.Total, Applied: []string{}}
	for _, id := range ids {
		c := findCoupon(m, id)
		switch {
		case c == nil:
			return q, "coupon_unknown"
		case c.Used:
			return q, "coupon_used"
		case c.Minimum > q.Subtotal:
			return q, "coupon_minimum"
		}
		q.Applied = append(q.Applied, id)
		if c.Off > q.Discount {
			q.Discount, q.Counted = c.Off, id
		}
	}
	q.Total = q.Subtotal - q.Discount
	return q, ""
}

func findCoupon(m *market, id string) *coupon {
	for i := range m.Coupons {
		if m.Coupons[i].ID == id {
			return &m.Coupons[i]
		}
	}
	return nil
}

// cardProblem returns the code of the first thing wrong with a new card, and
// the field that it is about; empty when the bank agrees.
func cardProblem(name, number, phone string) (code, field string) {
	number, phone = digits(number), digits(phone)
	switch {
	case len([]rune(strings.TrimSpace(name))) < 2:
		return "card_name", "name"
	case len(number) < 15 || len(number) > 19:
		return "card_number", "number"
	case number[0] == '9':
		return "card_unsupported", "number"
	case len(phone) < 9 || len(phone) > 15:
		return "phone_format", "phone"
	case !strings.HasSuffix(phone, bankPhone):
		return "phone_mismatch", "phone"
	}
	return "", ""
}

// passwordProblem is the rule that the page keeps to itself: 8 to 20
// characters with a letter, a digit and a symbol, and not the old one.
func passwordProblem(current, next string) string {
	var letter, number, symbol bool
	for _, r := range next {
		switch {
		case unicode.IsLetter(r):
			letter = true
		case unicode.IsDigit(r):
			number = true
		case !unicode.IsSpace(r):
			symbol = true
		}
	}
	length := len([]rune(next))
	switch {
	case length < 8 || length > 20 || !letter || !number || !symbol:
		return "password_rule"
	case current == next:
		return "password_same"
	}
	return ""
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
