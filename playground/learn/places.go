package learn

import (
	"math"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// place collects what happens at one place.
type place struct {
	visits, trouble, goals int
	counted                bool // goals were recorded here
	dwell, left            []uint32
}

// places are by route.
type places map[string]*place

func (all places) at(name string) *place {
	if all[name] == nil {
		all[name] = new(place)
	}
	return all[name]
}

// places sums a recording up by place. Help places are left out: being there
// is not trouble but its remedy.
func (r *Recording) places() places {
	all := places{}
	for i := range r.Sessions {
		all.session(&r.Sessions[i])
	}
	for _, e := range r.Episodes {
		p := all.at("/" + e.Task)
		p.visits++
		p.counted = true
		p.dwell = append(p.dwell, uint32(e.Dur))
		if e.OK == 0 {
			p.trouble++
		} else {
			p.goals++
			p.left = append(p.left, uint32(e.Dur))
		}
	}
	goals := r.goals()
	for i := range r.Walks {
		all.walk(&r.Walks[i], goals)
	}
	for i := range r.Trails {
		all.trail(&r.Trails[i])
	}
	for name, c := range r.Counts {
		p := all.at(name)
		p.visits, p.trouble, p.goals = p.visits+c.Visits, p.trouble+c.Stuck, p.goals+c.Goals
		p.counted = p.counted || c.Goals > 0
	}
	return all
}

func (all places) session(s *Session) {
	for j, stay := range s.Stays {
		if slices.Contains(s.Help, stay.Place) {
			continue
		}
		p := all.at(stay.Place)
		p.visits++
		p.dwell = append(p.dwell, stay.Dwell)
		if s.seeks(j, stay.At+stay.Dwell) {
			p.trouble++
		}
	}
}

// walk counts the stays of a journey. Trouble is seeking help there, or where a
// way ended without a goal, in products that report goals.
func (all places) walk(w *Walk, goals bool) {
	var here *place
	from, asked := uint32(0), false
	end := func(at uint32, last bool) {
		if here == nil {
			return
		}
		here.dwell = append(here.dwell, at-from)
		misses, left := w.outcome(from)
		switch {
		case goals && !misses:
			here.goals++
			here.left = append(here.left, uint32(math.Expm1(left)*1000))
		case goals && last:
			asked = true
		}
		if asked {
			here.trouble++
		}
	}
	for i := range w.Events {
		ev := &w.Events[i]
		switch body := ev.Body.(type) {
		case *wire.Place:
			end(ev.At, false)
			here, from, asked = all.at(body.Route), ev.At, false
			here.visits++
			here.counted = here.counted || goals
		}
		switch ev.Kind {
		case wire.EventHelp, wire.EventFind, wire.EventAsk:
			asked = true
		}
	}
	end(w.End, true)
}

// trail counts the places of a way; trouble is where it was given up.
func (all places) trail(t *Trail) {
	for i, name := range t.Places {
		p := all.at(name)
		p.visits++
		if i == len(t.Places)-1 {
			p.trouble++
		}
	}
}

// share of all visits that were trouble.
func (all places) share() float64 {
	visits, trouble := 0, 0
	for _, p := range all {
		visits, trouble = visits+p.visits, trouble+p.trouble
	}
	return float64(trouble) / float64(max(visits, 1))
}

// slow is the median dwell that nine in ten of the commoner places stay below,
// ms.
func (all places) slow() uint32 {
	var list []uint32
	for _, p := range all {
		if len(p.dwell) >= leastVisits {
			list = append(list, quantile(p.dwell, 0.5))
		}
	}
	if len(list) < 10 {
		return math.MaxUint32
	}
	return quantile(list, 0.9)
}

// leanOn is how many visits the product's average counts for against what was
// counted at a place.
const leanOn = 20

// known is what a model gets to know of the commonest places.
func (all places) known() map[uint32]model.Place {
	out := map[uint32]model.Place{}
	base := all.base()
	for _, name := range all.commonest() {
		p := all[name]
		share := (float64(p.trouble) + leanOn*base) / float64(p.visits+leanOn)
		v := model.Place{Median: quantile(p.dwell, 0.5), P90: quantile(p.dwell, 0.9), Goal: model.NoGoal,
			Left: quantile(p.left, 0.5), Lean: logit(share) - logit(base)}
		if p.counted {
			v.Goal = uint16(1000 * min(p.goals, p.visits) / p.visits)
		}
		out[journey.Hash(name)] = v
	}
	return out
}

// base is the share of trouble, never 0 or 1.
func (all places) base() float64 { return min(max(all.share(), 0.001), 0.999) }

// commonest lists the places that a model gets to know.
func (all places) commonest() (names []string) {
	for name, v := range all {
		if v.visits >= leastVisits {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := all[b].visits - all[a].visits; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return names[:min(len(names), model.MaxPlaces)]
}
