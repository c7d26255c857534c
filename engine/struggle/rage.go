package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Rage click: the same control is pressed again and again because nothing
// seems to happen.
//
// Three presses of one interactive control within a second and 30 px, and none
// of them answered before the next one came. The fourth and every further one
// raises the confidence. PostHog uses the same numbers; the answer is ours,
// because its users complain about controls that are simply used fast.
//
// Keys and assistive technology have no position; theirs may take two seconds,
// and presses closer than 120 ms are a tremor or a bouncing switch, not anger.
//
// On something that promises nothing, four presses are needed, and the report
// waits for half a second: a double or triple click that selects text is no
// rage. On something that was never described there is no report: in six hours
// of people's pointers at work, recorded without what was under them, thirteen
// series of four to seven even presses on one pixel were paging and stepping.
//
// Silent: steppers, pagers, carousels, sliders, spin buttons, surfaces,
// calendar cells, editable regions, media, whatever was answered in time.
type rage struct {
	hold   uint32 // a report waits until then, 0 none
	serial uint32 // its last press
	count  uint16
}

const (
	rageWindow     = 1000 // ms for three presses
	rageWindowKeys = 2000
	rageNear       = 30 // px, Manhattan
	ragePresses    = 3
	rageBlank      = 4
	rageHold       = 500 // ms; the page reports selections up to 300 ms late
	rageTremor     = 120 // ms
)

func (d *rage) observe(s *scene) {
	switch {
	case s.ev.Kind == wire.EventSelect && s.ev.N > 0:
		d.hold = 0
	case d.hold != 0 && s.now >= d.hold:
		d.release(s)
	}
	if r := s.pressed(); r != nil {
		d.press(s, r.Role, r.Traits)
	}
	s.ask(d.hold)
}

func (d *rage) press(s *scene, role wire.Role, traits wire.Traits) {
	if traits&madeForPressing != 0 || fastRole(role) {
		return
	}
	n := chain(s)
	switch last := s.Press(0); {
	case traits&(wire.TraitInteractive|wire.TraitDisabled) != 0 && n >= ragePresses:
		s.raise(wire.CauseRageClick, last.Owner, n, 800+min(n-ragePresses, 3)*60)
	case n >= rageBlank && s.Element(last.Target) != nil:
		d.hold, d.serial, d.count = s.now+rageHold, last.Serial, n
	}
}

// release reports what was held back, when nothing has answered since.
func (d *rage) release(s *scene) {
	d.hold = 0
	if r := s.Press(0); r != nil && r.Serial == d.serial && r.Answered == 0 && !r.Judged {
		s.raise(wire.CauseRageClick, r.Owner, d.count, 600)
	}
}

// chain counts the latest presses that belong together.
func chain(s *scene) uint16 {
	last := s.Press(0)
	window := uint32(rageWindow)
	if !last.Pointed() {
		window = rageWindowKeys
	}
	n := uint16(1)
	for i := uint32(1); ; i++ {
		r, next := s.Press(i), s.Press(i-1)
		if r == nil || r.Judged || r.Owner != last.Owner || r.Pointed() != last.Pointed() {
			return n
		}
		if r.Answered != 0 && r.Answered <= next.At || next.At-r.At > window/2 {
			return n
		}
		if last.Pointed() && distance(r.X, r.Y, last.X, last.Y) > rageNear || !last.Pointed() && next.At-r.At < rageTremor {
			return n
		}
		if n < ragePresses && last.At-r.At > window {
			return n
		}
		n++
	}
}

// distance is the Manhattan distance in px.
func distance(x1, y1, x2, y2 int16) int32 { return abs(int32(x1)-int32(x2)) + abs(int32(y1)-int32(y2)) }

func abs(v int32) int32 {
	if v < 0 {
		return -v
	}
	return v
}
