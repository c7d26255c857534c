package learn

import (
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/playground/learn/boost"
	"github.com/lamplight-help/lamplight/playground/miniwob"
)

// Recording is what a product has recorded: timelines, episodes or both.
type Recording struct {
	Sessions []Session
	Episodes []*miniwob.Episode
}

// Point is one place of a product, as the report shows it.
type Point struct {
	Place     string
	Visits    int
	Trouble   int     // visits that led to seeking help within Horizon, or failed
	Low, High float64 // of the share, 95 % by Wilson
	Sticks    bool    // even Low is above the product's share
	Median    uint32  // dwell, ms
	P90       uint32
	Left      uint32 // median time to the goal, ms; 0 when unknown
}

// place collects what happens at one place.
type place struct {
	visits, trouble, goals int
	dwell, left            []uint32
}

// places sums a recording up by place. Help places are left out: being there
// is not trouble but its remedy.
func (r *Recording) places() map[string]*place {
	out := map[string]*place{}
	at := func(name string) *place {
		if out[name] == nil {
			out[name] = new(place)
		}
		return out[name]
	}
	for i := range r.Sessions {
		s := &r.Sessions[i]
		for j, stay := range s.Stays {
			if slices.Contains(s.Help, stay.Place) {
				continue
			}
			p := at(stay.Place)
			p.visits++
			p.dwell = append(p.dwell, stay.Dwell)
			if s.seeks(j, stay.At+stay.Dwell) {
				p.trouble++
			}
		}
	}
	for _, e := range r.Episodes {
		p := at("/" + e.Task)
		p.visits++
		p.dwell = append(p.dwell, uint32(e.Dur))
		if e.OK == 0 {
			p.trouble++
		} else {
			p.goals++
			p.left = append(p.left, uint32(e.Dur))
		}
	}
	return out
}

// Points lists the places of a recording, those that stick out first.
func (r *Recording) Points() (out []Point) {
	places := r.places()
	visits, trouble := 0, 0
	for _, p := range places {
		visits, trouble = visits+p.visits, trouble+p.trouble
	}
	share := float64(trouble) / float64(max(visits, 1))
	for name, p := range places {
		low, high := Wilson(float64(p.trouble), float64(p.visits))
		out = append(out, Point{Place: name, Visits: p.visits, Trouble: p.trouble, Low: low, High: high, Sticks: low > share,
			Median: quantile(p.dwell, 0.5), P90: quantile(p.dwell, 0.9), Left: quantile(p.left, 0.5)})
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
	p := model.Parts{Places: map[uint32]model.Place{}}
	places := r.places()
	for _, name := range commonest(places) {
		v := places[name]
		known := model.Place{Median: quantile(v.dwell, 0.5), P90: quantile(v.dwell, 0.9), Goal: model.NoGoal, Left: quantile(v.left, 0.5)}
		if len(r.Episodes) > 0 && v.goals > 0 {
			known.Goal = uint16(1000 * v.goals / v.visits)
		}
		p.Places[journey.Hash(name)] = known
	}
	var err error
	if len(r.Sessions) > 0 {
		if p.Outlook, err = r.outlook(seed); err != nil {
			return nil, err
		}
	}
	if len(r.Episodes) > 0 {
		if p.Effort, err = r.effort(seed); err != nil {
			return nil, err
		}
	}
	return p.Encode()
}

// commonest lists the places that a model gets to know.
func commonest(places map[string]*place) (names []string) {
	for name, v := range places {
		if v.visits >= leastVisits {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := places[b].visits - places[a].visits; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return names[:min(len(names), model.MaxPlaces)]
}

// Trees of a product's model: both parts share 64 KB with the contexts.
const (
	pathTrees = 180
	riskTrees = 120
)

func (r *Recording) outlook(seed uint64) ([]byte, error) {
	vocabulary := Vocabulary(r.Sessions)
	o := SeekOptions(seed)
	o.Boost.Trees, o.Boost.Rate, o.MaxContexts = pathTrees, 0.06, 2500
	return Outlook(SeekMoments(r.Sessions, vocabulary, false), vocabulary, o)
}

func (r *Recording) effort(seed uint64) ([]byte, error) {
	var list []Look
	for _, e := range r.Episodes {
		list = append(list, Looks(e, Times)...)
	}
	return Risk(list, RiskOptions{Boost: boost.Config{Trees: riskTrees, Leaves: 12, Rate: 0.06, L2: 20, MinRows: 30, Rows: 0.6, Features: 0.3, Seed: seed}})
}
