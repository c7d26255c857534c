package journey

import "github.com/lamplight-help/lamplight/engine/wire"

// Counters count what was odd about the input, for the trace.
type Counters struct {
	Events    uint32 // taken
	Backwards uint32 // came with a time before the present, which was used instead
	Scripted  uint32 // gestures made by a script, not counted
	Unknown   uint32 // about an element that was never described, or forgotten
	Evicted   uint32 // elements forgotten to make room
	Lapses    uint32 // times when the page slept longer than LapseAfter
}

// LapseAfter is how long the page may be silent although a Tick was due, ms.
// Beyond it the tab was frozen or the clock jumped, and nothing that was
// pending can be judged.
const LapseAfter = 5000

// Path is what is known of one visitor in one page. The zero value is not
// usable: call New.
type Path struct {
	Counters Counters

	now     uint32
	began   bool
	wake    uint32 // when the next Tick is due, 0 none
	lapse   uint32 // when the last lapse ended
	visible bool

	elements elements
	places   places
	stay     Stay
	visits   visits
	way      way
	presses  presses
	pointer  Pointer
	requests requests
	noise    noise

	focus     uint32
	focusAt   uint32
	acted     uint32 // last gesture of any kind
	typed     uint32 // last edit by typing
	left      uint32 // last time a field lost the focus
	submitted uint32 // last submit
	submitOf  uint32
	progress  uint32 // last progress
	goals     uint32
	lastStep  uint32 // hash of the current step, 0 none
	returned  uint32 // when the visitor last came back, 0 never
	away      uint32 // when the page was hidden or lost to a dialog, 0 while here

	// Baselines of this visitor.
	FirstEdit Pace // ms from focus to the first edit of a field
	Gap       Pace // ms between gestures
	Dwell     Pace // ms at a place
}

// New returns an empty path.
func New() *Path { return &Path{visible: true} }

// Now is the time of the latest event, ms since the page's time origin.
func (p *Path) Now() uint32 { return p.now }

// ExpectTick tells the path when the next Tick is due; 0 for none.
func (p *Path) ExpectTick(at uint32) { p.wake = at }

// Apply takes the next event. It clamps ev.At to the present, so that later
// stages need not. It reports whether the event counts: gestures made by a
// script do not.
func (p *Path) Apply(ev *wire.Event) bool {
	p.clock(ev)
	if scripted(ev) {
		p.Counters.Scripted++
		return false
	}
	p.Counters.Events++
	if gesture(ev.Kind) {
		p.gestured(ev)
	}
	switch {
	case ev.Kind < wire.EventDown:
		p.session(ev)
	case ev.Kind < wire.EventMutation:
		p.person(ev)
	case ev.Kind < wire.EventShown:
		p.page(ev)
	}
	return true
}

func (p *Path) clock(ev *wire.Event) {
	switch {
	case !p.began:
		p.began, p.now = true, ev.At
		p.acted, p.stay.At = ev.At, ev.At
	case ev.At < p.now:
		p.Counters.Backwards++
		ev.At = p.now
	}
	if p.wake != 0 && ev.At > p.wake && ev.At-p.wake > LapseAfter {
		p.lapsed(ev.At)
	}
	p.now = ev.At
}

// lapsed notes that nothing before this moment may be judged by what followed.
func (p *Path) lapsed(at uint32) {
	p.Counters.Lapses++
	p.lapse, p.wake = at, 0
	p.presses.void()
}

// scripted reports a gesture that no person made. Edits are kept: autofill
// and password managers write through scripts, and the field must know.
func scripted(ev *wire.Event) bool {
	if ev.Flags&wire.FlagTrusted != 0 {
		return false
	}
	switch ev.Kind {
	case wire.EventDown, wire.EventUp, wire.EventMove, wire.EventClick, wire.EventKey,
		wire.EventSwipe, wire.EventDrag, wire.EventCopy, wire.EventHover:
		return true
	case wire.EventInput:
		ev.Flags |= wire.FlagAuto
	}
	return false
}

// gesture reports the kinds that show that a person is there.
func gesture(k wire.EventKind) bool {
	switch k {
	case wire.EventDown, wire.EventUp, wire.EventMove, wire.EventClick, wire.EventKey, wire.EventInput,
		wire.EventScroll, wire.EventSelect, wire.EventCopy, wire.EventHover, wire.EventSwipe, wire.EventZoom,
		wire.EventDrag, wire.EventFind, wire.EventHelp, wire.EventSubmit, wire.EventTyping, wire.EventAsk:
		return true
	}
	return false
}

func (p *Path) gestured(ev *wire.Event) {
	if ev.Flags&wire.FlagAuto != 0 {
		return
	}
	if p.away != 0 {
		p.back(wire.EventVisible) // who acts is here
	}
	if gap := p.now - p.acted; gap > 200 && gap < 60_000 {
		p.Gap.Add(gap)
	}
	p.acted = p.now
}

func (p *Path) session(ev *wire.Event) {
	switch body := ev.Body.(type) {
	case *wire.Place:
		p.arrive(body)
	case *wire.Element:
		p.describe(ev.Target, body)
	case *wire.Name:
		p.named(ev.Kind, hash(body.Name))
	}
}

// named takes what the host says of steps and goals. A step that was not the
// one before, and a goal, are progress.
func (p *Path) named(k wire.EventKind, name uint32) {
	switch k {
	case wire.EventGoal:
		p.goals++
		p.progressed()
	case wire.EventStep:
		p.stay.StepsBegun++
		p.lastStep = name
	}
}

// person takes what a person does.
func (p *Path) person(ev *wire.Event) {
	switch ev.Kind {
	case wire.EventDown, wire.EventUp, wire.EventMove, wire.EventDrag, wire.EventSwipe:
		p.pointed(ev)
	case wire.EventClick:
		p.clicked(ev)
	case wire.EventFocus:
		p.focused(ev.Target)
	case wire.EventBlur:
		p.blurred(ev.Target)
	case wire.EventKey:
		p.stay.Keys++
	case wire.EventInput:
		p.edited(ev)
	case wire.EventInvalid:
		p.refused(ev)
	case wire.EventValid:
		p.cleared(ev)
	case wire.EventSubmit:
		p.submit(ev.Target)
	case wire.EventScroll:
		p.stay.Scrolls++
		p.answer(SignScroll, ev)
	case wire.EventSelect:
		if ev.N > 0 {
			p.answer(SignSelect, ev)
		}
	}
}

// page takes what the page does: the signs of life.
func (p *Path) page(ev *wire.Event) {
	switch ev.Kind {
	case wire.EventMutation:
		p.mutated(ev)
	case wire.EventNetStart:
		p.requests.start(ev.N, p.now, p.cause())
		p.answer(SignRequest, ev)
	case wire.EventNetEnd:
		p.requests.end(ev.N)
	case wire.EventMedia:
		p.answer(SignMedia, ev)
	case wire.EventDownload:
		p.answer(SignOutside, ev)
	case wire.EventAnimate:
		p.answer(SignAnimate, ev)
	case wire.EventDialog, wire.EventHidden, wire.EventFreeze, wire.EventLeave:
		p.answer(SignWindow, ev)
		p.leave(ev.Kind)
	case wire.EventVisible, wire.EventRestore:
		p.back(ev.Kind)
	}
}

// leave and back keep whether the visitor looks at the page.
func (p *Path) leave(k wire.EventKind) {
	if p.away == 0 {
		p.away = max(p.now, 1)
	}
	p.visible = p.visible && k == wire.EventDialog
}

func (p *Path) back(k wire.EventKind) {
	p.answer(SignWindow, &wire.Event{Act: wire.Act{At: p.now}})
	if k == wire.EventRestore {
		p.lapsed(p.now)
	}
	p.visible, p.away, p.acted, p.returned = true, 0, p.now, max(p.now, 1)
}

// progressed notes that the visitor came nearer to a goal.
func (p *Path) progressed() { p.progress = max(p.now, 1) }

// Visible reports whether the page is in front of the visitor.
func (p *Path) Visible() bool { return p.visible }

// Away is the time since when the visitor is in another window, a dialog of
// the system included; 0 while here.
func (p *Path) Away() uint32 { return p.away }

// ReturnedAt is when the visitor last came back from another window, 0 never.
func (p *Path) ReturnedAt() uint32 { return p.returned }

// LapseEnd is when the page last woke from a sleep, 0 never.
func (p *Path) LapseEnd() uint32 { return p.lapse }

// Focus is the element that has the focus and since when; 0 for none.
func (p *Path) Focus() (target, since uint32) { return p.focus, p.focusAt }

// Acted is the time of the last gesture of any kind.
func (p *Path) Acted() uint32 { return p.acted }

// Typed is the time of the last edit by typing, 0 never.
func (p *Path) Typed() uint32 { return p.typed }

// Typing reports whether the visitor is typing: the last edit by typing was
// less than within ms ago, and nothing was left since.
func (p *Path) Typing(within uint32) bool {
	return p.typed != 0 && p.now-p.typed < within && (p.left == 0 || p.left < p.typed)
}

// Submitted is the last form that was submitted and when; 0 for none.
func (p *Path) Submitted() (form, at uint32) { return p.submitOf, p.submitted }

// Progress is the time of the last progress: a goal, a refused field that
// became valid, a control that was disabled and could now be pressed, a new
// place by way of a submit; 0 never.
func (p *Path) Progress() uint32 { return p.progress }

// Goals counts the goals that the host reported.
func (p *Path) Goals() uint32 { return p.goals }

// Step is the hash of the current step's name, 0 for none.
func (p *Path) Step() uint32 { return p.lastStep }
