package journey

import "github.com/lamplight-help/lamplight/engine/wire"

// Sign says how the page answered a press.
type Sign uint16

// The signs. They combine.
const (
	SignMutation Sign = 1 << iota
	SignScroll
	SignSelect
	SignFocus  // another element took the focus
	SignWindow // hidden, visible, a dialog, a place
	SignRequest
	SignInput
	SignMedia
	SignOutside // a download, an application
	SignAnimate
	SignMessage // a validation message came or went
	SignSubmit
	SignPlace
)

// SignsVisible are those that a person can see or hear. A request is not.
const SignsVisible = ^(SignRequest | SignSubmit)

// Press is one activation of an element.
type Press struct {
	Target   uint32 // as hit
	Owner    uint32 // the interactive element it belongs to
	Form     uint32
	Role     wire.Role   // of the owner
	Traits   wire.Traits // of the owner, at the time
	Flags    wire.Flags
	At       uint32 // of the click
	Down     uint32 // of the pointer; At for keys and assistive technology
	X, Y     int16
	Clicks   int32  // the browser's click count
	Place    uint32 // hash of the route
	Signs    Sign   // how the page answered so far
	Answered uint32 // time of the first visible answer, 0 none
	Judged   bool   // nothing more to find out
	Serial   uint32 // number of this press, from 1
}

// Pointed reports whether the press had a position.
func (p *Press) Pointed() bool { return p.Flags&(wire.FlagKeys|wire.FlagAssist) == 0 }

// MaxPresses is how many presses are remembered.
const MaxPresses = 8

// answerWithin is how long a sign may come after a press and still be taken
// for its answer, ms. Sentry waits as long before it calls a click dead.
const answerWithin = 7000

// mergeWithin is how long a second click event may come after the first
// without a pointer press between and still be the same gesture, ms: a label
// and its control, or the release and the click on a disabled control.
const mergeWithin = 50

type presses struct {
	ring  [MaxPresses]Press
	count uint32
	downs uint32 // pointer presses at the last press
}

func (r *presses) void() {
	for i := range &r.ring {
		r.ring[i].Judged = true
	}
}

// Press returns the i-th latest press, 0 the last one; nil beyond.
func (p *Path) Press(i uint32) *Press {
	if i >= MaxPresses || i >= p.presses.count {
		return nil
	}
	return &p.presses.ring[(p.presses.count-1-i)%MaxPresses]
}

// Pointer is the state of the pointer.
type Pointer struct {
	Target  uint32
	Down    bool
	DownAt  uint32
	UpAt    uint32
	X, Y    int16
	Drag    bool   // the press became a drag
	Dragged uint32 // when the last drag ended, 0 never
	Downs   uint32 // presses so far
}

// Pointer returns the state of the pointer.
func (p *Path) Pointer() Pointer { return p.pointer }

func (p *Path) pointed(ev *wire.Event) {
	q := &p.pointer
	switch ev.Kind {
	case wire.EventDown:
		q.Target, q.Down, q.DownAt, q.X, q.Y, q.Drag = ev.Target, true, p.now, ev.X, ev.Y, false
		q.Downs++
	case wire.EventDrag:
		q.Drag = true
	case wire.EventSwipe: // a touch that scrolls sends no release
		q.Down, q.Drag = false, false
	case wire.EventUp:
		if q.Drag {
			q.Dragged = max(p.now, 1)
		}
		disabled := q.Down && !q.Drag && q.Target == ev.Target
		q.Down, q.UpAt = false, p.now
		if o := p.Owner(ev.Target); disabled && o.Has(wire.TraitDisabled) {
			p.clicked(ev) // a disabled control is not sent the click
		}
	}
}

func (p *Path) clicked(ev *wire.Event) {
	if ev.Flags&(wire.FlagRepeat|wire.FlagAuto) != 0 || p.pointer.Drag && ev.Flags&(wire.FlagKeys|wire.FlagAssist) == 0 {
		return
	}
	if p.merged(ev) {
		return
	}
	p.pointer.Down = false
	o := p.Owner(ev.Target)
	if p.elements.find(ev.Target) == nil && ev.Target != 0 {
		p.Counters.Unknown++
	}
	n := Press{
		Target: ev.Target, Owner: o.ID, Form: o.Form, Role: o.Role, Traits: o.Traits, Flags: ev.Flags,
		At: p.now, Down: p.now, X: ev.X, Y: ev.Y, Clicks: ev.N, Place: p.stay.Place,
	}
	if q := p.pointer; n.Pointed() && q.Downs > p.presses.downs {
		n.Down = q.DownAt
	}
	p.presses.downs = p.pointer.Downs
	p.presses.count++
	n.Serial = p.presses.count
	n.Signs = p.sinceDown(&n)
	if n.Signs&SignsVisible != 0 {
		n.Answered = p.now
	}
	p.presses.ring[(p.presses.count-1)%MaxPresses] = n
	bump(&p.stay.Presses)
	if e := p.touch(o.ID); e != nil {
		e.pressed(p)
	}
}

// pressed notes whether the element lets itself be pressed. A control that did
// not before and does now is progress.
func (e *Element) pressed(p *Path) {
	if e.Has(wire.TraitDisabled) {
		e.Refuses = true
		return
	}
	if e.Refuses {
		e.Refuses = false
		p.progressed()
	}
}

// merged reports whether ev is the second event of the gesture before.
func (p *Path) merged(ev *wire.Event) bool {
	last := p.Press(0)
	if last == nil || p.now-last.At > mergeWithin || p.pointer.Downs != p.presses.downs {
		return false
	}
	if o := p.Owner(ev.Target); o.Has(wire.TraitInteractive) {
		last.Owner, last.Role, last.Traits, last.Form = o.ID, o.Role, o.Traits, o.Form
	}
	return true
}

// sinceDown collects the signs that came between the pointer press and the
// click: menus that open on press, handlers that run before ours.
func (p *Path) sinceDown(n *Press) Sign {
	s := Sign(0)
	if n.Down == n.At {
		return 0
	}
	for i, at := range &p.noise.signAt {
		sign := Sign(1) << i
		if at > n.Down || at == n.Down && at != 0 && sign != SignAnimate {
			s |= sign
		}
	}
	return s
}

// answer marks the presses that a sign may be the answer of.
func (p *Path) answer(s Sign, ev *wire.Event) {
	if s&SignsVisible != 0 && s != SignFocus && (s != SignAnimate || !p.own(ev.Target)) {
		p.noise.sign(s, p.now)
	}
	for i := uint32(0); i < MaxPresses; i++ {
		r := p.Press(i)
		if r == nil || p.now-r.At > answerWithin {
			return
		}
		if (s == SignFocus || s == SignAnimate) && ev.Target != 0 && p.Owner(ev.Target).ID == r.Owner {
			continue // every press focuses what it hits, and styles move under the pointer
		}
		r.Signs |= s
		if r.Answered == 0 && s&SignsVisible != 0 {
			r.Answered = max(p.now, 1)
		}
	}
}

// Signed is the time of the latest of these signs, 0 never.
func (p *Path) Signed(s Sign) (at uint32) {
	for i := range &p.noise.signAt {
		if s&(1<<i) != 0 {
			at = max(at, p.noise.signAt[i])
		}
	}
	return at
}

// own reports whether target is what the pointer pressed last.
func (p *Path) own(target uint32) bool {
	return target != 0 && p.Owner(target).ID == p.Owner(p.pointer.Target).ID
}

// mutated takes a change of the DOM. On a page that changes by itself, only
// what is near the press, or soon after it, is its answer.
func (p *Path) mutated(ev *wire.Event) {
	last := p.Press(0)
	p.noise.change(p.now, p.acted)
	if last != nil && p.noise.busy() && !p.near(last, ev.Target) &&
		p.now-last.At > soonAfter {
		return
	}
	p.answer(SignMutation, ev)
}

// soonAfter is how soon after a press a change is its answer on any page, ms.
const soonAfter = 150

// near reports whether target belongs to the control that was pressed, or to
// its form.
func (p *Path) near(r *Press, target uint32) bool {
	if target == 0 {
		return false
	}
	o := p.Owner(target)
	return o.ID == r.Owner || r.Form != 0 && o.Form == r.Form
}

// cause is the press that a request beginning now belongs to, 0 for none.
func (p *Path) cause() uint32 {
	if r := p.Press(0); r != nil && p.now-r.At <= causeWithin {
		return r.Serial
	}
	return 0
}

// causeWithin is how long after a press a request that begins is its doing, ms.
const causeWithin = 1000
