package learn

import (
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/playground/miniwob"
)

// Recording is what a product has recorded, in any of the forms that there are.
type Recording struct {
	Sessions []Session
	Episodes []*miniwob.Episode
	Walks    []Walk // journeys event by event
	Trails   []Trail
	Counts   Counts

	looked map[*miniwob.Episode][]Look
}

// Point is one place of a product, as the report shows it.
type Point struct {
	Place     string
	Visits    int
	Trouble   int     // visits that led to seeking help within Horizon, failed, or ended without a goal
	Low, High float64 // of the share, 95 % by Wilson
	Sticks    bool    // even Low is above the product's share, and the visits are not few
	Goals     int     // visits after which a goal was reached
	Median    uint32  // dwell, ms; 0 when unknown
	P90       uint32
	Left      uint32 // median time to the goal, ms; 0 when unknown
	Shortest  uint32 // least and most that the median dwell may be, ms, 95 %
	Longest   uint32
	Slow      bool // even Shortest is above the medians of nine in ten of the product's places
}

// Points lists the places of a recording, those that stick out first.
func (r *Recording) Points() (out []Point) {
	places := r.places()
	share := places.share()
	slow := places.slow()
	for name, p := range places {
		low, high := Wilson(float64(p.trouble), float64(p.visits))
		v := Point{Place: name, Visits: p.visits, Trouble: p.trouble, Low: low, High: high, Sticks: low > share && p.visits >= leastVisits, Goals: p.goals,
			Median: quantile(p.dwell, 0.5), P90: quantile(p.dwell, 0.9), Left: quantile(p.left, 0.5)}
		v.Shortest, v.Longest = medianWithin(p.dwell)
		v.Slow = v.Shortest > slow
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b Point) int {
		switch {
		case a.Low > b.Low:
			return -1
		case a.Low < b.Low:
			return 1
		}
		return strings.Compare(a.Place, b.Place)
	})
	return out
}

func quantile(list []uint32, q float64) uint32 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[min(int(q*float64(len(list))), len(list)-1)]
}

// leastVisits is how often a place must be visited to be known by a model.
const leastVisits = 20

// Product learns the model of one product. The same recording and seed give
// the same bytes.
func Product(r *Recording, seed uint64) ([]byte, error) {
	p, err := r.parts(seed, false)
	if err != nil {
		return nil, err
	}
	if p.Mix, err = r.mix(seed); err != nil {
		return nil, err
	}
	return p.Encode()
}

// parts learns everything but the mix. Rough ones are not calibrated one by
// one: the mix does that.
func (r *Recording) parts(seed uint64, rough bool) (p model.Parts, err error) {
	places := r.places()
	p.Places = places.known()
	if len(r.Sessions) > 0 {
		if p.Outlook, err = r.outlook(seed, rough); err != nil {
			return p, err
		}
	}
	if len(r.Episodes) > 0 {
		if p.Effort, err = r.effort(seed); err != nil {
			return p, err
		}
	}
	if walks := r.walks(); len(walks) >= leastWalks {
		p.Course, err = learnCourse(walks, seed, rough)
	}
	return p, err
}

// Trees of a product's model: all parts share 64 KB with the contexts.
const (
	pathTrees      = 130
	riskTrees      = 100
	courseTrees    = 50
	pathContexts   = 1800
	courseContexts = 1600
)

// leastWalks is how many walks a path model is learned from at least.
const leastWalks = 50

func (r *Recording) outlook(seed uint64, rough bool) ([]byte, error) {
	vocabulary := Vocabulary(r.Sessions)
	o := SeekOptions(seed)
	o.Boost.Trees, o.Boost.Rate, o.MaxContexts, o.Rough = pathTrees, 0.08, pathContexts, rough
	return Outlook(SeekMoments(r.Sessions, vocabulary, false), vocabulary, o)
}

func (r *Recording) effort(seed uint64) ([]byte, error) {
	var list []Look
	for _, e := range r.Episodes {
		list = append(list, r.looks(e)...)
	}
	if len(list) == 0 {
		return nil, nil
	}
	o := AtHome(seed)
	if len(r.Sessions) > 0 { // the outlook needs its share of the model
		o.Boost.Trees, o.Boost.Rate = riskTrees, 0.1
	}
	return Risk(list, o)
}

// looks are those at an episode at many times. They cost a run of the engine
// each, and are made once.
func (r *Recording) looks(e *miniwob.Episode) []Look {
	if r.looked == nil {
		r.looked = map[*miniwob.Episode][]Look{}
	}
	if _, ok := r.looked[e]; !ok {
		r.looked[e] = Looks(e, Often)
	}
	return r.looked[e]
}

// walks are all ways to a goal that were recorded, whatever their form.
// Journeys count when goals were reported at all.
func (r *Recording) walks() (out []Walk) {
	for _, e := range r.Episodes {
		out = append(out, EpisodeWalk(e))
	}
	if r.goals() {
		out = append(out, r.Walks...)
	}
	for i := range r.Trails {
		out = append(out, r.Trails[i].Walk())
	}
	return out
}

// goals reports whether any journey reached one.
func (r *Recording) goals() bool {
	return slices.ContainsFunc(r.Walks, func(w Walk) bool { return len(w.Goals) > 0 })
}

func learnCourse(walks []Walk, seed uint64, rough bool) ([]byte, error) {
	var steps []Step
	for i := range walks {
		steps = append(steps, walks[i].Steps(i, nil)...)
	}
	if len(steps) == 0 {
		return nil, nil
	}
	o := CourseDefaults(seed)
	o.Boost.Trees, o.MaxContexts, o.Rough = courseTrees, courseContexts, rough
	return Course(steps, o)
}
