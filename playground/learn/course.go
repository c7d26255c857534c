package learn

import (
	"math"
	"slices"

	"github.com/lamplight-help/lamplight/engine/predict/course"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/playground/learn/boost"
)

// CourseOptions say how a path model is learned.
type CourseOptions struct {
	Boost boost.Config
	// Folds is into how many groups users are divided for the log-odds that
	// rows see while the trees are learned.
	Folds int
	// Strength is how many walks a shorter context counts for against a longer
	// one.
	Strength float64
	// MinCount is in how many walks a context must be seen to be kept.
	MinCount int
	// MaxContexts is how many contexts the model may keep; MinCount is raised
	// until they are no more.
	MaxContexts int
}

// CourseDefaults were chosen by cross-validation over the groups that are
// learned from when a file of episodes is divided.
func CourseDefaults(seed uint64) CourseOptions {
	return CourseOptions{Folds: 6, Strength: 20, MinCount: 12, MaxContexts: 2000,
		Boost: boost.Config{Trees: 60, Leaves: 8, Rate: 0.08, L2: 20, MinRows: 200, Rows: 0.6, Features: 0.4, Seed: seed}}
}

func log1s(ms uint32) float64 { return math.Log1p(float64(ms) / 1000) }

// Course learns how probable it is that a goal is missed, and the time left.
func Course(steps []Step, o CourseOptions) ([]byte, error) {
	t := o.fill(steps, nil)
	for len(t.known) > o.MaxContexts {
		o.MinCount += o.MinCount/2 + 1
		t = o.fill(steps, nil)
	}
	p := course.Parts{Prior: t.prior, Contexts: t.known, Trees: fitCourse(steps, o.Boost)}
	p.Offset, p.Slope = calibrateCourse(steps, o)
	return p.Encode()
}

// CourseFolds scores every step with what was learned from other users,
// divided into k groups. It returns log-odds of missing the goal.
func CourseFolds(steps []Step, k int, o CourseOptions) []float64 {
	groups := stepGroups(steps)
	out := make([]float64, len(steps))
	for fold := range k {
		var train, rest []Step
		var where []int
		for i := range steps {
			if groups[steps[i].Group]%k != fold {
				train = append(train, steps[i])
			} else {
				rest, where = append(rest, steps[i]), append(where, i)
			}
		}
		if len(train) == 0 {
			continue
		}
		o.fill(train, rest)
		m, err := trees.Open(fitCourse(train, o.Boost))
		if err != nil {
			continue
		}
		for i := range rest {
			out[where[i]] = float64(rest[i].Row[0]) + float64(m.Margin(rest[i].Row, nil))/trees.Scale
		}
	}
	return out
}

func stepGroups(steps []Step) map[string]int {
	list := make([]Moment, len(steps))
	for i := range steps {
		list[i].Group = steps[i].Group
	}
	return groupsOf(list)
}

func fitCourse(steps []Step, cfg boost.Config) []byte {
	var r boost.Rows
	for i := range steps {
		s := &steps[i]
		r.Values, r.Labels = append(r.Values, s.Row), append(r.Labels, s.Misses)
		r.Weights, r.Base = append(r.Weights, weightOf(s)), append(r.Base, float64(s.Row[0]))
	}
	return boost.Learn(r, cfg)
}

// weightOf lets long walks count for more than short ones, but not in
// proportion: their steps resemble each other.
func weightOf(s *Step) float64 { return math.Sqrt(s.Weight) * 3 }

// calibrateCourse fits offset and slope on a quarter of the groups, with what
// the rest taught (Platt, 1999).
func calibrateCourse(steps []Step, o CourseOptions) (offset, slope float64) {
	groups := stepGroups(steps)
	var train, rest []Step
	for i := range steps {
		if s := cloneStep(&steps[i]); groups[s.Group]%4 == 3 {
			rest = append(rest, s)
		} else {
			train = append(train, s)
		}
	}
	if len(train) < 100 || len(rest) < 100 {
		return 0, 1
	}
	o.fill(train, rest)
	m, err := trees.Open(fitCourse(train, o.Boost))
	if err != nil {
		return 0, 1
	}
	x, y := make([]float64, len(rest)), make([]bool, len(rest))
	for i := range rest {
		x[i], y[i] = float64(rest[i].Row[0])+float64(m.Margin(rest[i].Row, nil))/trees.Scale, rest[i].Misses
	}
	return Platt(x, y)
}

func cloneStep(s *Step) Step {
	c := *s
	c.Row = slices.Clone(s.Row)
	return c
}

// contexts are what is known by key over some steps.
type contexts struct {
	prior course.Known
	known map[uint32]course.Known
}

// seen is what was counted of one key: walks and how many of them missed the
// goal; steps that had time left, and how much.
type seen struct{ n, misses, timed, left float64 }

// fill writes the columns of the keys: of training rows with what was counted
// on other users' rows, of the rest with what was counted on all of them. It
// returns the latter.
func (o CourseOptions) fill(train, rest []Step) contexts {
	groups := stepGroups(train)
	for fold := range o.Folds {
		t := o.count(train, func(s *Step) bool { return groups[s.Group]%o.Folds != fold })
		m := t.model()
		for i := range train {
			if groups[train[i].Group]%o.Folds == fold {
				m.Fill(train[i].Row, train[i].Keys)
			}
		}
	}
	t := o.count(train, func(*Step) bool { return true })
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
	if err != nil { // more than a model holds: the commonest decide
		return nil
	}
	m, _ := course.Open(b)
	return m
}

// count tallies keys. A walk counts once for each key, however often it comes
// by.
func (o CourseOptions) count(steps []Step, in func(*Step) bool) contexts {
	counts := map[uint32]*seen{}
	all := new(seen)
	last := map[uint32]int{} // walk that counted a key last
	for i := range steps {
		s := &steps[i]
		if !in(s) {
			continue
		}
		for _, key := range s.Keys {
			if key == 0 {
				continue
			}
			c := counts[key]
			if c == nil {
				c = new(seen)
				counts[key] = c
			}
			c.add(s, last[key] != s.Walk+1)
			last[key] = s.Walk + 1
		}
		all.add(s, last[0] != s.Walk+1)
		last[0] = s.Walk + 1
	}
	base := (all.misses + 0.5) / (all.n + 1)
	t := contexts{known: map[uint32]course.Known{}, prior: course.Known{Odds: logit(base), Left: all.left / max(all.timed, 1)}}
	o.limit(counts)
	t.shrink(steps, in, counts, base, o)
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

// limit drops what was seen too rarely.
func (o CourseOptions) limit(counts map[uint32]*seen) {
	least := float64(o.MinCount)
	for keep := course.MaxContexts + 1; keep > course.MaxContexts; least *= 1.5 {
		keep = 0
		for key, c := range counts {
			if c.n < least {
				delete(counts, key)
			} else {
				keep++
			}
		}
	}
}

// shrink turns counts into what is known, each drawn towards the next shorter
// context.
func (t *contexts) shrink(steps []Step, in func(*Step) bool, counts map[uint32]*seen, base float64, o CourseOptions) {
	for i := range steps {
		s := &steps[i]
		if !in(s) {
			continue
		}
		p, left := base, t.prior.Left
		here, usual := p, left
		for k, key := range s.Keys {
			c := counts[key]
			switch {
			case k >= course.Orders+course.Fines:
				p, left = here, usual
			case k == course.Orders: // the very controls, from the place again
				p, left = here, usual
			}
			if key == 0 || c == nil {
				continue
			}
			p = (c.misses + o.Strength*p) / (c.n + o.Strength)
			left = (c.left + o.Strength*left) / (c.timed + o.Strength)
			t.known[key] = course.Known{Odds: logit(p), Left: left}
			if k == 0 {
				here, usual = p, left
			}
		}
	}
}
