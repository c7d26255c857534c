package journey

import "github.com/lamplight-help/lamplight/engine/wire"

// Field is the history of one field. Lengths are in characters and estimated
// from edit counts: the text itself is never known.
type Field struct {
	Entered   uint16 // stays with the focus of at least StayMin
	Edits     uint16
	Deletes   uint16
	Pastes    uint16
	Rewrites  uint16 // times it was mostly emptied and filled again
	Attempts  uint16 // times it was left or submitted after an edit
	Failures  uint16 // attempts that were refused, since it was last accepted
	Auto      uint16 // edits by autofill
	Invalid   bool   // refused at present
	Pending   bool   // edited since the last attempt
	Emptied   bool   // mostly deleted since the peak
	Validity  wire.Validity
	Length    int32  // now
	Peak      int32  // longest since the last rewrite
	FirstEdit uint32 // time, 0 never
	LastEdit  uint32
	LastLeft  uint32
	failed    uint16 // Attempts at the last counted failure
	failedAt  uint32
}

// StayMin is how long a focus must stay to count as entering, ms. Tab runs
// through fields faster than this.
const StayMin = 500

// Filled reports whether something was put into the field.
func (f *Field) Filled() bool { return f.Length > 0 || f.Edits > 0 && f.Peak == 0 || f.Auto > 0 }

// refocus is how soon after coming back to the page a focus is the one that
// was there before, ms.
const refocus = 300

func bump(n *uint16) {
	if *n < 1<<16-1 {
		*n++
	}
}

func (p *Path) focused(target uint32) {
	p.answer(SignFocus, &wire.Event{Act: wire.Act{Target: target, At: p.now}})
	p.focus, p.focusAt = target, p.now
	p.touch(target)
}

func (p *Path) blurred(target uint32) {
	p.left = max(p.now, 1)
	if p.focus == target {
		p.focus = 0
	}
	e := p.touch(target)
	if e == nil {
		return
	}
	if p.now-p.focusAt >= StayMin && (p.returned == 0 || p.focusAt-p.returned > refocus) {
		bump(&e.Field.Entered)
	}
	e.Field.LastLeft = p.now
	e.Field.attempt()
}

// attempt ends an attempt at the field, when there was one.
func (f *Field) attempt() {
	if f.Pending {
		f.Pending = false
		bump(&f.Attempts)
	}
}

func (p *Path) edited(ev *wire.Event) {
	p.stay.Edits++
	p.answer(SignInput, ev)
	e := p.touch(ev.Target)
	if e == nil {
		return
	}
	f := &e.Field
	if ev.Flags&wire.FlagAuto != 0 {
		bump(&f.Auto)
		f.grow(ev.N)
		return
	}
	p.typedInto(e, ev)
	f.LastEdit, f.Pending = p.now, true
	bump(&f.Edits)
	switch wire.EditClass(ev.Code) {
	case wire.EditDelete:
		bump(&f.Deletes)
	case wire.EditPaste:
		bump(&f.Pastes)
	}
	f.grow(ev.N)
}

// typedInto keeps when typing happened and how long the first edit took.
func (p *Path) typedInto(e *Element, ev *wire.Event) {
	if wire.EditClass(ev.Code) != wire.EditChoose {
		p.typed = max(p.now, 1)
	}
	if e.Field.FirstEdit != 0 {
		return
	}
	e.Field.FirstEdit = max(p.now, 1)
	p.stay.Fields++
	if p.focus == e.ID && e.Has(wire.TraitEditable) {
		p.FirstEdit.Add(p.now - p.focusAt)
	}
}

// Shares of the peak length below which a field counts as emptied and above
// which it counts as filled again.
const (
	emptiedBelow = 3 // peak / 3
	filledAbove  = 2 // peak / 2
	rewriteMin   = 4 // characters; shorter values are not rewritten but corrected
)

// grow follows the length and finds rewrites: up to a peak, down to a third of
// it, and up again to half of it.
func (f *Field) grow(n int32) {
	n = min(max(n, -1<<15), 1<<15)
	f.Length = min(max(f.Length+n, 0), 1<<20)
	switch {
	case f.Length > f.Peak && !f.Emptied:
		f.Peak = f.Length
	case f.Peak >= rewriteMin && f.Length <= f.Peak/emptiedBelow:
		f.Emptied = true
	}
	if f.Emptied && f.Length >= f.Peak/filledAbove {
		f.Emptied, f.Peak = false, f.Length
		bump(&f.Rewrites)
	}
}

// refused takes a validation failure. Live validation repeats itself while a
// person types; a failure counts once per attempt.
func (p *Path) refused(ev *wire.Event) {
	p.answer(SignMessage, ev)
	e := p.touch(ev.Target)
	if e == nil {
		return
	}
	f := &e.Field
	f.Invalid, f.Validity = true, wire.Validity(ev.Code)
	if f.Attempts > f.failed || p.pressedSince(f.failedAt, e.ID) {
		f.failed, f.failedAt = f.Attempts, max(p.now, 1)
		bump(&f.Failures)
		bump(&p.stay.Failures)
	}
}

// pressedSince reports whether a button was pressed after the last failure and
// shortly before now: trying again without an edit is an attempt too.
func (p *Path) pressedSince(at, field uint32) bool {
	r := p.Press(0)
	return at != 0 && r != nil && r.At > at && r.Owner != field && p.now-r.At <= answerSoon &&
		(r.Role == wire.RoleButton || r.Traits&wire.TraitSubmit != 0)
}

// answerSoon is how soon after a press a validation message belongs to it, ms.
const answerSoon = 2000

func (p *Path) cleared(ev *wire.Event) {
	p.answer(SignMessage, ev)
	e := p.touch(ev.Target)
	if e == nil {
		return
	}
	if e.Field.Invalid && e.Field.Failures > 0 {
		p.progressed()
	}
	e.Field.Invalid = false
}

// submit ends the attempt at every field of the form that was edited.
func (p *Path) submit(form uint32) {
	p.submitOf, p.submitted = form, max(p.now, 1)
	bump(&p.stay.Submits)
	for i := range &p.elements.way {
		if e := &p.elements.way[i]; e.ID != 0 && e.Form == form && (e.Field.Edits > 0 || e.Field.Invalid || e.Has(wire.TraitRequired)) {
			e.Field.Pending = false
			bump(&e.Field.Attempts)
		}
	}
	p.answer(SignSubmit, &wire.Event{Act: wire.Act{Target: form, At: p.now}})
}
