package learn

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/lamplight-help/lamplight/playground/learn/boost"
)

// Shopper is one session of a shop, summed up at its end.
type Shopper struct {
	Cells map[string]string // by column, without Revenue and PageValues
	Buys  bool
}

// ReadShoppers reads the online-shoppers CSV. The column PageValues is left
// out: it is computed from what was bought and gives the answer away.
func ReadShoppers(r io.Reader) ([]Shopper, error) {
	rows := csv.NewReader(r)
	head, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	if !slices.Contains(head, "Revenue") {
		return nil, fmt.Errorf("line 1: there is no column Revenue")
	}
	var out []Shopper
	for n := 2; ; n++ {
		row, err := rows.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		s := Shopper{Cells: map[string]string{}}
		for i, name := range head {
			switch name {
			case "Revenue":
				s.Buys = row[i] == "1" || row[i] == "TRUE" || row[i] == "True"
			case "PageValues":
			default:
				s.Cells[name] = row[i]
			}
		}
		out = append(out, s)
	}
}

// Table turns shoppers into rows: it knows the values of categories.
type Table struct {
	values []category
}

type category struct{ column, value string }

var (
	shopKinds   = []string{"Administrative", "Informational", "ProductRelated"}
	shopNumbers = []string{"BounceRates", "ExitRates", "SpecialDay"}
	shopChoices = []string{"Month", "VisitorType", "Weekend", "TrafficType", "OperatingSystems", "Browser", "Region"}
)

// rare is how often a value must be seen to have a column of its own.
const rare = 100

// NewTable collects the categories.
func NewTable(list []Shopper) *Table {
	t := new(Table)
	for _, c := range shopChoices {
		counts := map[string]int{}
		for i := range list {
			counts[list[i].Cells[c]]++
		}
		var values []string
		for v, n := range counts {
			if n >= rare {
				values = append(values, v)
			}
		}
		slices.Sort(values)
		for _, v := range values {
			t.values = append(t.values, category{c, v})
		}
	}
	return t
}

// Row returns the features of a session: pages and time by kind, time per page,
// shares, rates, and one column for each common value of a category.
func (t *Table) Row(s *Shopper) []float32 {
	number := func(c string) float64 { v, _ := strconv.ParseFloat(s.Cells[c], 64); return v }
	var row []float32
	add := func(v float64) { row = append(row, float32(v)) }
	pages, time := 0.0, 0.0
	for _, k := range shopKinds {
		n, d := number(k), number(k+"_Duration")
		pages, time = pages+n, time+d
		add(n)
		add(math.Log1p(d))
		add(math.Log1p(d / max(n, 1)))
	}
	add(pages)
	add(math.Log1p(time))
	add(math.Log1p(time / max(pages, 1)))
	add(number("ProductRelated") / max(pages, 1))
	for _, c := range shopNumbers {
		add(number(c))
	}
	add(number("ExitRates") - number("BounceRates"))
	add(number("ExitRates") * pages)
	for _, c := range t.values {
		v := 0.0
		if s.Cells[c.column] == c.value {
			v = 1
		}
		add(v)
	}
	return row
}

// Purchase learns P(buys).
func Purchase(list []Shopper, t *Table, seed uint64) []byte {
	var r boost.Rows
	for i := range list {
		r.Values = append(r.Values, t.Row(&list[i]))
		r.Labels = append(r.Labels, list[i].Buys)
	}
	return boost.Learn(r, boost.Config{Trees: 300, Leaves: 8, Rate: 0.04, L2: 10, MinRows: 30, Rows: 0.7, Features: 0.4, Seed: seed})
}
