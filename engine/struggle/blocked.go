package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Disabled control pressed: the visitor wants to go on and the page does not
// let him, and mostly does not say why.
//
// The first press is reported with little confidence, every further one within
// ten seconds with more.
//
// Silent: the second half of a double click on a control that the first half
// disabled, a control that shows that it works, the greyed days of a calendar,
// the end of a carousel or pager.
type blocked struct {
	owner uint32
	at    uint32
	count uint16
}

const (
	blockedWindow = 10_000 // ms
	blockedAfter  = 1500   // ms after an enabled press of the same control
)

func (d *blocked) observe(s *scene) {
	r := s.pressed()
	if r == nil || r.Traits&wire.TraitDisabled == 0 {
		return
	}
	if r.Traits&(wire.TraitBusy|wire.TraitRepeat|wire.TraitSelected) != 0 || r.Role == wire.RoleCell {
		return
	}
	if before := s.Press(1); before != nil && before.Owner == r.Owner && before.Traits&wire.TraitDisabled == 0 &&
		r.At-before.At <= blockedAfter {
		return
	}
	if d.owner != r.Owner || s.now-d.at > blockedWindow {
		d.owner, d.count = r.Owner, 0
	}
	d.at, d.count = s.now, more(d.count)
	s.raise(wire.CauseDisabledPressed, r.Owner, d.count, 500+min(d.count-1, 3)*130)
}
