package effort

import (
	"math"
	"testing"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/engine/wire"
	"pgregory.net/rapid"
)

// run takes events through a path into an effort.
func run(events ...wire.Event) *Effort {
	p, e := journey.New(), new(Effort)
	for i := range events {
		if p.Apply(&events[i]) {
			e.Observe(p, &events[i])
		}
	}
	return e
}

func click(target, at uint32, x, y int16) wire.Event {
	return wire.Event{Act: wire.Act{Kind: wire.EventClick, Flags: wire.FlagTrusted, Target: target, At: at, X: x, Y: y, N: 1}}
}

func arrive(at uint32) wire.Event {
	return wire.Event{Act: wire.Act{Kind: wire.EventPlace, At: at}, Body: &wire.Place{Route: "/a"}}
}

func TestRowTellsTheRhythm(t *testing.T) {
	e := run(arrive(0), click(1, 2000, 0, 0), click(2, 3000, 100, 0), click(3, 9000, 100, 200), click(1, 10_000, 0, 0))
	row := make([]float32, Columns)
	e.Row(row, 12_000)
	for f, want := range map[int]float64{
		Waited: math.Log1p(12), Acts: math.Log1p(4), Idle: math.Log1p(2), First: math.Log1p(2),
		GapMax: math.Log1p(6), GapMean: math.Log1p(2.5), Targets: 3, Repeats: 0.2, Height: 2,
		IdleSelf: 2000.0 / 2800, LastX: 0, PressShare: 0.8,
	} {
		if math.Abs(float64(row[f])-want) > 1e-4 {
			t.Errorf("column %d is %v, want %v", f, row[f], want)
		}
	}
}

func TestArrivalBeginsAnew(t *testing.T) {
	e := run(arrive(0), click(1, 2000, 5, 5), arrive(5000))
	row := make([]float32, Columns)
	e.Row(row, 6000)
	if row[Acts] != 0 || row[Waited] != float32(math.Log1p(1)) {
		t.Errorf("acts %v, waited %v after the arrival", row[Acts], row[Waited])
	}
}

// TestRowsStayFinite feeds anything and wants numbers that trees can compare.
func TestRowsStayFinite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, e, now := journey.New(), new(Effort), uint32(0)
		row := make([]float32, Whole)
		for range rapid.IntRange(0, 60).Draw(t, "events") {
			now += rapid.Uint32Range(0, 1<<22).Draw(t, "wait")
			ev := click(rapid.Uint32Range(0, 40).Draw(t, "target"), now, rapid.Int16().Draw(t, "x"), rapid.Int16().Draw(t, "y"))
			ev.Kind = rapid.SampledFrom([]wire.EventKind{wire.EventClick, wire.EventKey, wire.EventScroll, wire.EventInput}).Draw(t, "kind")
			if p.Apply(&ev) {
				e.Observe(p, &ev)
			}
			e.Row(row, now)
			for i, v := range row {
				if v != v || math.IsInf(float64(v), 0) {
					t.Fatalf("column %d is %v", i, v)
				}
			}
		}
	})
}

func small() Parts {
	return Parts{Places: map[uint32]float64{7: 1, 9: -2}, Prior: -1, Rise: 0.5, Slope: 2, Trees: trees.Encode(Whole, 0, [][]trees.Node{{
		{Feature: Acts, Threshold: 1, Left: 1, Right: 2}, {Feature: -1, Mean: 0.25}, {Feature: -1, Mean: -0.25}}})}
}

func TestModelAddsPlaceTimeAndTrees(t *testing.T) {
	p := small()
	b, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	m, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	row := make([]float32, Whole)
	row[Waited], row[Acts] = 2, 3
	for place, want := range map[uint32]float64{7: 1 + 1 - 0.5, 9: -2 + 1 - 0.5, 8: -1 + 1 - 0.5} {
		parts := make([]int32, Whole)
		got, base := m.Margin(row, place, parts)
		if got != want || base != want+0.5 || parts[Acts] != -trees.Scale/4 {
			t.Errorf("place %d: %v over %v by %v, want %v", place, got, base, parts[Acts], want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	p := small()
	good, _ := p.Encode()
	edit := func(at int, v byte) []byte {
		c := append([]byte(nil), good...)
		c[at] = v
		return c
	}
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"nothing":         {nil, ErrMagic},
		"another version": {edit(2, '2'), ErrMagic},
		"too many places": {edit(4, 0xff), ErrMagic},
		"places cut":      {good[:headSize+3], ErrShort},
		"places in order": {edit(headSize, 200), ErrOrder},
		"trees cut":       {good[:len(good)-1], trees.ErrShort},
	} {
		if _, err := Open(c.b); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	p := small()
	good, _ := p.Encode()
	f.Add(good, uint32(7))
	f.Fuzz(func(t *testing.T, b []byte, place uint32) {
		m, err := Open(b)
		if err != nil {
			return
		}
		if p := m.Probability(make([]float32, Whole), place); !(p >= 0 && p <= 1) {
			t.Errorf("probability %v", p)
		}
	})
}
