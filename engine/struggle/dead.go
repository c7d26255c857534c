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
// A request that is still in flight counts for seven seconds; when by then
// nothing can be seen, the press was dead all the same.
//
// Silent: what acts outside the page (links to other tabs and applications,
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
		if s.Away() == 0 && s.LapseEnd() <= r.At && s.now-r.At < limit+late {
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
	_, open := s.InFlight(r.Serial)
	return deadRequest, open
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
