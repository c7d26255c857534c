package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"time"
)

//go:embed bank/*.json
var bankFiles embed.FS

// A market is one country's account: its currency and all of its data.
// Amounts are in minor units (pence, fen).
type market struct {
	Currency     string     `json:"currency"`
	Holder       string     `json:"holder"`
	Phone        string     `json:"phone"`
	OldPhone     string     `json:"oldPhone"`
	Balance      int64      `json:"balance"`
	NewCardLimit int64      `json:"newCardLimit"` // per day, in the first 30 days
	Cards        []card     `json:"cards"`
	Activity     []activity `json:"activity"`
	Funds        []fund     `json:"funds"`
	Coupons      []coupon   `json:"coupons"`
	Basket       basket     `json:"basket"`
	Orders       []order    `json:"orders"`
}

type card struct {
	ID      string `json:"id"`
	Bank    string `json:"bank"`
	Kind    string `json:"kind"` // debit or credit
	Last4   string `json:"last4"`
	Expires string `json:"expires"` // MM/YY
	Limit   int64  `json:"limit"`   // per day
}

type activity struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Kind   string `json:"kind"` // shop, food, travel, home, income, fund
	Ago    int    `json:"ago,omitempty"`
	Date   string `json:"date"`
	Amount int64  `json:"amount"` // negative: money spent
}

type fund struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Tagline string  `json:"tagline"`
	Yield   int     `json:"yield"` // last 12 months, in 1/100 of a percent
	Lock    int     `json:"lock"`  // days, 0 = open every day
	Value   int64   `json:"value"`
	Gain    int64   `json:"gain"`
	Series  []int64 `json:"series"` // unit price, oldest first, 1/10000
	Lots    []lot   `json:"lots"`
	Rules   []rule  `json:"rules"`
}

type lot struct {
	Ago    int    `json:"ago,omitempty"`
	Date   string `json:"date"`
	Amount int64  `json:"amount"`
}

type rule struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

type coupon struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Detail  string `json:"detail"`
	Off     int64  `json:"off"`
	Minimum int64  `json:"minimum"` // smallest basket it works on
	Left    int    `json:"left,omitempty"`
	Expires string `json:"expires"`
	Used    bool   `json:"used"`
}

type basket struct {
	Shop  string       `json:"shop"`
	Items []basketItem `json:"items"`
	Total int64        `json:"total"`
}

type basketItem struct {
	Title  string `json:"title"`
	Amount int64  `json:"amount"`
}

type order struct {
	ID     string `json:"id"`
	Shop   string `json:"shop"`
	Item   string `json:"item"`
	Amount int64  `json:"amount"`
	Ago    int    `json:"ago,omitempty"`
	Date   string `json:"date"`
	State  string `json:"state"` // paid, shipped, delivered, refunded
	Return string `json:"return"`
}

const day = 24 * time.Hour

// loadMarket reads the account of one language and dates it relative to now,
// so that the demo never looks abandoned.
func loadMarket(lang string, now time.Time) (*market, error) {
	name := "bank/" + lang + ".json"
	raw, err := bankFiles.ReadFile(name)
	if err != nil {
		return nil, err
	}
	m := new(market)
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	m.date(now)
	return m, nil
}

func (m *market) date(now time.Time) {
	before := func(days int) string { return now.Add(-time.Duration(days) * day).Format(time.DateOnly) }
	for i := range m.Activity {
		m.Activity[i].Date, m.Activity[i].Ago = before(m.Activity[i].Ago), 0
	}
	for i := range m.Funds {
		for j := range m.Funds[i].Lots {
			l := &m.Funds[i].Lots[j]
			l.Date, l.Ago = before(l.Ago), 0
		}
	}
	for i := range m.Coupons {
		m.Coupons[i].Expires, m.Coupons[i].Left = before(-m.Coupons[i].Left), 0
	}
	for i := range m.Orders {
		m.Orders[i].Date, m.Orders[i].Ago = before(m.Orders[i].Ago), 0
	}
}

func (m *market) fund(id string) *fund {
	for i := range m.Funds {
		if m.Funds[i].ID == id {
			return &m.Funds[i]
		}
	}
	return nil
}

func (m *market) order(id string) *order {
	for i := range m.Orders {
		if m.Orders[i].ID == id {
			return &m.Orders[i]
		}
	}
	return nil
}
