package learn

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/model"
)

// report is an answer of GET tallies: so many days on which 30 stays in 100 at
// one place were stuck, and 5 at the others.
func report(days int) string {
	var b strings.Builder
	b.WriteString(`{"days":[`)
	for d := range days {
		if d > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"day":%d,"counts":{"visit:/hard":10,"stuck:/hard":3,"goal:/hard":2,"shown:card#callout":9`, 20_000+d)
		for i := range 9 {
			fmt.Fprintf(&b, `,"visit:/easy/%d":20,"stuck:/easy/%d":1,"goal:/easy/%d":18`, i, i, i)
		}
		b.WriteString("}}")
	}
	b.WriteString(`],"more":false}` + "\n")
	return b.String()
}

func fromCounts(t *testing.T, text string) *model.Model {
	t.Helper()
	r := &Recording{Counts: Counts{}}
	if err := ReadCounts(strings.NewReader(text), r.Counts); err != nil {
		t.Fatal(err)
	}
	b, err := Product(r, 1)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Product(r, 1)
	if err != nil || !bytes.Equal(b, again) {
		t.Fatalf("the same counts gave other bytes, %v", err)
	}
	m, err := model.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestCountsSharpen wants a place that sticks to lean more towards trouble with
// every batch of counts, and towards what was counted.
func TestCountsSharpen(t *testing.T) {
	last := 0.0
	for _, days := range []int{2, 6, 20, 200} {
		m := fromCounts(t, report(days))
		hard, ok := m.Place(journey.Hash("/hard"))
		if !ok || hard.Lean <= last || hard.Goal != 200 {
			t.Errorf("%d days: %+v after a lean of %.2f", days, hard, last)
		}
		last = hard.Lean
		if easy, _ := m.Place(journey.Hash("/easy/1")); easy.Lean >= 0 {
			t.Errorf("%d days: an easy place leans to %.2f", days, easy.Lean)
		}
	}
	if want := logit(0.3) - logit(12.0/190); last < 0.95*want || last > want {
		t.Errorf("200 days lean to %.3f, counted was %.3f", last, want)
	}
}

// TestCountsMoveThePrior wants the head to begin higher at the place that the
// counts say is hard, and the product's base to be what was counted.
func TestCountsMoveThePrior(t *testing.T) {
	at := func(place string) float64 {
		w := Walk{Group: "a", Events: placeEvents(place), End: 10_000}
		return judgeWalk(fromCounts(t, report(30)), &w)[0].Probability
	}
	hard, easy, other := at("/hard"), at("/easy/1"), at("/never/seen")
	if !(easy < other && other < hard) || hard < 0.2 || hard > 0.32 || easy < 0.03 || easy > 0.07 {
		t.Errorf("hard %.3f, unknown %.3f, easy %.3f", hard, other, easy)
	}
}

// TestCountsOfAnExport reads the other form, and mends counts that do not fit.
func TestCountsOfAnExport(t *testing.T) {
	c := Counts{}
	text := `{"lamplight":"site export","schema":3,"site":"demo"}
{"table":"meta","values":["a","b"]}
{"table":"tallies","values":[20000,"visit:/pay",4]}
{"table":"tallies","values":[20000,"stuck:/pay","6"]}
{"table":"tallies","values":[20001,"shown:card#card",4]}
`
	if err := ReadCounts(strings.NewReader(text), c); err != nil {
		t.Fatal(err)
	}
	if len(c) != 1 || c["/pay"] != (Count{Visits: 6, Stuck: 6}) {
		t.Errorf("read %v", c)
	}
	for _, bad := range []string{"{", `{"table":"tallies","values":[1,2,3]}`, `{"table":"tallies","values":[1]}`, `{"table":"tallies","values":[1,"visit:/a",{}]}`} {
		if err := ReadCounts(strings.NewReader(bad), Counts{}); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}
