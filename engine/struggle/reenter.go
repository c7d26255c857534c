package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Leaving and re-entering a field: the visitor comes back to a field that he
// could not settle.
//
// The third stay of at least half a second, when the field is still empty,
// refused, or was never edited. A field that was edited and is valid is
// reported at the fifth, when something was taken out of it again: somebody is
// trying values. Without that, it takes one entry after the other.
//
// Silent: passing through with Tab, search fields, editors, cells of a table,
// the focus that comes back with the window.
type reenter struct {
	target uint32
	count  uint16
}

const (
	reenterUnsettled = 3
	reenterSettled   = 5
	reenterTaken     = 3 // deletions
)

func (d *reenter) observe(s *scene) {
	if s.ev.Kind != wire.EventBlur {
		return
	}
	e := s.Element(s.ev.Target)
	if e == nil || !field(e.Role, e.Traits) || e.Role == wire.RoleSearch || e.Has(wire.TraitSearch) {
		return
	}
	n, least := e.Field.Entered, uint16(reenterSettled)
	if e.Field.Invalid || !e.Field.Filled() {
		least = reenterUnsettled
	}
	if least == reenterSettled && e.Field.Deletes < reenterTaken {
		return
	}
	if n < least || d.target == e.ID && d.count == n {
		return
	}
	d.target, d.count = e.ID, n
	s.raise(wire.CauseReenter, e.ID, n, 550+min(n-least, 3)*100)
}
