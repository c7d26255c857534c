package engine

import "github.com/lamplight-help/lamplight/engine/wire"

// census counts what happens at places, for the path model that the product
// learns from all pages together: "visit:/pay", "stuck:/pay", "goal:/pay". A
// stay is stuck when help was sought in it, or when what was seen of it alone
// is worth an offer; what a model says does not count, or it would confirm
// itself. A goal counts once for every place since the goal before.
type census struct {
	place uint32
	at    uint32 // when the stay began
	stuck bool   // this stay was counted
	way   [16]uint32
	n     uint32

	unknown uint32 // stays at places that the model does not know
}

// longestKey is how many bytes of a key the edge takes.
const longestKey = 160

// tallyStay takes an event that the head has taken.
func (e *Engine) tallyStay(ev *wire.Event) {
	c, stay := &e.census, e.path.Stay()
	if stay.Place == 0 {
		return
	}
	if stay.Place != c.place || stay.At != c.at {
		c.place, c.at, c.stuck = stay.Place, stay.At, false
		c.pass()
		e.tallyPlace("visit:", c.place)
		e.tellUnknown(c.place)
	}
	if !c.stuck && (seeks(ev.Kind) || e.head.Alone() >= e.threshold()) {
		c.stuck = true
		e.tallyPlace("stuck:", c.place)
	}
	if ev.Kind == wire.EventGoal {
		for _, place := range c.way[:c.n] {
			e.tallyPlace("goal:", place)
		}
		c.n = 0
	}
}

// asked takes a question, which is seeking help.
func (e *Engine) asked(ev *wire.Event) {
	if w := e.head.Watch(); w != nil {
		w.Observe(e.path, ev, float64(e.head.Alone())/1000)
	}
	e.tallyStay(ev)
}

func seeks(k wire.EventKind) bool {
	return k == wire.EventHelp || k == wire.EventFind || k == wire.EventAsk
}

// pass notes the place on the way to the next goal. Of a way longer than the
// table the latest places are kept.
func (c *census) pass() {
	for _, place := range c.way[:c.n] {
		if place == c.place {
			return
		}
	}
	if c.n == uint32(len(c.way)) {
		copy(c.way[:], c.way[1:])
		c.n--
	}
	c.way[c.n] = c.place
	c.n++
}

// tellUnknown counts, in the trace, the stays at places that the product's
// model was not learned from: there it speaks by what is the same everywhere.
func (e *Engine) tellUnknown(place uint32) {
	if e.model == nil || e.model.Knows(place) {
		return
	}
	e.census.unknown++
	if e.traced() {
		e.tell(wire.Traced{Stage: wire.StageJourney, Value: int32(e.census.unknown), Text: "a place that the model does not know"})
	}
}

// tallyPlace counts one place by its route, when that is known and not too long.
func (e *Engine) tallyPlace(kind string, place uint32) {
	p := e.path.Place(place)
	if p == nil || p.Route == "" || len(kind)+len(p.Route) > longestKey {
		return
	}
	e.tally(kind + p.Route)
}
