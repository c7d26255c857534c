package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Quick back: the visitor returns from a place sooner than it can be read.
//
// A stay shorter than three seconds, with nothing done in it but the press
// that led back to where the visitor had come from. One is a slip of the hand;
// the second within two minutes is reported.
//
// Silent: redirects (shorter than 400 ms without a gesture), tabs, pagers, a
// short look at a list on the way from one entry to the next.
type quickBack struct {
	last  uint32
	count uint16
}

const (
	backBelow  = 3000    // ms
	backWindow = 120_000 // ms
	redirect   = 400
)

func (d *quickBack) observe(s *scene) {
	if s.ev.Kind != wire.EventPlace {
		return
	}
	st, v := s.Stay(), s.Visit(0)
	if st.At != s.now || !st.Back || v == nil || v.Dwell >= backBelow || v.Acts > 1 {
		return
	}
	if v.Dwell < redirect && s.Acted() < v.At || s.browsing(st.By) || s.browsing(v.By) {
		return
	}
	if s.now-d.last > backWindow {
		d.count = 0
	}
	d.last, d.count = s.now, more(d.count)
	if d.count >= 2 {
		s.raise(wire.CauseQuickBack, 0, d.count, 550+min(d.count-2, 3)*120)
	}
}

// browsing reports controls that are made to look at one thing after another.
func (s *scene) browsing(by uint32) bool {
	e := s.Element(by)
	return e != nil && (e.Role == wire.RoleTab || e.Has(wire.TraitRepeat))
}
