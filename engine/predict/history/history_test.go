package history

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// script drives a history through stays: place, seconds, help or not.
type stay struct {
	place   uint32
	seconds uint32
	help    bool
}

func play(h *History, list []stay) (now uint32) {
	for _, s := range list {
		h.Visit(s.place, int(s.place), now)
		if s.help {
			h.Help(now)
		}
		now += s.seconds * 1000
		h.Leave(now)
	}
	return now
}

func TestRowCountsWhatHappened(t *testing.T) {
	h := new(History)
	now := play(h, []stay{{1, 10, false}, {2, 20, true}, {1, 30, false}, {3, 5, false}, {1, 40, false}})
	row := make([]float32, Self)
	h.Row(row, now)
	for f, want := range map[int]float64{
		Age: math.Log1p(105), Stays: math.Log1p(5), Dwell: math.Log1p(40), DwellBefore: math.Log1p(5),
		VisitsHere: math.Log1p(3), ShareHere: 0.6, DwellHere: math.Log1p(80), Distinct: 3, Returned: 1,
		Helps: math.Log1p(1), HelpAgo: math.Log1p(95), HelpStays: math.Log1p(3), HelpPlace: 3,
		HelpedTimes: 1, First: 0, TimeHere: 80.0 / 105,
	} {
		if math.Abs(float64(row[f])-want) > 1e-4 {
			t.Errorf("column %d is %v, want %v", f, row[f], want)
		}
	}
}

func TestContextsForgetRepeats(t *testing.T) {
	a, b := new(History), new(History)
	play(a, []stay{{1, 1, false}, {2, 1, false}, {3, 1, false}})
	play(b, []stay{{1, 1, false}, {2, 1, false}, {2, 1, false}, {3, 1, false}})
	if a.Contexts() != b.Contexts() {
		t.Errorf("%v and %v, want the same", a.Contexts(), b.Contexts())
	}
	if c := a.Contexts(); c[2] == 0 || c[3] != 0 {
		t.Errorf("three places give %v", c)
	}
}

// TestPatternsForgetNames wants the same shapes for other names of places.
func TestPatternsForgetNames(t *testing.T) {
	a, b := new(History), new(History)
	now := play(a, []stay{{1, 1, false}, {2, 1, true}, {1, 1, false}, {3, 1, false}})
	play(b, []stay{{7, 1, false}, {9, 1, true}, {7, 1, false}, {4, 1, false}})
	x, y := a.Situations(now), b.Situations(now)
	for i := Named; i < Situations; i++ {
		if x[i] != y[i] {
			t.Errorf("situation %d depends on names", i)
		}
	}
	if x[0] == y[0] {
		t.Error("situation 0 does not depend on names")
	}
}

// TestRowsStayFinite feeds anything and wants numbers that trees can compare.
func TestRowsStayFinite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := new(History)
		now := rapid.Uint32().Draw(t, "start")
		row, known := make([]float32, Self), make([]float32, Familiar)
		for range rapid.IntRange(0, 80).Draw(t, "events") {
			now += rapid.Uint32Range(0, 1<<26).Draw(t, "wait")
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0, 1:
				h.Visit(rapid.Uint32Range(0, 50).Draw(t, "place"), rapid.IntRange(-1, 30).Draw(t, "known"), now)
			case 2:
				h.Leave(now)
			case 3:
				h.Act(3, now)
			case 4:
				h.Help(now)
			case 5:
				h.Fail(now)
			}
			h.Row(row, now)
			h.Known(known, now)
			for i, v := range append(row, known...) {
				if v != v || math.IsInf(float64(v), 0) {
					t.Fatalf("column %d is %v", i, v)
				}
			}
			h.Contexts()
			h.Situations(now)
		}
	})
}

// TestRowIsCheap allows no memory for an event or a row.
func TestRowIsCheap(t *testing.T) {
	h := new(History)
	row, known, now := make([]float32, Self), make([]float32, Familiar), uint32(0)
	if n := testing.AllocsPerRun(100, func() {
		now += 1000
		h.Visit(now/1000%40, int(now/1000%40), now)
		h.Row(row, now)
		h.Known(known, now)
		h.Situations(now)
	}); n != 0 {
		t.Errorf("%v allocations an event", n)
	}
}
