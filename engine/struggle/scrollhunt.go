package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Scroll hunt: up and down over the same region, looking for something.
//
// A turn is a change of direction after at least 250 px. Five turns within
// twelve seconds are reported, when together they stay within twice the longest
// run: the same region, not a way down the page with little steps back.
//
// Silent: reading (turns are rare), surfaces, after an edit or an answered
// press, which say that something was found.
type scrollHunt struct {
	target uint32
	down   bool
	run    int32 // px in this direction
	turns  [huntTurns]uint32
	n      uint32
	low    int32
	high   int32
	most   int32
}

const (
	huntTurns  = 5
	huntRun    = 250    // px
	huntWindow = 12_000 // ms
)

func (d *scrollHunt) observe(s *scene) {
	switch s.ev.Kind {
	case wire.EventScroll:
		d.scroll(s)
	case wire.EventInput, wire.EventPlace, wire.EventClick, wire.EventSelect:
		*d = scrollHunt{}
	}
}

func (d *scrollHunt) scroll(s *scene) {
	y := int32(s.ev.Y)
	if o := s.Owner(s.ev.Target); y == 0 || o.Has(wire.TraitSurface|wire.TraitCode) {
		return
	}
	if d.target != s.ev.Target || d.n == 0 && d.run == 0 {
		*d = scrollHunt{target: s.ev.Target, down: y > 0, low: s.ev.N, high: s.ev.N}
	}
	d.low, d.high = min(d.low, s.ev.N), max(d.high, s.ev.N)
	if y > 0 == d.down {
		d.run = min(d.run+abs(y), 1<<20)
		d.most = max(d.most, d.run)
		return
	}
	if d.run >= huntRun {
		d.turn(s)
	}
	d.down, d.run = y > 0, abs(y)
}

func (d *scrollHunt) turn(s *scene) {
	d.turns[d.n%huntTurns] = s.now
	d.n++
	if d.n < huntTurns || s.now-d.turns[d.n%huntTurns] > huntWindow {
		return
	}
	if d.high-d.low <= 2*d.most {
		s.raise(wire.CauseScrollHunt, 0, huntTurns, 600)
	}
	*d = scrollHunt{}
}
