package pagebench

import (
	"fmt"
	"math/rand/v2"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// places is how many places the visitor's product has.
const places = 200

// World is what the product has that articles are about.
type World struct {
	Routes []string // of its first places
	Helps  []string // data-help ids
}

// visitor goes from place to place and does at each what people do.
type visitor struct {
	world World
	rng   *rand.Rand
	out   []byte
	n     int    // events so far
	want  int    // events to make
	at    uint32 // ms
	next  uint32 // number of the next element
	nets  int32
	here  []uint32 // elements of the place
	form  uint32
	x, y  int16
}

// Stream returns n events as bytes, the same for the same arguments. The first
// m of n events are those of Stream(m).
func Stream(world World, n int) []byte {
	v := &visitor{world: world, rng: rand.New(rand.NewPCG(1, 2)), want: n, at: 100, next: 1, x: 300, y: 200}
	for v.n < n {
		v.visit()
	}
	return v.out
}

// act appends one event after wait ms, and nothing once there are enough.
func (v *visitor) act(wait uint32, a wire.Act, body wire.Body) {
	if v.n == v.want {
		return
	}
	v.n++
	v.at += wait
	a.At = v.at
	v.out = wire.AppendEvent(v.out, &wire.Event{Act: a, Body: body})
}

// chance is true in one of n cases.
func (v *visitor) chance(n int) bool { return v.rng.IntN(n) == 0 }

// visit is one place: it is drawn, looked at, and something is done there.
func (v *visitor) visit() {
	v.place()
	for range 2 + v.rng.IntN(4) {
		v.wander(8 + v.rng.IntN(20))
		switch v.rng.IntN(6) {
		case 0, 1:
			v.fill()
		case 2:
			v.scroll()
		case 3:
			v.read()
		default:
			v.press(v.some(), v.chance(5))
		}
	}
	if v.chance(6) {
		v.rage(v.some())
	}
	if v.chance(8) {
		v.act(400, wire.Act{Kind: wire.EventHidden}, nil)
		v.act(20000, wire.Act{Kind: wire.EventVisible}, nil)
	}
}

func (v *visitor) place() {
	p := v.rng.IntN(places)
	route := fmt.Sprintf("/place/%d", p) // as in the recording that the model is learnt from
	if p < len(v.world.Routes) {
		route = v.world.Routes[p]
	}
	v.act(500, wire.Act{Kind: wire.EventPlace}, &wire.Place{Route: route, Title: fmt.Sprintf("Page %d of area %d", p%20, p/20), Steps: uint16(p % 5)})
	v.here, v.form = v.here[:0], v.next
	v.next++
	v.element(v.form, wire.RoleForm, 0, "Details")
	kinds := []wire.Role{wire.RoleButton, wire.RoleLink, wire.RoleTextbox, wire.RoleTextbox, wire.RoleCombobox, wire.RoleCheckbox, wire.RoleText, wire.RoleTab}
	for i, role := range kinds {
		v.here = append(v.here, v.next)
		v.element(v.next, role, v.form, fmt.Sprintf("Control %d of page %d", i, p))
		v.next++
	}
}

// element describes one; every fifth is something an article may be about.
func (v *visitor) element(id uint32, role wire.Role, form uint32, name string) {
	e := &wire.Element{Role: role, Owner: id, Form: form, Name: name, Path: "main > div:nth-of-type(2) > *"}
	switch role {
	case wire.RoleTextbox:
		e.Traits = wire.TraitEditable | wire.TraitInteractive | wire.TraitRequired
	case wire.RoleButton, wire.RoleLink, wire.RoleCombobox, wire.RoleCheckbox, wire.RoleTab:
		e.Traits = wire.TraitInteractive
	}
	if len(v.world.Helps) > 0 && v.chance(5) {
		e.Help = v.world.Helps[v.rng.IntN(len(v.world.Helps))]
	}
	v.act(0, wire.Act{Kind: wire.EventElement, Target: id}, e)
}

// wander moves the pointer, twenty times a second.
func (v *visitor) wander(steps int) {
	dx, dy := int16(v.rng.IntN(61)-30), int16(v.rng.IntN(41)-20)
	for range steps {
		v.x = min(1200, max(0, v.x+dx+int16(v.rng.IntN(9)-4)))
		v.y = min(800, max(0, v.y+dy+int16(v.rng.IntN(9)-4)))
		v.act(50, wire.Act{Kind: wire.EventMove, Flags: wire.FlagTrusted, X: v.x, Y: v.y}, nil)
	}
	if v.chance(3) {
		v.act(600, wire.Act{Kind: wire.EventHover, Flags: wire.FlagTrusted, Target: v.some(), X: v.x, Y: v.y, N: 600}, nil)
	}
}

func (v *visitor) some() uint32 { return v.here[v.rng.IntN(len(v.here))] }

// press clicks a target; the page answers unless it is dead.
func (v *visitor) press(target uint32, dead bool) {
	a := wire.Act{Flags: wire.FlagTrusted, Target: target, X: v.x, Y: v.y}
	for _, kind := range []wire.EventKind{wire.EventDown, wire.EventUp, wire.EventClick} {
		a.Kind = kind
		if kind == wire.EventClick {
			a.N = 1
		}
		v.act(uint32(10+v.rng.IntN(60)), a, nil)
	}
	if dead {
		return
	}
	if v.chance(3) {
		v.request()
	}
	v.act(20, wire.Act{Kind: wire.EventMutation, Target: target, N: int32(1 + v.rng.IntN(40))}, nil)
}

// request begins and ends; one in twelve fails.
func (v *visitor) request() {
	v.nets++
	status := uint16(200)
	if v.chance(12) {
		status = 500
	}
	v.act(5, wire.Act{Kind: wire.EventNetStart, N: v.nets}, nil)
	v.act(uint32(80+v.rng.IntN(3000)), wire.Act{Kind: wire.EventNetEnd, N: v.nets, Code: status}, nil)
}

// fill types into a field, corrects, and leaves it, sometimes refused.
func (v *visitor) fill() {
	field := v.here[2+v.rng.IntN(2)]
	v.press(field, true)
	a := wire.Act{Flags: wire.FlagTrusted, Target: field}
	focus, blur, key, input := a, a, a, a
	focus.Kind, blur.Kind, key.Kind, input.Kind = wire.EventFocus, wire.EventBlur, wire.EventKey, wire.EventInput
	v.act(2, focus, nil)
	for range 3 + v.rng.IntN(15) {
		key.Code, input.Code, input.N = uint16(wire.KeyText), uint16(wire.EditInsert), 1
		if v.chance(7) {
			key.Code, input.Code, input.N = uint16(wire.KeyDelete), uint16(wire.EditDelete), -1
		}
		v.act(uint32(60+v.rng.IntN(240)), key, nil)
		v.act(1, input, nil)
	}
	v.act(300, blur, nil)
	if v.chance(3) {
		v.act(10, wire.Act{Kind: wire.EventInvalid, Target: field, Code: uint16(wire.ValidityPattern)}, nil)
	} else {
		v.act(10, wire.Act{Kind: wire.EventValid, Target: field}, nil)
	}
	if v.chance(3) {
		v.act(500, wire.Act{Kind: wire.EventSubmit, Flags: wire.FlagTrusted, Target: v.form}, nil)
		v.request()
	}
}

func (v *visitor) scroll() {
	offset := int32(0)
	for range 5 + v.rng.IntN(15) {
		step := int16(v.rng.IntN(400) - 120)
		offset = max(0, offset+int32(step))
		v.act(120, wire.Act{Kind: wire.EventScroll, Flags: wire.FlagTrusted, N: offset, Y: step}, nil)
	}
}

// read selects and copies a few words.
func (v *visitor) read() {
	v.act(1500, wire.Act{Kind: wire.EventSelect, Flags: wire.FlagTrusted, Target: v.here[6], N: 14}, nil)
	if v.chance(2) {
		v.act(700, wire.Act{Kind: wire.EventCopy, Flags: wire.FlagTrusted, Target: v.here[6]}, nil)
	}
}

// rage presses what does not answer, again and again.
func (v *visitor) rage(target uint32) {
	for range 4 + v.rng.IntN(3) {
		v.press(target, true)
	}
}
