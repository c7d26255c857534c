package course

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Depth is how many steps are remembered in order.
const Depth = 4

// maxTaken is how many steps of a stay are told apart, to find retries.
const maxTaken = 16

// step is one thing that the visitor did.
type step struct {
	kind uint32 // what kind of act, on what kind of control
	what uint32 // and on which one
	at   uint32
}

// Course is the memory of one visitor. The zero value is an empty one.
type Course struct {
	began   bool
	start   uint32 // of the way to the present goal
	place   uint32
	arrived uint32
	back    bool // the present place was gone back to

	steps [Depth]step // by number modulo Depth
	n     uint32      // steps so far
	acts  uint32      // retries included
	last  uint32      // time of the latest act
	run   uint32      // times that the latest step was repeated without another between

	taken   [maxTaken]uint32 // steps of this stay, the oldest makes room
	took    uint32
	retries uint32 // steps that had been taken in this stay before
	places  uint32
	backs   uint32
	fails   uint32
	helps   uint32
	helpAt  uint32
	longest uint32 // pause between acts, ms
	pauses  uint32 // sum of pauses, ms
}

// Kinds of steps.
const (
	arrives = 1 + iota
	presses
	begins
	keys
	scrolls
	submits
	refused
)

// Observe takes an event that the path has taken and reports whether it was a
// step. A goal ends the way: the next event begins another one.
func (c *Course) Observe(p *journey.Path, ev *wire.Event) bool {
	if !c.began {
		c.began, c.start, c.last, c.arrived = true, ev.At, ev.At, ev.At
	}
	switch ev.Kind {
	case wire.EventGoal:
		place := c.place
		*c = Course{began: true, start: ev.At, last: ev.At, place: place, arrived: ev.At, helps: c.helps, helpAt: c.helpAt}
	case wire.EventPlace:
		return c.arrive(p, ev)
	case wire.EventClick, wire.EventSwipe:
		return c.act(p, ev, presses)
	case wire.EventInput:
		return c.act(p, ev, begins)
	case wire.EventKey:
		return c.act(p, ev, keys<<4|uint32(ev.Code)&15)
	case wire.EventScroll:
		return c.act(p, ev, scrolls)
	case wire.EventSubmit:
		return c.act(p, ev, submits)
	case wire.EventInvalid, wire.EventFault:
		c.fails++
		return c.act(p, ev, refused)
	case wire.EventHelp, wire.EventFind, wire.EventAsk:
		c.helps++
		c.helpAt = ev.At
	}
	return false
}

// arrive begins a stay. The same place told again is none.
func (c *Course) arrive(p *journey.Path, ev *wire.Event) bool {
	s := p.Stay()
	if s.Place == c.place && c.n > 0 && s.At != ev.At {
		return false
	}
	c.place, c.arrived, c.back = s.Place, ev.At, s.Back
	c.took, c.places = 0, c.places+1
	if c.back {
		c.backs++
	}
	c.pause(ev.At)
	c.push(step{arrives, mix(arrives, s.Place), ev.At})
	return true
}

// act takes a gesture. What repeats the latest step is counted with it.
func (c *Course) act(p *journey.Path, ev *wire.Event, kind uint32) bool {
	o := p.Owner(ev.Target)
	s := step{mix(mix(7, kind), uint32(o.Role)), mix(mix(9, kind), p.Identity(o.ID)), ev.At}
	c.acts++
	c.pause(ev.At)
	if l := c.step(0); l != nil && l.what == s.what {
		c.run++
		return false
	}
	if c.takenBefore(s.what) {
		c.retries++
	}
	c.push(s)
	return true
}

// pause keeps how long the visitor did nothing before this moment.
func (c *Course) pause(now uint32) {
	gap := now - c.last
	c.longest = max(c.longest, gap)
	c.pauses += gap
	c.last = now
}

func (c *Course) push(s step) {
	c.n++
	c.steps[c.n%Depth] = s
	c.run = 0
}

// step returns the i-th latest step, 0 the last one; nil beyond.
func (c *Course) step(i uint32) *step {
	if i >= c.n || i >= Depth {
		return nil
	}
	return &c.steps[(c.n-i)%Depth]
}

// takenBefore reports whether a step was taken in this stay, and notes it.
func (c *Course) takenBefore(what uint32) bool {
	for i := range min(c.took, maxTaken) {
		if c.taken[i] == what {
			return true
		}
	}
	c.taken[c.took%maxTaken] = what
	c.took++
	return false
}
