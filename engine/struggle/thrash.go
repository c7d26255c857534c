package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Thrashed cursor: the pointer is shaken, or, on a keyboard, the focus runs
// back and forth.
//
// The path of the pointer is cut into legs of at least 20 px. A leg that turns
// back against the one before (the angle is more than a right one) is a turn.
// Eight turns in two seconds, at a mean speed of 600 px/s or more and inside a
// box of 500 px, are thrash. Splunk scores the same three things; Amplitude
// asks for twenty turns, OpenReplay for four in a quarter of a second.
//
// On a keyboard, the focus going A, B, A, B, A, B, A between the same two
// elements within six seconds is the equivalent.
//
// Silent: while a button is held (drawing, dragging, selecting), over
// surfaces and media, touch.
type thrash struct {
	x, y, lx, ly int32 // start of the leg, direction of the leg before
	began        uint32
	length       int32 // px in the window
	turns        [turnsMin]uint32
	n            uint32
	left, right  int32
	top, bottom  int32
	said         uint32

	focus [2]uint32 // the two elements before
	swaps uint16
	since uint32
}

const (
	legMin       = 20 // px
	turnsMin     = 8
	thrashWindow = 2000 // ms
	thrashSpeed  = 600  // px/s
	thrashBox    = 500  // px
	thrashAgain  = 10_000
	swapsMin     = 5
	swapsWindow  = 6000
)

func (d *thrash) observe(s *scene) {
	switch s.ev.Kind {
	case wire.EventMove:
		d.move(s)
	case wire.EventDown, wire.EventClick, wire.EventDrag, wire.EventPlace, wire.EventScroll:
		d.reset(s)
	case wire.EventFocus:
		d.tabbed(s)
	case wire.EventInput:
		d.swaps = 0
	}
}

func (d *thrash) reset(s *scene) {
	d.n, d.length, d.began, d.lx, d.ly = 0, 0, 0, 0, 0
}

func (d *thrash) move(s *scene) {
	x, y := int32(s.ev.X), int32(s.ev.Y)
	if o := s.Owner(s.ev.Target); s.Pointer().Down || s.ev.Flags&wire.FlagTouch != 0 || o.Traits&wire.TraitSurface != 0 ||
		o.Role == wire.RoleMedia || o.Role == wire.RoleCanvas {
		d.reset(s)
		return
	}
	if d.began == 0 {
		d.x, d.y, d.began = x, y, max(s.now, 1)
		d.left, d.right, d.top, d.bottom = x, x, y, y
		return
	}
	dx, dy := x-d.x, y-d.y
	if abs(dx)+abs(dy) < legMin {
		return
	}
	d.length += abs(dx) + abs(dy)
	d.left, d.right, d.top, d.bottom = min(d.left, x), max(d.right, x), min(d.top, y), max(d.bottom, y)
	if dx*d.lx+dy*d.ly < 0 {
		d.turn(s)
	}
	d.x, d.y, d.lx, d.ly = x, y, dx, dy
	if s.now-d.began > thrashWindow && d.n < 2 {
		d.reset(s)
	}
}

func (d *thrash) turn(s *scene) {
	d.turns[d.n%turnsMin] = s.now
	d.n++
	if d.n < turnsMin || s.now-d.turns[d.n%turnsMin] > thrashWindow {
		return
	}
	wide := max(d.right-d.left, d.bottom-d.top) > thrashBox
	span := int32(max(s.now-d.began, 1))
	fast := d.length*1000/span >= thrashSpeed
	if !wide && fast && (d.said == 0 || s.now-d.said > thrashAgain) {
		d.said = max(s.now, 1)
		s.raise(wire.CauseThrash, 0, turnsMin, 550)
	}
	d.reset(s)
}

// tabbed counts how often the focus swaps between the same two elements.
func (d *thrash) tabbed(s *scene) {
	t := s.ev.Target
	if t != d.focus[0] || t == d.focus[1] || s.Pointer().DownAt+swapsWindow > s.now && s.Pointer().Downs > 0 {
		d.swaps, d.since = 0, s.now
	} else if d.swaps = more(d.swaps); d.swaps >= swapsMin && s.now-d.since <= swapsWindow {
		s.raise(wire.CauseThrash, t, d.swaps, 550)
		d.swaps, d.since = 0, s.now
	}
	d.focus[0], d.focus[1] = d.focus[1], t
}
