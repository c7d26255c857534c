package course

import (
	"math"
	"testing"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/engine/wire"
	"pgregory.net/rapid"
)

// walk takes events through a path into a course and returns how many were
// steps.
func walk(c *Course, events ...wire.Event) (steps int) {
	p := journey.New()
	for i := range events {
		if p.Apply(&events[i]) && c.Observe(p, &events[i]) {
			steps++
		}
	}
	return steps
}

func arrive(route string, at uint32) wire.Event {
	return wire.Event{Act: wire.Act{Kind: wire.EventPlace, At: at}, Body: &wire.Place{Route: route}}
}

func press(target, at uint32) wire.Event {
	return wire.Event{Act: wire.Act{Kind: wire.EventClick, Flags: wire.FlagTrusted, Target: target, At: at, N: 1}}
}

// TestRetriesAreNoSteps wants a repeated press counted with the one before, and
// one that comes back after another as a step that was taken before.
func TestRetriesAreNoSteps(t *testing.T) {
	c := new(Course)
	if n := walk(c, arrive("/a", 0), press(1, 1000), press(1, 2000), press(2, 3000), press(1, 4000)); n != 4 {
		t.Errorf("%d steps, want 4", n)
	}
	row := make([]float32, Columns)
	c.Row(row, 6000, 0)
	for f, want := range map[int]float64{Spent: math.Log1p(6), Idle: math.Log1p(2), Steps: math.Log1p(4), Acts: math.Log1p(4), Retries: 0.2, Run: 0} {
		if math.Abs(float64(row[f])-want) > 1e-4 {
			t.Errorf("column %d is %v, want %v", f, row[f], want)
		}
	}
}

func TestAGoalBeginsAnotherWay(t *testing.T) {
	c := new(Course)
	goal := wire.Event{Act: wire.Act{Kind: wire.EventGoal, At: 5000}, Body: &wire.Name{Name: "paid"}}
	walk(c, arrive("/a", 0), press(1, 1000), goal, press(2, 7000))
	row := make([]float32, Columns)
	c.Row(row, 8000, 0)
	if row[Steps] != float32(math.Log1p(1)) || row[Spent] != float32(math.Log1p(3)) {
		t.Errorf("steps %v, spent %v after the goal", row[Steps], row[Spent])
	}
}

// known is a model that knows a place, what follows a press there, and nothing
// of the third step.
func known(t testing.TB) (*Course, *Model) {
	t.Helper()
	c := new(Course)
	walk(c, arrive("/a", 0), press(1, 1000))
	keys := c.Present(1000, 0)
	parts := Parts{Prior: Known{-1, 3}, Slope: 1, Trees: trees.Encode(Columns, 0, nil), Contexts: map[uint32]Known{
		keys[0]: {-0.5, 2}, keys[2]: {1.5, 1}}}
	b, err := parts.Encode()
	if err != nil {
		t.Fatal(err)
	}
	m, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return c, m
}

// TestBackOff wants the longest context that is known, and the next shorter one
// when the present is longer.
func TestBackOff(t *testing.T) {
	c, m := known(t)
	row := make([]float32, Columns)
	if left := m.Row(c, 1000, 0, row); row[0] != -0.5 || row[1] != -0.5 || row[2] != 1.5 || row[4] != 1.5 || left != 1 {
		t.Errorf("odds %v, left %v", row[:Orders], left)
	}
	walk(c, press(2, 2000), press(3, 3000))
	if left := m.Row(c, 3000, 0, row); row[4] != -0.5 || left != 2 {
		t.Errorf("odds %v, left %v after steps that nobody took", row[:Orders], left)
	}
	other := new(Course)
	walk(other, arrive("/elsewhere", 0))
	if left := m.Row(other, 0, 0, row); row[0] != -1 || left != 3 {
		t.Errorf("odds %v, left %v at an unknown place", row[0], left)
	}
}

func TestOpenRefuses(t *testing.T) {
	parts := Parts{Slope: 1, Trees: trees.Encode(Columns, 0, nil), Contexts: map[uint32]Known{1: {1, 1}, 2: {1, 1}}}
	good, err := parts.Encode()
	if err != nil {
		t.Fatal(err)
	}
	edit := func(at int, v byte) []byte {
		c := append([]byte(nil), good...)
		c[at] = v
		return c
	}
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"nothing":           {nil, ErrMagic},
		"another version":   {edit(2, '2'), ErrMagic},
		"too many contexts": {edit(4, 0xff), ErrMagic},
		"contexts cut":      {good[:headSize+3], ErrShort},
		"out of order":      {edit(headSize, 9), ErrOrder},
		"trees cut":         {good[:len(good)-1], trees.ErrMagic},
	} {
		if _, err := Open(c.b); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// FuzzOpen wants every model that opens to give probabilities and times.
func FuzzOpen(f *testing.F) {
	parts := Parts{Slope: 1, Trees: trees.Encode(Columns, 0, nil), Contexts: map[uint32]Known{1: {1, 1}}}
	good, _ := parts.Encode()
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Open(b)
		if err != nil {
			return
		}
		c, row := new(Course), make([]float32, Columns)
		walk(c, arrive("/a", 0), press(1, 900))
		left := m.Row(c, 1000, 0, row)
		if p := m.Probability(row); !(p >= 0 && p <= 1) || Milliseconds(left) > 3_600_000 {
			t.Errorf("probability %v, left %v", p, left)
		}
	})
}

// TestRowsStayFinite feeds anything and wants numbers that trees can compare.
func TestRowsStayFinite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, c, now := journey.New(), new(Course), uint32(0)
		row := make([]float32, Columns)
		for range rapid.IntRange(0, 60).Draw(t, "events") {
			now += rapid.Uint32Range(0, 1<<22).Draw(t, "wait")
			ev := press(rapid.Uint32Range(0, 40).Draw(t, "target"), now)
			ev.Kind = rapid.SampledFrom([]wire.EventKind{wire.EventClick, wire.EventKey, wire.EventScroll, wire.EventInput,
				wire.EventInvalid, wire.EventHelp, wire.EventGoal, wire.EventPlace}).Draw(t, "kind")
			if ev.Kind == wire.EventPlace {
				ev.Body = &wire.Place{Route: rapid.SampledFrom([]string{"/a", "/b", "/c"}).Draw(t, "route")}
			}
			if p.Apply(&ev) {
				c.Observe(p, &ev)
			}
			c.Row(row, now, p.Gap.Median(0))
			c.Present(now, p.Gap.Median(0))
			for i, v := range row {
				if v != v || math.IsInf(float64(v), 0) {
					t.Fatalf("column %d is %v", i, v)
				}
			}
		}
	})
}
