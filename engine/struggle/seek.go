package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Help seeking: the visitor looks for an explanation.
//
// Clues are added up within a minute; 100 points are reported:
//
//	a help place is opened                            100
//	a search in the page or the site                   60
//	the pointer rests a second on a "?" or a tooltip   50
//	a short term (2 to 40 characters) is selected      20
//	a short term is copied                             40
//	the page is left for another window after that     30
//
// So one search, one selection or one copied term alone stay silent: people
// select while they read, and copy what they need elsewhere. The same hover
// on the same mark counts once.
type seek struct {
	points uint16
	at     uint32 // of the last clue
	mark   uint32
	term   uint32 // when a term was selected or copied, 0 never
	count  uint16
	target uint32
}

const (
	seekEnough = 100
	seekWindow = 60_000 // ms
	seekHover  = 1000   // ms
	termMin    = 2
	termMax    = 40
	termLeave  = 5000 // ms between the term and leaving the page
)

func (d *seek) observe(s *scene) {
	switch s.ev.Kind {
	case wire.EventHelp:
		d.clue(s, 100)
	case wire.EventFind:
		d.clue(s, 60)
	case wire.EventHover:
		if e := s.Element(s.ev.Target); e != nil && e.Has(wire.TraitHelp) && s.ev.N >= seekHover && d.mark != e.ID {
			d.mark = e.ID
			d.clue(s, 50)
		}
	case wire.EventSelect:
		if d.isTerm(s) {
			d.clue(s, 20)
		}
	case wire.EventCopy:
		if d.isTerm(s) {
			d.clue(s, 40)
		}
	case wire.EventHidden, wire.EventDialog:
		if d.term != 0 && s.now-d.term <= termLeave {
			d.clue(s, 30)
		}
		d.term = 0
	}
}

// isTerm reports a short piece of the page's own text.
func (d *seek) isTerm(s *scene) bool {
	o := s.Owner(s.ev.Target)
	if s.ev.N < termMin || s.ev.N > termMax || o.Has(wire.TraitEditable|wire.TraitCode) {
		return false
	}
	d.term = max(s.now, 1)
	return true
}

func (d *seek) clue(s *scene, points uint16) {
	if s.now-d.at > seekWindow {
		d.points, d.mark = 0, 0
	}
	d.at = s.now
	if s.ev.Target != 0 {
		d.target = s.ev.Target
	}
	if d.points += points; d.points < seekEnough {
		return
	}
	d.points, d.count = 0, more(d.count)
	s.raise(wire.CauseSeekHelp, d.target, d.count, 700+min(d.count-1, 2)*100)
}
