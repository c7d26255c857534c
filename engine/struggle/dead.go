package struggle

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Dead click: a control that promises to react does nothing.
//
// A press on an interactive control is dead when 2.5 s later nothing has
// answered: no change of the page, scroll, selection, other focus, window
// change, new place, request, input, media, download or animation. Signs count
// from the moment the pointer went down, so that a menu that opens on press is
// an answer. PostHog waits as long; below that its users complain.
//
// A request that is still in flight counts for seven seconds, and so does a
// form that was submitted and may be on its way to another page; when by then
// nothing can be seen, the press was dead all the same.
//
// Silent: a press on a control that has just answered one, because people who
// press fast press once or twice more than there is to do (the last guest, the
// top of the page); what acts outside the page (links to other tabs and applications,
// downloads, pickers), native menus, surfaces, sliders, editable fields, what
// is already selected, disabled controls (their own signal), pages that were
// hidden or frozen meanwhile.
type dead struct {
	told  uint32 // serial of the latest press reported
	owner uint32
	count uint16
}

const (
	deadAfter   = 2500 // ms
	deadRequest = 7000
	overshoot   = 2000 // from an answered press to one that need not be
)

func (d *dead) observe(s *scene) {
	for i := uint32(0); ; i++ {
		r := s.Press(i)
		if r == nil || r.Serial <= d.told {
			return
		}
		limit, open := unanswered(s, r)
		if !open {
			continue
		}
		if s.now-r.At < limit {
			s.ask(r.At + limit)
			continue
		}
		d.told = r.Serial
		if s.Away() == 0 && s.LapseEnd() <= r.At && s.now-r.At < limit+late && !overshot(s, i, r) {
			d.report(s, r.Owner)
		}
		return
	}
}

// unanswered returns how long a press may still wait, and false when it was
// answered or need not be.
func unanswered(s *scene, r *journey.Press) (uint32, bool) {
	if r.Judged || r.Answered != 0 || !promises(r.Role, r.Traits) {
		return 0, false
	}
	if r.Signs == 0 {
		return deadAfter, true
	}
	if r.Signs == journey.SignSubmit {
		return deadRequest, true
	}
	_, open := s.InFlight(r.Serial)
	return deadRequest, open
}

// overshot reports whether the control answered a press shortly before this
// one, the i-th from the latest, and was pressed at most twice since.
func overshot(s *scene, i uint32, r *journey.Press) bool {
	run := 0 // presses since the answered one
	for k := uint32(0); ; k++ {
		b := s.Press(k)
		switch {
		case b == nil || k > i && r.At-b.At > overshoot:
			return false
		case b.Owner != r.Owner:
		case k > i && b.Answered != 0:
			return run <= 2
		default:
			run++
		}
	}
}

func (d *dead) report(s *scene, owner uint32) {
	if d.owner != owner {
		d.owner, d.count = owner, 0
	}
	d.count = more(d.count)
	s.raise(wire.CauseDeadClick, owner, d.count, 600+min(d.count-1, 3)*100)
}

func more(n uint16) uint16 {
	if n < 1<<16-1 {
		n++
	}
	return n
}
