package learn

import (
	"math"
	"slices"

	"github.com/lamplight-help/lamplight/engine/predict/effort"
	"github.com/lamplight-help/lamplight/playground/learn/boost"
)

// RiskOptions say how a risk model is learned.
type RiskOptions struct {
	Boost boost.Config
	// Columns are those that the trees see; nil for all.
	Columns []int
	// Equal lets every place at every time count the same, however many
	// episodes it has.
	Equal bool
}

// ways are the directions that make sense: what may only raise the risk and
// what may only lower it, wherever it is seen.
func ways() []int8 {
	w := make([]int8, effort.Whole)
	for _, f := range []int{effort.Idle, effort.First, effort.GapMax, effort.Inert, effort.Dead, effort.Deletes,
		effort.Repeats, effort.Thought, effort.IdleSelf, effort.Evidence} {
		w[f] = 1
	}
	for _, f := range []int{effort.Acts, effort.Targets, effort.PerTarget, effort.Presses, effort.Same, effort.Lately, effort.Gaps} {
		w[f] = -1
	}
	return w
}

// Abroad is for places that were not learned from. It sees only what means the
// same everywhere: fewer acts, a later beginning, a longer pause and more
// trouble seen raise the risk. More columns or free directions fitted better
// and transferred worse.
func Abroad(seed uint64) RiskOptions {
	return RiskOptions{
		Boost: boost.Config{Trees: 300, Leaves: 4, Rate: 0.025, L2: 20, MinRows: 60, Rows: 0.6, Features: 0.5,
			Seed: seed, Monotone: ways()},
		Columns: []int{effort.Acts, effort.First, effort.GapMax, effort.Lately, effort.Evidence},
		Equal:   true,
	}
}

// AtHome is for places that were learned from: everything may speak.
func AtHome(seed uint64) RiskOptions {
	return RiskOptions{Boost: boost.Config{Trees: 300, Leaves: 16, Rate: 0.05, L2: 5, MinRows: 20, Rows: 0.6, Features: 0.3,
		Seed: seed, Monotone: ways()}}
}

// Risk learns how probable it is that a visitor fails. The trees begin from
// what the place and the time that has passed account for, so that they learn
// what tells visitors of one place apart.
func Risk(looks []Look, o RiskOptions) ([]byte, error) {
	p := bases(looks)
	r := boost.Rows{Weights: weights(looks, o.Equal)}
	for i := range looks {
		l := &looks[i]
		a := p.Places[l.Place]
		row := slices.Clone(l.Row)
		row[effort.PlaceOdds] = float32(math.Round(a*effort.Unit) / effort.Unit)
		r.Values = append(r.Values, mask(row, o.Columns))
		r.Labels = append(r.Labels, l.Fails)
		r.Base = append(r.Base, a+p.Rise*float64(l.Row[effort.Waited]))
	}
	p.Trees = boost.Learn(r, o.Boost)
	return p.Encode()
}

// weights of the looks, 1 on average; nil when all are the same.
func weights(looks []Look, equal bool) []float64 {
	if !equal {
		return nil
	}
	type cell struct{ place, at uint32 }
	n := map[cell]float64{}
	for i := range looks {
		n[cell{looks[i].Place, looks[i].At}]++
	}
	out := make([]float64, len(looks))
	for i := range looks {
		out[i] = float64(len(looks)) / float64(len(n)) / n[cell{looks[i].Place, looks[i].At}]
	}
	return out
}

// mask blanks the columns that are not to be seen.
func mask(row []float32, columns []int) []float32 {
	if columns == nil {
		return row
	}
	for i := range row {
		if !slices.Contains(columns, i) {
			row[i] = 0
		}
	}
	return row
}

// bases fits log-odds of a place plus rise × the logarithm of the time that
// has passed, by alternating between the two.
func bases(looks []Look) effort.Parts {
	p := effort.Parts{Places: map[uint32]float64{}, Slope: 1}
	places := placesOf(looks)
	for range 200 {
		sums := map[uint32]*[2]float64{}
		var g, h float64
		for i := range looks {
			l := &looks[i]
			w := float64(l.Row[effort.Waited])
			q := 1 / (1 + math.Exp(-p.Places[l.Place]-p.Rise*w))
			d := -q
			if l.Fails {
				d = 1 - q
			}
			s := sums[l.Place]
			if s == nil {
				s = new([2]float64)
				sums[l.Place] = s
			}
			s[0] += d
			s[1] += q * (1 - q)
			g += d * (w - 1.8)
			h += q * (1 - q) * (w - 1.8) * (w - 1.8)
		}
		for _, k := range places {
			p.Places[k] += 0.5 * (sums[k][0] - 0.02*p.Places[k]) / (sums[k][1] + 0.02)
		}
		step := 0.5 * g / (h + 1)
		p.Rise += step
		for _, k := range places {
			p.Places[k] -= step * 1.8
		}
	}
	for _, k := range places {
		p.Prior += p.Places[k] / float64(len(places))
	}
	return p
}

// placesOf lists the places in the order of their keys.
func placesOf(looks []Look) (out []uint32) {
	for i := range looks {
		if !slices.Contains(out, looks[i].Place) {
			out = append(out, looks[i].Place)
		}
	}
	slices.Sort(out)
	return out
}
