package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Switching away and back: the visitor looks elsewhere for what he does not
// find here.
//
// Three returns within 90 s to the same place, each after one to sixty seconds
// in another window, with nothing carried over.
//
// Silent: carrying something over: a copy before leaving or a paste after
// coming back takes that switch out of the count. Dialogs of the system.
type switching struct {
	left   uint32 // when the page was hidden, 0 while it is seen
	copied uint32
	place  uint32
	back   [switchTimes]uint32
	n      uint32
}

const (
	switchTimes  = 3
	switchLeast  = 1000 // ms away
	switchMost   = 60_000
	switchWindow = 90_000
	carryWithin  = 5000 // ms between a copy and leaving, or coming back and a paste
)

func (d *switching) observe(s *scene) {
	switch s.ev.Kind {
	case wire.EventCopy:
		d.copied = max(s.now, 1)
	case wire.EventHidden:
		d.left = max(s.now, 1)
		if d.copied != 0 && s.now-d.copied <= carryWithin {
			d.left = 0
		}
	case wire.EventVisible:
		d.returned(s)
	case wire.EventRestore, wire.EventFreeze:
		d.left = 0
	case wire.EventInput:
		if wire.EditClass(s.ev.Code) == wire.EditPaste && d.n > 0 && s.now-d.back[(d.n-1)%switchTimes] <= carryWithin {
			d.n--
		}
	}
}

func (d *switching) returned(s *scene) {
	away := s.now - d.left
	if d.left == 0 || away < switchLeast || away > switchMost {
		d.left = 0
		return
	}
	d.left = 0
	if d.place != s.Stay().Place {
		d.place, d.n = s.Stay().Place, 0
	}
	d.back[d.n%switchTimes] = s.now
	d.n++
	if d.n >= switchTimes && s.now-d.back[d.n%switchTimes] <= switchWindow {
		s.raise(wire.CauseSwitching, 0, switchTimes, 550)
		d.n = 0
	}
}
