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
	// MaxContexts is how many contexts the model may keep, at most
	// course.MaxContexts; MinCount is raised until they are no more.
	MaxContexts int
	// Rough leaves out the calibration, which costs as much as the rest.
	Rough bool
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
	p := course.Parts{Prior: t.prior, Contexts: t.known, Trees: fitCourse(steps, o.Boost)}
	p.Slope = 1
	if !o.Rough {
		p.Offset, p.Slope = calibrateCourse(steps, o)
	}
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

// mostSteps is from how many steps the trees learn at most; contexts are counted
// over all of them.
const mostSteps = 60_000

func fitCourse(steps []Step, cfg boost.Config) []byte {
	var r boost.Rows
	every := (len(steps) + mostSteps - 1) / mostSteps
	for i := 0; i < len(steps); i += every {
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
