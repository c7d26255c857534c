package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Field hesitation: the visitor goes into a field and does not know what to
// put there.
//
// The time from the focus to the first edit, against the visitor's own median:
// four times it, at least 8 s and at most 20 s. Before three fields are known,
// 15 s. Scrolling starts the time anew: he reads.
//
// Silent: fields that took the focus by themselves, fields with something in
// them, search fields and editors, lists that are open, while the visitor is
// in another window (the code is on the telephone), secret fields for less
// than a minute.
type hesitation struct {
	target uint32 // field being watched, 0 none
	from   uint32
	said   uint32 // the last one reported
	at     uint32 // when, 0 never
	count  uint16
}

const (
	hesitateTimes   = 4
	hesitateLeast   = 8000 // ms
	hesitateMost    = 20_000
	hesitateUnknown = 15_000
	hesitateSecret  = 60_000
	ownGesture      = 400 // ms between a gesture and the focus that it brings
)

func (d *hesitation) observe(s *scene) {
	switch s.ev.Kind {
	case wire.EventFocus:
		d.enter(s)
	case wire.EventBlur, wire.EventInput, wire.EventPlace, wire.EventHidden, wire.EventDialog, wire.EventFreeze,
		wire.EventClick, wire.EventSubmit:
		if s.ev.Kind != wire.EventClick || s.ev.Target != d.target {
			d.target = 0
		}
	case wire.EventScroll, wire.EventHover, wire.EventSelect:
		d.from = s.now
	}
	if d.target == 0 {
		return
	}
	limit := d.limit(s)
	if s.now-d.from < limit {
		s.ask(d.from + limit)
		return
	}
	if s.now-d.from < limit+late && s.LapseEnd() <= d.from && d.said != d.target {
		d.said, d.at, d.count = d.target, s.now, more(d.count)
		s.raise(wire.CauseHesitation, d.target, d.count, 500+min(d.count-1, 3)*100)
	}
	d.target = 0
}

func (d *hesitation) enter(s *scene) {
	d.target = 0
	e := s.Element(s.ev.Target)
	if e == nil || e.Field.Filled() || e.Role == wire.RoleSearch || e.Has(wire.TraitSearch|wire.TraitPopup|wire.TraitCode) {
		return
	}
	if !e.Has(wire.TraitEditable) || !field(e.Role, e.Traits&^wire.TraitSecret) || s.ReturnedAt() != 0 && s.now-s.ReturnedAt() < ownGesture {
		return
	}
	if s.now-s.Acted() <= ownGesture && s.Acted() >= s.Stay().At {
		d.target, d.from = e.ID, s.now
	}
}

func (d *hesitation) limit(s *scene) uint32 {
	if e := s.Element(d.target); e != nil && e.Has(wire.TraitSecret) {
		return hesitateSecret
	}
	if s.FirstEdit.Len() < 3 {
		return hesitateUnknown
	}
	return min(max(hesitateTimes*s.FirstEdit.Median(0), hesitateLeast), hesitateMost)
}
