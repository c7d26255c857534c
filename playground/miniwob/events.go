package miniwob

import (
	"strings"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// Times that the recording does not have, ms: how long a button is held, and
// how soon the page changes after a gesture that changed it.
const (
	hold   = 70
	reacts = 30
)

// Map returns the events of an episode, from the place on, without Hello.
func Map(e *Episode) []wire.Event {
	m := mapper{numbers: map[string]uint32{}}
	m.add(wire.Event{Act: wire.Act{Kind: wire.EventPlace}, Body: &wire.Place{Route: "/" + e.Task}})
	for i := range e.Events {
		m.gesture(&e.Events[i])
	}
	return m.out
}

type mapper struct {
	out     []wire.Event
	numbers map[string]uint32
	focus   uint32
	last    uint32 // time of the last event
}

// add appends an event and keeps time from running backwards.
func (m *mapper) add(e wire.Event) {
	m.last = max(m.last, e.At)
	e.At = m.last
	m.out = append(m.out, e)
}

func (m *mapper) act(k wire.EventKind, target, at uint32, g *Gesture) wire.Act {
	return wire.Act{Kind: k, Flags: wire.FlagTrusted, Target: target, At: at, X: int16(g.X), Y: int16(g.Y)}
}

func (m *mapper) gesture(g *Gesture) {
	target := m.describe(g)
	switch g.Kind {
	case "click":
		m.press(g, target)
		click := m.act(wire.EventClick, target, g.At, g)
		click.N = 1
		m.add(wire.Event{Act: click})
		if g.Tag == "INPUT_checkbox" {
			m.add(wire.Event{Act: wire.Act{Kind: wire.EventInput, Flags: wire.FlagTrusted, Code: uint16(wire.EditChoose), Target: target, At: g.At}})
		}
	case "press":
		m.press(g, target)
	case "key":
		m.key(g, target)
	case "scroll":
		m.add(wire.Event{Act: wire.Act{Kind: wire.EventScroll, Flags: wire.FlagTrusted, Target: target, At: g.At}})
	}
	if g.Changed {
		m.add(wire.Event{Act: wire.Act{Kind: wire.EventMutation, Target: target, At: g.At + reacts, N: 3}})
	}
}

// press adds the pointer going down and up, and the focus that goes with it.
func (m *mapper) press(g *Gesture, target uint32) {
	down := g.At - min(g.At, hold)
	m.add(wire.Event{Act: m.act(wire.EventDown, target, down, g)})
	m.refocus(g, target, down)
	m.add(wire.Event{Act: m.act(wire.EventUp, target, g.At, g)})
}

func (m *mapper) refocus(g *Gesture, target, at uint32) {
	focusable := strings.HasPrefix(g.Tag, "INPUT") || g.Tag == "BUTTON" || g.Tag == "A"
	if m.focus == target {
		return
	}
	if m.focus != 0 {
		m.add(wire.Event{Act: wire.Act{Kind: wire.EventBlur, Target: m.focus, At: at}})
		m.focus = 0
	}
	if focusable {
		m.add(wire.Event{Act: wire.Act{Kind: wire.EventFocus, Target: target, At: at}})
		m.focus = target
	}
}

func (m *mapper) key(g *Gesture, target uint32) {
	class := keyClass(g.Key)
	m.add(wire.Event{Act: wire.Act{Kind: wire.EventKey, Flags: wire.FlagTrusted, Code: uint16(class), Target: target, At: g.At}})
	if g.Tag != "INPUT_text" {
		return
	}
	edit := wire.Act{Kind: wire.EventInput, Flags: wire.FlagTrusted, Target: target, At: g.At, N: 1}
	switch class {
	case wire.KeyDelete:
		edit.Code, edit.N = uint16(wire.EditDelete), -1
	case wire.KeyText, wire.KeySpace:
	default:
		return
	}
	m.add(wire.Event{Act: edit})
}

// keyClass reduces a DOM key code.
func keyClass(code int) wire.KeyClass {
	switch {
	case code == 8 || code == 46:
		return wire.KeyDelete
	case code == 13:
		return wire.KeyEnter
	case code == 9:
		return wire.KeyTab
	case code == 27:
		return wire.KeyEscape
	case code == 32:
		return wire.KeySpace
	case code >= 33 && code <= 40:
		return wire.KeyArrow
	case code >= 48 && code <= 90 || code >= 96 && code <= 111 || code >= 186:
		return wire.KeyText
	}
	return wire.KeyOther
}

// describe returns the number of the element hit, and describes it before its
// first use.
func (m *mapper) describe(g *Gesture) uint32 {
	if g.Tag == "" || g.Tag == "BODY" {
		return 0
	}
	key := g.Tag + "\x00" + g.ID + "\x00" + g.Class
	if g.ID == "" && g.Kind != "key" {
		key += "\x00" + g.Text
	}
	if n := m.numbers[key]; n != 0 {
		return n
	}
	n := uint32(len(m.numbers) + 1)
	m.numbers[key] = n
	role, traits := kind(g)
	name := ""
	if traits&wire.TraitEditable == 0 {
		name = g.Text
	}
	m.add(wire.Event{Act: wire.Act{Kind: wire.EventElement, Target: n, At: g.At - min(g.At, hold)},
		Body: &wire.Element{Role: role, Traits: traits, Owner: n, Name: name}})
	return n
}

// kind is what the capture would have found out about the element.
func kind(g *Gesture) (wire.Role, wire.Traits) {
	switch {
	case g.Tag == "INPUT_checkbox":
		return wire.RoleCheckbox, wire.TraitInteractive
	case g.Tag == "INPUT_text" && strings.Contains(g.Class, "hasDatepicker"):
		return wire.RoleTextbox, wire.TraitInteractive | wire.TraitEditable | wire.TraitPopup
	case g.Tag == "INPUT_text":
		return wire.RoleTextbox, wire.TraitInteractive | wire.TraitEditable
	case g.Tag == "BUTTON":
		return wire.RoleButton, wire.TraitInteractive
	case strings.Contains(g.Class, "ui-state-default"):
		return wire.RoleCell, wire.TraitInteractive
	case strings.Contains(g.Class, "ui-icon"):
		return wire.RoleButton, wire.TraitInteractive | wire.TraitRepeat
	case g.Tag == "A":
		return wire.RoleLink, wire.TraitInteractive
	case g.Tag == "LI":
		return wire.RoleMenuItem, wire.TraitInteractive
	case g.Tag == "SPAN" && g.Class != "" && g.Class != "username" && g.Class != "name" && g.Class != "time":
		return wire.RoleButton, wire.TraitInteractive
	case g.Tag == "LABEL":
		return wire.RoleLabel, 0
	}
	return wire.RoleText, 0
}
