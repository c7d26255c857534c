// Package boost learns boosted decision trees for engine/predict/trees.
//
// It is gradient boosting with the logistic loss and Newton steps (Friedman,
// 2001; Chen and Guestrin, 2016): each tree is grown leaf by leaf, always at
// the split with the largest gain, over features cut into at most 255 bins at
// their quantiles. One thread, sums in row order: the same rows and seed give
// the same bytes.
package boost

import (
	"math"
	"slices"

	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// Config says how to learn. The zero value takes the defaults in brackets.
type Config struct {
	Trees    int     // [200] how many
	Leaves   int     // [8] of one tree, at most trees.MaxLeaves
	Rate     float64 // [0.05] share of each step that is taken
	L2       float64 // [5] added to the sum of second derivatives of a leaf
	MinRows  int     // [20] rows in a leaf
	Rows     float64 // [0.7] share of the rows that each tree sees
	Features float64 // [0.5] share of the features that each tree sees
	Bins     int     // [64] per feature
	Seed     uint64
	// Monotone says by feature whether the probability may only rise (1) or
	// only fall (-1) with it; 0, or a missing entry, leaves it free.
	Monotone []int8
}

func (c Config) filled() Config {
	orInt := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	or := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	orInt(&c.Trees, 200)
	orInt(&c.Leaves, 8)
	orInt(&c.MinRows, 20)
	orInt(&c.Bins, 64)
	or(&c.Rate, 0.05)
	or(&c.L2, 5)
	or(&c.Rows, 0.7)
	or(&c.Features, 0.5)
	return c
}

// Rows are what is learned from.
type Rows struct {
	Values  [][]float32 // of equal lengths
	Labels  []bool
	Weights []float64 // 1 each when nil
	// Base is the log-odds of a row that the trees begin from and do not
	// learn; the same for all, the share of the labels, when nil.
	Base []float64
}

// Learn returns an encoded model of P(label is 1), without the base when that
// was given.
func Learn(r Rows, cfg Config) []byte {
	l := newLearner(r, cfg.filled())
	var list [][]trees.Node
	for range l.cfg.Trees {
		if nodes := l.tree(); nodes != nil {
			list = append(list, nodes)
		}
	}
	return trees.Encode(l.features, l.bias, list)
}

type learner struct {
	cfg      Config
	n        int
	features int
	bins     [][]uint8   // by feature, by row
	edges    [][]float32 // by feature: value at which bin i+1 begins
	label    []float64
	weight   []float64
	margin   []float64
	grad     []float64
	hess     []float64
	bias     float64
	random   random
	used     []int  // features of the present tree
	monotone []int8 // by feature
}

func newLearner(r Rows, cfg Config) *learner {
	n := len(r.Values)
	l := &learner{cfg: cfg, n: n, features: len(r.Values[0]), random: random(cfg.Seed*2 + 1),
		label: make([]float64, n), weight: make([]float64, n), margin: make([]float64, n), grad: make([]float64, n), hess: make([]float64, n)}
	sum, all := 0.0, 0.0
	for i := range n {
		l.weight[i] = 1
		if r.Weights != nil {
			l.weight[i] = r.Weights[i]
		}
		if r.Labels[i] {
			l.label[i] = 1
			sum += l.weight[i]
		}
		all += l.weight[i]
	}
	p := min(max(sum/all, 1e-6), 1-1e-6)
	l.bias = math.Log(p / (1 - p))
	for i := range n {
		l.margin[i] = l.bias
	}
	if r.Base != nil {
		l.bias = 0
		copy(l.margin, r.Base)
	}
	l.cut(r.Values)
	l.monotone = append(make([]int8, 0, l.features), cfg.Monotone...)[:l.features]
	return l
}

// cut sorts every feature into bins at its quantiles.
func (l *learner) cut(rows [][]float32) {
	values := make([]float32, l.n)
	for f := range l.features {
		for i, r := range rows {
			values[i] = r[f]
		}
		sorted := slices.Clone(values)
		slices.Sort(sorted)
		var edges []float32
		for b := 1; b < l.cfg.Bins; b++ {
			v := trees.Threshold(sorted[min(b*l.n/l.cfg.Bins, l.n-1)])
			if v > sorted[0] && (len(edges) == 0 || v > edges[len(edges)-1]) {
				edges = append(edges, v)
			}
		}
		bin := make([]uint8, l.n)
		for i, v := range values {
			at, found := slices.BinarySearch(edges, v)
			if found {
				at++
			}
			bin[i] = uint8(at)
		}
		l.bins, l.edges = append(l.bins, bin), append(l.edges, edges)
	}
}

// random is splitmix64.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// float returns a number in [0, 1).
func (r *random) float() float64 { return float64(r.next()>>11) / (1 << 53) }
