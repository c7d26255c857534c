package learn

import (
	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// Folds scores every moment with what was learned from other users: users are
// divided into k groups in the order of their names. It returns log-odds.
func Folds(moments []Moment, k int, o Options) []float64 {
	o = o.filled()
	groups := groupsOf(moments)
	out := make([]float64, len(moments))
	for fold := range k {
		var train, rest []Moment
		var where []int
		for i := range moments {
			if groups[moments[i].Group]%k != fold {
				train = append(train, moments[i])
			} else {
				rest, where = append(rest, moments[i]), append(where, i)
			}
		}
		o.context(train, rest)
		m, err := trees.Open(fit(train, o.Boost))
		if err != nil {
			continue
		}
		for i := range rest {
			out[where[i]] = float64(m.Margin(rest[i].Row, nil)) / trees.Scale
		}
	}
	return out
}

// context fills the context columns: of training rows with what was counted on
// other users' rows, of the rest with what was counted on all of them.
func (o Options) context(train, rest []Moment) table {
	groups := groupsOf(train)
	for fold := range o.Folds {
		in := func(m *Moment) bool { return groups[m.Group]%o.Folds != fold }
		t := count(train, in, o)
		for i := range train {
			if !in(&train[i]) {
				t.fill(&train[i])
			}
		}
	}
	t := count(train, func(*Moment) bool { return true }, o)
	for i := range rest {
		t.fill(&rest[i])
	}
	return t
}
