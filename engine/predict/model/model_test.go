package model

import (
	"testing"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/course"
	"github.com/lamplight-help/lamplight/engine/predict/effort"
	"github.com/lamplight-help/lamplight/engine/predict/outlook"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/engine/wire"
	"pgregory.net/rapid"
)

// stump splits one column at a threshold.
func stump(columns, feature int, threshold float32, left, right float64) []byte {
	return trees.Encode(columns, 0, [][]trees.Node{{
		{Feature: feature, Threshold: threshold, Left: 1, Right: 2, Mean: 0}, {Feature: -1, Mean: left}, {Feature: -1, Mean: right}}})
}

// example has a place, a path model that fears many helps, and a risk model
// that fears few acts.
func example(t testing.TB) []byte {
	t.Helper()
	path := outlook.Parts{Known: []uint32{journey.Hash("/a")}, Prior: -2, Slope: 1, Offset: -2,
		Contexts: map[uint32]float64{5: 1}, Trees: stump(outlook.Columns, 16, 1, -0.5, 1)}
	po, err := path.Encode()
	if err != nil {
		t.Fatal(err)
	}
	risk := effort.Parts{Places: map[uint32]float64{journey.Hash("/a"): 1}, Prior: 0.5, Slope: 1, Trees: stump(effort.Whole, effort.Acts, 1, 1, -1)}
	eo, err := risk.Encode()
	if err != nil {
		t.Fatal(err)
	}
	way := course.Parts{Prior: course.Known{Odds: -1, Left: 2}, Slope: 1, Trees: stump(course.Columns, course.Backs, 1, -0.25, 0.5)}
	co, err := way.Encode()
	if err != nil {
		t.Fatal(err)
	}
	m := Parts{Places: map[uint32]Place{journey.Hash("/a"): {Median: 4000, P90: 9000, Goal: 700, Left: 12_000, Lean: 0.5}}, Outlook: po, Course: co, Effort: eo}
	b, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPlaceComesBack(t *testing.T) {
	m, err := Open(example(t))
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := m.Place(journey.Hash("/a")); !ok || p != (Place{4000, 9000, 700, 12_000, 0.5}) {
		t.Errorf("%+v, %v", p, ok)
	}
	if p, ok := m.Place(1); ok || p.Goal != NoGoal {
		t.Errorf("an unknown place is %+v, %v", p, ok)
	}
	if median, p90 := m.Pace(journey.Hash("/a")); median != 4000 || p90 != 9000 {
		t.Errorf("pace %d, %d", median, p90)
	}
}

func TestOpenRefuses(t *testing.T) {
	good := example(t)
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
		"another version": {edit(2, '1'), ErrMagic},
		"too many places": {edit(4, 0xff), ErrMagic},
		"truncated":       {good[:len(good)-1], ErrShort},
		"left over":       {append(good[:len(good):len(good)], 0), ErrLong},
		"a broken part":   {edit(headSize+placeSize, 'x'), outlook.ErrMagic},
	} {
		if _, err := Open(c.b); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(example(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Open(b)
		if err != nil {
			return
		}
		w, p := NewWatch(m), journey.New()
		for i := range uint32(20) {
			ev := wire.Event{Act: wire.Act{Kind: wire.EventPlace, At: i * 3000}, Body: &wire.Place{Route: "/a"}}
			p.Apply(&ev)
			w.Observe(p, &ev, 0.5)
			check(t, w)
		}
	})
}

func check(t interface{ Fatalf(string, ...any) }, w *Watch) {
	for _, v := range []float64{w.Seek(), w.Fail(1), w.Fail(journey.Hash("/a"))} {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("probability %v", v)
		}
	}
	if goal, left, known := w.Goal(); known && !(goal >= 0 && goal <= 1) || left > 3_600_000 {
		t.Fatalf("the goal is reached with %v in %v ms", goal, left)
	}
	for _, v := range []float64{w.Base, w.Path, w.Pace, w.Progress, w.Prior} {
		if !(v >= -most && v <= most) {
			t.Fatalf("a part of %v", v)
		}
	}
}

// TestWatchStaysInBounds feeds anything, known places or not.
func TestWatchStaysInBounds(t *testing.T) {
	b := example(t)
	rapid.Check(t, func(t *rapid.T) {
		m, err := Open(b)
		if err != nil {
			t.Fatal(err)
		}
		w, p, now := NewWatch(m), journey.New(), uint32(0)
		for range rapid.IntRange(0, 60).Draw(t, "events") {
			now += rapid.Uint32Range(0, 1<<20).Draw(t, "wait")
			ev := wire.Event{Act: wire.Act{Flags: wire.FlagTrusted, At: now, Target: rapid.Uint32Range(0, 5).Draw(t, "target")}}
			ev.Kind = rapid.SampledFrom([]wire.EventKind{wire.EventClick, wire.EventKey, wire.EventScroll, wire.EventPlace,
				wire.EventHelp, wire.EventInvalid, wire.EventTick, wire.EventHidden}).Draw(t, "kind")
			if ev.Kind == wire.EventPlace {
				ev.Body = &wire.Place{Route: rapid.SampledFrom([]string{"/a", "/b", "/c"}).Draw(t, "route")}
			}
			if p.Apply(&ev) {
				w.Observe(p, &ev, rapid.Float64Range(0, 1).Draw(t, "signals"))
			}
			check(t, w)
		}
	})
}

func TestWatchTellsSlowFromBusy(t *testing.T) {
	m, err := Open(example(t))
	if err != nil {
		t.Fatal(err)
	}
	w, p := NewWatch(m), journey.New()
	do := func(kind wire.EventKind, at uint32) {
		ev := wire.Event{Act: wire.Act{Kind: kind, Flags: wire.FlagTrusted, At: at, Target: 1}}
		if kind == wire.EventPlace {
			ev.Body = &wire.Place{Route: "/a"}
		}
		p.Apply(&ev)
		w.Observe(p, &ev, 0.03)
	}
	do(wire.EventPlace, 0)
	do(wire.EventTick, 5000)
	if w.Pace != 1 || w.Progress != 0 || w.Prior != 0.5 {
		t.Errorf("waiting: pace %v, progress %v, prior %v", w.Pace, w.Progress, w.Prior)
	}
	for i := range uint32(4) {
		do(wire.EventClick, 6000+i*500)
	}
	if w.Pace != 0 || w.Progress != -1 {
		t.Errorf("busy: pace %v, progress %v", w.Pace, w.Progress)
	}
}
