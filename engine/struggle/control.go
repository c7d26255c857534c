package struggle

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// madeForPressing are traits of what is pressed often and fast on purpose.
const madeForPressing = wire.TraitRepeat | wire.TraitSurface | wire.TraitEditable | wire.TraitCode | wire.TraitBackdrop

// fastRole reports roles whose pressing in a row is ordinary use.
func fastRole(r wire.Role) bool {
	switch r {
	case wire.RoleSlider, wire.RoleSpin, wire.RoleScrollbar, wire.RoleCanvas, wire.RoleMedia, wire.RoleCell,
		wire.RoleTextbox, wire.RoleSearch:
		return true
	}
	return false
}

// elsewhere are traits of controls whose effect the page cannot see.
const elsewhere = wire.TraitOutside | wire.TraitPicker | wire.TraitPopup | wire.TraitSelected

// promises reports whether a press of such a control must show an effect in
// the page.
func promises(role wire.Role, t wire.Traits) bool {
	if t&wire.TraitInteractive == 0 || t&(madeForPressing|elsewhere|wire.TraitDisabled|wire.TraitBusy) != 0 || fastRole(role) {
		return false
	}
	switch role {
	case wire.RoleCombobox, wire.RoleFile, wire.RoleLabel, wire.RoleOption:
		return false
	}
	return true
}

// pressed returns the press that the present event made, or nil.
func (s *scene) pressed() *journey.Press {
	if s.ev.Kind != wire.EventClick && s.ev.Kind != wire.EventUp {
		return nil
	}
	if r := s.Press(0); r != nil && r.At == s.now && r.Serial > s.d.pressSeen {
		return r
	}
	return nil
}
