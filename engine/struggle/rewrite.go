package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Rewriting a field: something is typed, mostly deleted, and typed again.
//
// The journey estimates the length of the value from edit counts. A rewrite is
// a rise to at least four characters, a fall to a third, and a rise again to
// half of it. The second rewrite of the same field is reported, in a search
// field the third: queries are refined.
//
// Silent: code and rich-text editors and other editable regions, autofill,
// choices from lists, secret fields (nothing of them is known).
type rewrite struct {
	target uint32
	count  uint16
}

func (d *rewrite) observe(s *scene) {
	if s.ev.Kind != wire.EventInput || s.ev.Flags&wire.FlagAuto != 0 {
		return
	}
	e := s.Element(s.ev.Target)
	if e == nil || !field(e.Role, e.Traits) {
		return
	}
	least := uint16(2)
	if e.Role == wire.RoleSearch || e.Has(wire.TraitSearch) {
		least = 3
	}
	n := e.Field.Rewrites
	if n < least || d.target == e.ID && d.count >= n {
		return
	}
	d.target, d.count = e.ID, n
	s.raise(wire.CauseRewrite, e.ID, n, 550+min(n-least, 3)*120)
}

// field reports a plain field in which a value is typed.
func field(role wire.Role, t wire.Traits) bool {
	if t&(wire.TraitCode|wire.TraitSurface|wire.TraitSecret) != 0 || t&wire.TraitEditable == 0 {
		return false
	}
	switch role {
	case wire.RoleTextbox, wire.RoleCombobox, wire.RoleSpin, wire.RoleSearch:
		return true
	}
	return false
}
