package learn

import (
	"math"
	"slices"

	"github.com/lamplight-help/lamplight/engine/predict/outlook"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/playground/learn/boost"
)

// Options of a path model.
type Options struct {
	Boost boost.Config
	// Folds is into how many groups users are divided for the log-odds that
	// rows see while the trees are learned. Default 8.
	Folds int
	// Strength is how many moments a shorter context counts for against a
	// longer one. Default 20.
	Strength float64
	// MinCount is how often a context must be seen to be kept. Default 30.
	MinCount int
	// MaxContexts is how many contexts the model may keep; MinCount is raised
	// until they are no more. Default 3500.
	MaxContexts int
	// Rough leaves out the calibration, which costs as much as the rest.
	Rough bool
}

func (o Options) filled() Options {
	if o.Folds == 0 {
		o.Folds = 8
	}
	if o.Strength == 0 {
		o.Strength = 20
	}
	if o.MinCount == 0 {
		o.MinCount = 30
	}
	if o.MaxContexts == 0 {
		o.MaxContexts = 3500
	}
	return o
}

// Outlook learns a model of whether the moments' event happens. The moments
// keep the context columns that it fills in.
func Outlook(moments []Moment, vocabulary []uint32, o Options) ([]byte, error) {
	o = o.filled()
	t := o.context(moments, nil)
	for len(t.odds) > o.MaxContexts {
		o.MinCount *= 2
		t = o.context(moments, nil)
	}
	p := outlook.Parts{Known: vocabulary, Prior: t.prior, Contexts: t.odds, Trees: fit(moments, o.Boost)}
	p.Slope = 1
	if !o.Rough {
		p.Offset, p.Slope = calibrate(moments, groupsOf(moments), o)
	}
	return p.Encode()
}

// groupsOf numbers the groups in the order of their names.
func groupsOf(moments []Moment) map[string]int {
	var names []string
	groups := map[string]int{}
	for i := range moments {
		if _, ok := groups[moments[i].Group]; !ok {
			groups[moments[i].Group] = 0
			names = append(names, moments[i].Group)
		}
	}
	slices.Sort(names)
	for i, n := range names {
		groups[n] = i
	}
	return groups
}

func fit(moments []Moment, cfg boost.Config) []byte {
	rows, labels := make([][]float32, len(moments)), make([]bool, len(moments))
	for i := range moments {
		rows[i], labels[i] = moments[i].Row, moments[i].Happens
	}
	return boost.Learn(boost.Rows{Values: rows, Labels: labels}, cfg)
}

// calibrate learns on three quarters of the groups and fits offset and slope
// of the log-odds on the rest (Platt, 1999).
func calibrate(moments []Moment, groups map[string]int, o Options) (offset, slope float64) {
	var train, rest []Moment
	for i := range moments {
		if groups[moments[i].Group]%4 == 3 {
			rest = append(rest, moments[i])
		} else {
			train = append(train, moments[i])
		}
	}
	if len(train) == 0 || len(rest) < 100 {
		return 0, 1
	}
	m, err := trees.Open(fit(train, o.Boost))
	if err != nil {
		return 0, 1
	}
	x, y := make([]float64, len(rest)), make([]bool, len(rest))
	for i := range rest {
		x[i], y[i] = float64(m.Margin(rest[i].Row, nil))/trees.Scale, rest[i].Happens
	}
	return Platt(x, y)
}

// Platt fits P(y) = sigmoid(offset + slope·x) by Newton's method.
func Platt(x []float64, y []bool) (offset, slope float64) {
	offset, slope = 0, 1
	for range 30 {
		var ga, gb, haa, hab, hbb float64
		for i, v := range x {
			p := 1 / (1 + math.Exp(-offset-slope*v))
			d := -p
			if y[i] {
				d = 1 - p
			}
			h := p * (1 - p)
			ga, gb = ga+d, gb+d*v
			haa, hab, hbb = haa+h, hab+h*v, hbb+h*v*v
		}
		haa, hbb = haa+1e-6, hbb+1e-6
		det := haa*hbb - hab*hab
		if det < 1e-12 {
			break
		}
		offset += (ga*hbb - gb*hab) / det
		slope += (gb*haa - ga*hab) / det
	}
	return offset, slope
}

// table are the log-odds of contexts over some moments.
type table struct {
	prior float64
	odds  map[uint32]float64
}

type tally struct{ n, yes float64 }

func count(moments []Moment, in func(*Moment) bool, o Options) table {
	counts := map[uint32]*tally{}
	bump := func(key uint32, yes bool) {
		if key == 0 {
			return
		}
		c := counts[key]
		if c == nil {
			c = new(tally)
			counts[key] = c
		}
		c.n++
		if yes {
			c.yes++
		}
	}
	var all tally
	for i := range moments {
		m := &moments[i]
		if !in(m) {
			continue
		}
		all.n++
		if m.Happens {
			all.yes++
		}
		for _, key := range m.Contexts {
			bump(key, m.Happens)
		}
		for _, key := range m.Situations {
			bump(key, m.Happens)
		}
	}
	base := (all.yes + 0.5) / (all.n + 1)
	t := table{prior: logit(base), odds: map[uint32]float64{}}
	t.shrink(moments, in, counts, base, o)
	return t
}

// shrink turns counts into log-odds, each drawn towards the next shorter
// context.
func (t *table) shrink(moments []Moment, in func(*Moment) bool, counts map[uint32]*tally, base float64, o Options) {
	for i := range moments {
		m := &moments[i]
		if !in(m) {
			continue
		}
		p := base
		for _, key := range m.Contexts {
			if key == 0 || counts[key].n < float64(o.MinCount) {
				break
			}
			c := counts[key]
			p = (c.yes + o.Strength*p) / (c.n + o.Strength)
			t.odds[key] = logit(p)
		}
		here := base
		if v, ok := t.odds[m.Contexts[0]]; ok {
			here = 1 / (1 + math.Exp(-v))
		}
		for _, key := range m.Situations {
			if c := counts[key]; key != 0 && c.n >= float64(o.MinCount) {
				t.odds[key] = logit((c.yes + o.Strength*here) / (c.n + o.Strength))
			}
		}
	}
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// fill writes the context columns of a moment, as outlook.Model.Row does.
func (t *table) fill(m *Moment) {
	last := t.prior
	for i, key := range m.Contexts {
		if v, ok := t.odds[key]; ok && key != 0 {
			last = v
		}
		m.Row[outlook.Context+i] = float32(last)
	}
	for i, key := range m.Situations {
		v, ok := t.odds[key]
		if !ok {
			v = float64(m.Row[outlook.Context])
		}
		m.Row[outlook.Situation+i] = float32(v)
	}
}
