package policy

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Boundary is what makes a moment a good or a bad one.
type Boundary uint8

// The boundaries, from the worst moment to the best.
const (
	Holding Boundary = iota // a button is held: pressing, dragging, selecting
	Typing
	Busy    // in the middle of something
	Paused  // no gesture for PausedAfter
	Left    // a field was left
	Refused // a field was refused, or a submit failed
	Stepped // a step or place has just begun
	Stuck   // a press did nothing
	Lingers // no gesture for LingersAfter
)

// How long without a gesture makes a pause, and an idle moment, ms.
const (
	TypingFor    = 1500
	PausedAfter  = 2000
	LingersAfter = 5000
	ReleasedIn   = 400 // when to look again while a button is held
)

// holdMost is how long a button is believed to be held, ms: the release may
// have happened outside the window.
const holdMost = 10_000

// costs of interrupting, 1/1000 of the benefit of a tip that certainly helps.
// The order is from Bailey and Konstan (2006) and from the acceptance rates at
// boundaries and in mid-task in struggle research; the numbers are ours.
var costs = [...]int32{
	Holding: 2000, Typing: 1200, Busy: 330, Paused: 180, Left: 150,
	Refused: 120, Stepped: 140, Stuck: 120, Lingers: 100,
}

// Now is the present moment.
type Now struct {
	At       uint32
	Place    uint32
	Boundary Boundary
	Away     bool
	Talking  bool   // the chat is open; the caller knows
	Clear    uint32 // when typing or dragging may be over, 0 when it is
}

// Cost is what an interruption costs at this moment, 1/1000.
func (n Now) Cost() int32 { return costs[n.Boundary] }

// AtBoundary reports whether people look up at this moment anyway.
func (n Now) AtBoundary() bool { return n.Boundary >= Paused }

// Look judges the moment right after an event.
func Look(p *journey.Path, ev *wire.Event) Now {
	n := Now{At: p.Now(), Place: p.Stay().Place, Away: p.Away() != 0, Boundary: Busy}
	q := p.Pointer()
	idle := p.Now() - p.Acted()
	switch {
	case q.Down && p.Now()-q.DownAt < holdMost:
		n.Boundary, n.Clear = Holding, p.Now()+ReleasedIn
	case p.Typing(TypingFor) && !ends(ev.Kind):
		n.Boundary, n.Clear = Typing, p.Typed()+TypingFor
	case ev.Kind == wire.EventInvalid, ev.Kind == wire.EventNetEnd && (ev.Code == 0 || ev.Code >= 400):
		n.Boundary = Refused
	case ev.Kind == wire.EventPlace, ev.Kind == wire.EventStep:
		n.Boundary = Stepped
	case unanswered(p, ev):
		n.Boundary = Stuck
	case ev.Kind == wire.EventBlur, ev.Kind == wire.EventSubmit:
		n.Boundary = Left
	case idle >= LingersAfter:
		n.Boundary = Lingers
	case idle >= PausedAfter:
		n.Boundary = Paused
	}
	return n
}

// ends reports events that end typing.
func ends(k wire.EventKind) bool {
	return k == wire.EventBlur || k == wire.EventSubmit || k == wire.EventClick || k == wire.EventPlace
}

// unanswered reports whether the event is a press on which the page did
// nothing before, or the time at which a press turns out to be dead.
func unanswered(p *journey.Path, ev *wire.Event) bool {
	switch ev.Kind {
	case wire.EventClick, wire.EventUp:
		a, b := p.Press(0), p.Press(1)
		return a != nil && b != nil && a.At == p.Now() && a.Owner == b.Owner && b.Answered == 0
	case wire.EventTick:
		a := p.Press(0)
		return a != nil && a.Answered == 0 && p.Acted() <= a.At
	}
	return false
}
