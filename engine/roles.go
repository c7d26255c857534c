package engine

import "github.com/lamplight-help/lamplight/engine/wire"

// roleNames are the names that authors write, as ARIA has them, by wire.Role.
// Where a role here stands for several of ARIA's, the commonest is named.
var roleNames = [...]string{
	wire.RoleButton: "button", wire.RoleLink: "link", wire.RoleTextbox: "textbox",
	wire.RoleCheckbox: "checkbox", wire.RoleRadio: "radio", wire.RoleSwitch: "switch",
	wire.RoleCombobox: "combobox", wire.RoleSlider: "slider", wire.RoleSpin: "spinbutton",
	wire.RoleTab: "tab", wire.RoleMenuItem: "menuitem", wire.RoleOption: "option",
	wire.RoleCell: "gridcell", wire.RoleForm: "form", wire.RoleDialog: "dialog",
	wire.RoleImage: "img", wire.RoleHeading: "heading", wire.RoleSearch: "searchbox",
	wire.RoleRegion: "region", wire.RoleTreeItem: "treeitem", wire.RoleScrollbar: "scrollbar",
}

func roleName(r wire.Role) string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return ""
}

func roleOf(name string) wire.Role {
	for r, n := range roleNames {
		if n != "" && n == name {
			return wire.Role(r)
		}
	}
	return wire.RoleNone
}

// field reports roles under which a one-line hint has its place.
func field(r wire.Role) bool {
	switch r {
	case wire.RoleTextbox, wire.RoleCombobox, wire.RoleSpin, wire.RoleSearch, wire.RoleFile:
		return true
	}
	return false
}
