package effort

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// maxTargets is how many elements are told apart since the arrival.
const maxTargets = 24

// burst is how close two acts are when the second was not thought about, ms.
const burst = 350

// target is what was done to one element.
type target struct {
	id    uint32
	acts  uint16
	order uint16 // when it was first acted on: the how-manieth act
}

// Effort is the memory. The zero value is an empty one.
type Effort struct {
	start uint32 // arrival
	acts  uint32
	first uint32 // time of the first act
	last  uint32 // and of the last one

	gaps    uint32 // gaps between acts that were no burst
	sum     float64
	squares float64 // of the logarithms
	logs    float64
	longest uint32
	lastGap uint32
	bursts  uint32

	presses uint32
	keys    uint32
	scrolls uint32
	scrollN uint32 // scrolls in a row
	inert   uint32 // presses on what is not interactive
	dead    uint32 // presses without an answer
	deletes uint32
	chosen  uint32 // choices made or taken back
	turns   uint32 // kind of act changed
	kind    wire.EventKind

	lately float64 // acts, with a half-life of lately ms
	role   wire.Role

	targets [maxTargets]target
	known   uint32 // entries of targets
	again   uint32 // acts on an element that was left in between
	same    uint32 // presses on the element pressed last
	on      uint32 // the last element

	x, y     int16
	placed   bool // x, y are known
	travel   float64
	farthest float64
	up       bool
	back     uint32 // turns of the vertical direction
	top      int16
	bottom   int16
}

// Observe takes an event that the path has taken.
func (e *Effort) Observe(p *journey.Path, ev *wire.Event) {
	switch ev.Kind {
	case wire.EventPlace:
		*e = Effort{start: ev.At}
	case wire.EventClick:
		e.press(p, ev)
	case wire.EventKey:
		e.keys++
		if wire.KeyClass(ev.Code) == wire.KeyDelete {
			e.deletes++
		}
		e.act(p, ev)
	case wire.EventInput:
		if wire.EditClass(ev.Code) == wire.EditChoose {
			e.chosen++
		}
	case wire.EventScroll, wire.EventSwipe:
		e.scrolls++
		e.act(p, ev)
	}
}

// act keeps the rhythm and what it was done to.
func (e *Effort) act(p *journey.Path, ev *wire.Event) {
	since := e.start
	if e.acts > 0 {
		since = e.last
		if e.kind != ev.Kind {
			e.turns++
		}
	} else {
		e.first = ev.At
	}
	gap := ev.At - since
	if e.acts > 0 && gap < burst {
		e.bursts++
	} else {
		e.pause(gap)
	}
	if e.acts > 0 {
		e.lately = float64(e.lately * fade(gap))
	}
	e.lately++
	e.acts++
	e.kind, e.last = ev.Kind, ev.At
	e.touch(p.Owner(ev.Target).ID)
}

// halfLife is how long an act counts among the latest ones, ms.
const halfLife = 3000

func fade(ms uint32) float64 { return num.Exp(-0.6931471805599453 * float64(ms) / halfLife) }

func (e *Effort) pause(gap uint32) {
	e.gaps++
	e.sum += float64(gap)
	l := num.Log(1 + float64(gap)/1000)
	e.logs += l
	e.squares += float64(l * l)
	e.longest, e.lastGap = max(e.longest, gap), gap
}

// touch files an act under its element.
func (e *Effort) touch(id uint32) {
	for i := range e.known {
		t := &e.targets[i]
		if t.id == id {
			if e.on != id {
				e.again++
			}
			t.acts++
			e.on = id
			return
		}
	}
	e.on = id
	if e.known < maxTargets {
		e.targets[e.known] = target{id: id, acts: 1, order: uint16(min(e.acts, 60_000))}
		e.known++
	}
}

func (e *Effort) press(p *journey.Path, ev *wire.Event) {
	o := p.Owner(ev.Target)
	e.presses++
	e.role = o.Role
	if !o.Has(wire.TraitInteractive) {
		e.inert++
	}
	if e.on == o.ID && e.acts > 0 {
		e.same++
	}
	if r := p.Press(1); r != nil && r.At >= e.start && r.Answered == 0 {
		e.dead++
	}
	if ev.Flags&(wire.FlagKeys|wire.FlagAssist) == 0 {
		e.move(ev.X, ev.Y)
	}
	e.act(p, ev)
}

// move keeps how far the pointer went from press to press.
func (e *Effort) move(x, y int16) {
	if e.placed {
		dx, dy := float64(x)-float64(e.x), float64(y)-float64(e.y)
		d := num.Sqrt(float64(dx*dx) + float64(dy*dy))
		e.travel += d
		e.farthest = max(e.farthest, d)
		if up := dy < 0; dy > 4 || dy < -4 {
			if e.up != up && e.presses > 2 {
				e.back++
			}
			e.up = up
		}
		e.top, e.bottom = min(e.top, y), max(e.bottom, y)
	} else {
		e.top, e.bottom = y, y
	}
	e.x, e.y, e.placed = x, y, true
}
