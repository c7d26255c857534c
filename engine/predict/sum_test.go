package predict

import (
	"slices"
	"testing"

	"github.com/lamplight-help/lamplight/engine/wire"
	"pgregory.net/rapid"
)

// summing is a head whose last sum is the given one.
func summing(base float64, parts ...part) *Head {
	h := New(Config{})
	h.sum.base = base
	for _, v := range parts {
		if v.alone == 0 {
			v.alone = v.weight
		}
		h.sum.parts[h.sum.n] = v
		h.sum.n++
	}
	return h
}

func path(w float64) part                  { return part{cause: wire.CausePath, weight: w} }
func pace(w float64) part                  { return part{cause: wire.CausePace, weight: w} }
func progress(w float64) part              { return part{cause: wire.CauseProgress, weight: w} }
func finding(c wire.Cause, w float64) part { return part{cause: c, weight: w, finding: true} }

// TestWhatCarriesLeads wants path and pace to be the cause when they are the
// strongest and strong enough, and a finding otherwise.
func TestWhatCarriesLeads(t *testing.T) {
	rage := finding(wire.CauseRageClick, 1.2)
	for name, c := range map[string]struct {
		parts []part
		want  wire.Cause
	}{
		"nothing":                      {nil, 0},
		"path alone":                   {[]part{path(2)}, wire.CausePath},
		"pace alone":                   {[]part{path(0.4), pace(1.5)}, wire.CausePace},
		"a weak path":                  {[]part{path(0.6)}, 0},
		"a path above a finding":       {[]part{path(2.4), rage}, wire.CausePath},
		"a finding above a path":       {[]part{path(1.1), rage}, wire.CauseRageClick},
		"progress is no cause":         {[]part{progress(-3)}, 0},
		"a finding in spite of it all": {[]part{path(-2), progress(-3), rage}, wire.CauseRageClick},
	} {
		h := summing(-3.5, c.parts...)
		got := wire.Cause(0)
		if i := h.sum.leading(); i >= 0 {
			got = h.sum.parts[i].cause
		}
		if got != c.want {
			t.Errorf("%s: %d leads, want %d", name, got, c.want)
		}
	}
}

// TestOtherwise wants the fewest parts named without which it had stayed quiet.
func TestOtherwise(t *testing.T) {
	rage, dead := finding(wire.CauseRageClick, 3), finding(wire.CauseDeadClick, 2.5)
	for name, c := range map[string]struct {
		base  float64
		parts []part
		want  []wire.Cause
	}{
		"nothing was seen":        {-3.5, nil, nil},
		"quiet anyway":            {-3.5, []part{path(2)}, []wire.Cause{wire.CausePath}},
		"the finding alone":       {-3.5, []part{path(1.2), rage}, []wire.Cause{wire.CauseRageClick}},
		"the path alone":          {-2.5, []part{path(3), dead}, []wire.Cause{wire.CausePath}},
		"path and finding":        {-1, []part{path(3), rage}, []wire.Cause{wire.CausePath, wire.CauseRageClick}},
		"pace, against progress":  {-2.5, []part{pace(3.2), progress(-0.5), rage}, []wire.Cause{wire.CausePace}},
		"even an empty page":      {2, []part{path(1)}, []wire.Cause{wire.CausePath}},
		"one that waits its turn": {-1, []part{rage, {cause: wire.CauseDeadClick, weight: 1.5, alone: 2.5, finding: true}}, []wire.Cause{wire.CauseRageClick, wire.CauseDeadClick}},
	} {
		o := summing(c.base, c.parts...).Otherwise(600)
		if got := o.Without[:o.N]; !slices.Equal(got, c.want) {
			t.Errorf("%s: without %v (%d), want %v", name, got, o.Probability, c.want)
		}
	}
}

// TestOtherwiseIsTheSmallest compares with leaving out every set.
func TestOtherwiseIsTheSmallest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weight := rapid.Float64Range(-3, 4)
		h := summing(rapid.Float64Range(-4, 1).Draw(t, "base"), path(weight.Draw(t, "path")), pace(weight.Draw(t, "pace")))
		for i := range rapid.IntRange(0, maxFindings).Draw(t, "findings") {
			w := rapid.Float64Range(0.1, 4).Draw(t, "weight")
			h.sum.parts[h.sum.n] = part{cause: wire.CauseRageClick, alone: w, weight: w / (1 + repeats*float64(i)), finding: true}
			h.sum.n++
		}
		o := h.Otherwise(600)
		if o.N == 0 || h.sum.without(0) < 600 {
			return
		}
		fewest := maxParts + 1
		for set := uint32(1); set < 1<<h.sum.n; set++ {
			if h.sum.without(set) < 600 {
				fewest = min(fewest, ones(set))
			}
		}
		if fewest <= maxParts && (o.N != fewest || o.Probability >= 600) {
			t.Fatalf("%d left out for %d in a thousand, %d are enough", o.N, o.Probability, fewest)
		}
	})
}
