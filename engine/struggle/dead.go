package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Dead click: a control that promises to react does nothing.
//
// A press on an interactive control is dead when 2.5 s later nothing has
// answered: no change of the page, scroll, selection, other focus, window
// change, new place, request, input, media, download or animation. Signs count
// from the moment the pointer went down, so that a menu that opens on press is
// an answer. PostHog waits as long; below that its users complain.
//
// A request counts as an answer here; that it stays invisible is the matter of
// the slow response.
//
// Silent: what acts outside the page (links to other tabs and applications,
// downloads, pickers), native menus, surfaces, sliders, editable fields, what
// is already selected, disabled controls (their own signal), pages that were
// hidden or frozen meanwhile.
type dead struct {
	serial uint32 // latest press that was judged
	count  uint16
	owner  uint32
}

const deadAfter = 2500 // ms

func (d *dead) observe(s *scene) {
	for i := uint32(0); ; i++ {
		r := s.Press(i)
		if r == nil || r.Serial <= d.serial {
			return
		}
		if r.Judged || r.Signs != 0 || !promises(r.Role, r.Traits) {
			continue
		}
		if s.now-r.At < deadAfter {
			s.ask(r.At + deadAfter)
			continue
		}
		d.judge(s, r.Owner, r.Serial, r.At)
		return
	}
}

func (d *dead) judge(s *scene, owner, serial, at uint32) {
	d.serial = serial
	if s.Away() != 0 || s.LapseEnd() > at || s.now-at > 2*deadAfter {
		return
	}
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
