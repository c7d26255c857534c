package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Form nearly complete, then abandoned.
//
// The visitor leaves a place, or the page, in which at least three fields were
// edited (or six tenths of those the page says it wants), without a submit
// after the last edit, and not by a button of the form itself: wizards have
// those. Turning to another window for 60 s counts as leaving, once.
//
// Silent: forms that save themselves (a request after each edit), search and
// filter fields.
type abandon struct {
	place  uint32
	need   uint16
	fields uint16
	last   uint32 // last edit
	form   uint32
	saves  uint16 // requests soon after an edit without a press
	said   bool
}

const (
	abandonFields = 3
	abandonShare  = 6 // tenths of the fields wanted
	abandonAway   = 60_000
	saveWithin    = 1500 // ms between an edit and the request that saves it
)

func (d *abandon) observe(s *scene) {
	switch s.ev.Kind {
	case wire.EventInput:
		d.edit(s)
	case wire.EventNetStart:
		if d.last != 0 && s.now-d.last <= saveWithin {
			d.saves = more(d.saves)
		}
	case wire.EventSubmit, wire.EventGoal:
		d.last, d.fields = 0, 0
	case wire.EventPlace:
		if s.Stay().At == s.now && d.place != s.Stay().Place {
			d.left(s)
			*d = abandon{place: s.Stay().Place}
		}
	case wire.EventLeave:
		d.left(s)
	}
	d.wait(s)
}

func (d *abandon) edit(s *scene) {
	e := s.Element(s.ev.Target)
	if e == nil || s.ev.Flags&wire.FlagAuto != 0 || e.Has(wire.TraitSearch|wire.TraitCode) || e.Role == wire.RoleSearch {
		return
	}
	st := s.Stay()
	d.place, d.need, d.fields, d.last, d.form = st.Place, st.Need, st.Fields, max(s.now, 1), e.Form
}

// wait counts a long look elsewhere as leaving.
func (d *abandon) wait(s *scene) {
	if s.Away() == 0 || d.last == 0 || d.said {
		return
	}
	if s.now-s.Away() < abandonAway {
		s.ask(s.Away() + abandonAway)
	} else if s.now-s.Away() < abandonAway+late {
		d.left(s)
	}
}

func (d *abandon) left(s *scene) {
	enough := d.fields >= abandonFields
	if d.need > 0 {
		enough = d.fields >= 2 && uint32(d.fields)*10 >= uint32(d.need)*abandonShare
	}
	if !enough || d.last == 0 || d.said || d.saves*2 >= d.fields || d.onward(s) {
		return
	}
	d.said = true
	s.raise(wire.CauseAbandon, d.form, 1, 600)
}

// onward reports whether the last press was a button of the form: the way on.
func (d *abandon) onward(s *scene) bool {
	r := s.Press(0)
	if r == nil || r.At < d.last || s.Away() != 0 {
		return false
	}
	return r.Form != 0 && r.Form == d.form || r.Traits&wire.TraitSubmit != 0
}
