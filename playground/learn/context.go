package learn

import (
	"github.com/lamplight-help/lamplight/engine/predict/course"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// contexts are what is known by key over some steps.
type contexts struct {
	prior course.Known
	known map[uint32]course.Known
}

// seen is what was counted of one key: walks and how many of them missed the
// goal; steps that had time left, and how much.
type seen struct{ n, misses, timed, left float64 }

// ledger numbers the keys of steps, so that counting needs no map.
type ledger struct {
	keys []uint32
	rows [][course.Keys]int32 // by step; -1 for no key
}

func newLedger(steps []Step) *ledger {
	l := &ledger{rows: make([][course.Keys]int32, len(steps))}
	numbers := map[uint32]int32{}
	for i := range steps {
		for k, key := range steps[i].Keys {
			n, ok := numbers[key]
			switch {
			case key == 0:
				n = -1
			case !ok:
				n = int32(len(l.keys))
				numbers[key] = n
				l.keys = append(l.keys, key)
			}
			l.rows[i][k] = n
		}
	}
	return l
}

// fill writes the columns of the keys: of training rows with what was counted
// on other users' rows, of the rest with what was counted on all of them. It
// returns the latter.
func (o CourseOptions) fill(train, rest []Step) contexts {
	groups := stepGroups(train)
	side := make([]int, len(train))
	for i := range train {
		side[i] = groups[train[i].Group] % o.Folds
	}
	l := newLedger(train)
	for fold := range o.Folds {
		t := o.count(l, train, func(i int) bool { return side[i] != fold })
		m := t.model()
		for i := range train {
			if side[i] == fold {
				m.Fill(train[i].Row, train[i].Keys)
			}
		}
	}
	t := o.count(l, train, func(int) bool { return true })
	m := t.model()
	for i := range rest {
		m.Fill(rest[i].Row, rest[i].Keys)
	}
	return t
}

// model is the table as a page reads it, without trees.
func (t *contexts) model() *course.Model {
	p := course.Parts{Prior: t.prior, Contexts: t.known, Trees: trees.Encode(course.Columns, 0, nil), Slope: 1}
	b, err := p.Encode()
	if err != nil {
		panic(err) // count keeps fewer than a model holds
	}
	m, err := course.Open(b)
	if err != nil {
		panic(err)
	}
	return m
}

// count tallies keys. A walk counts once for each key, however often it comes
// by.
func (o CourseOptions) count(l *ledger, steps []Step, in func(int) bool) contexts {
	counts, last := make([]seen, len(l.keys)), make([]int, len(l.keys))
	all, lastWalk := new(seen), 0
	for i := range steps {
		if !in(i) {
			continue
		}
		s := &steps[i]
		for _, n := range l.rows[i] {
			if n >= 0 {
				counts[n].add(s, last[n] != s.Walk+1)
				last[n] = s.Walk + 1
			}
		}
		all.add(s, lastWalk != s.Walk+1)
		lastWalk = s.Walk + 1
	}
	base := (all.misses + 0.5) / (all.n + 1)
	t := contexts{known: map[uint32]course.Known{}, prior: course.Known{Odds: logit(base), Left: all.left / max(all.timed, 1)}}
	o.shrink(&t, l, steps, in, counts, base)
	return t
}

func (c *seen) add(s *Step, fresh bool) {
	if fresh {
		c.n++
		if s.Misses {
			c.misses++
		}
	}
	if s.Left >= 0 {
		c.timed++
		c.left += s.Left
	}
}

// least is in how many walks a context must be seen, so that there are not too
// many.
func (o CourseOptions) least(counts []seen) float64 {
	for least := float64(max(o.MinCount, 1)); ; least *= 1.25 {
		kept := 0
		for i := range counts {
			if counts[i].n >= least {
				kept++
			}
		}
		if kept <= min(o.MaxContexts, course.MaxContexts) {
			return least
		}
	}
}

// shrink turns counts into what is known, each drawn towards the next shorter
// context. The contexts by control and the facts are drawn towards the place.
func (o CourseOptions) shrink(t *contexts, l *ledger, steps []Step, in func(int) bool, counts []seen, base float64) {
	least := o.least(counts)
	type share struct{ p, left float64 }
	shares := make([]share, len(counts))
	for i := range steps {
		if !in(i) {
			continue
		}
		chain := share{base, t.prior.Left}
		here := chain
		for k, n := range l.rows[i] {
			if k >= course.Orders+course.Fines || k == course.Orders {
				chain = here
			}
			if n < 0 || counts[n].n < least {
				continue
			}
			if c := &counts[n]; shares[n].p == 0 {
				shares[n] = share{(c.misses + o.Strength*chain.p) / (c.n + o.Strength), (c.left + o.Strength*chain.left) / (c.timed + o.Strength)}
				t.known[l.keys[n]] = course.Known{Odds: logit(shares[n].p), Left: shares[n].left}
			}
			chain = shares[n]
			if k == 0 {
				here = chain
			}
		}
	}
}
