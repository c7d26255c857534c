package struggle

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Error click: the visitor presses something and gets an error.
//
// Within two seconds of a press (Splunk and Amplitude use one and two), one of
//
//   - a request that the press began ends with a status from 400 to 499,
//   - a message of the application appears: a refusal by the server, or an
//     alert that is not about one field (those have the repeated failure),
//   - an exception reaches the window, and half a second later the page still
//     has not answered the press.
//
// Failures of the system (no answer, 500 and above) have their own signal, and
// so have fields that the browser refuses.
//
// Silent: exceptions of pages that go on working, errors of requests that
// nobody's press began, 401 on the way to a sign-in.
type errorClick struct {
	fault  uint32 // when to look again after an exception, 0 none
	serial uint32
	told   uint32 // serial of the last press reported
	owner  uint32
	count  uint16
}

const (
	errorWithin = 2000 // ms
	faultWait   = 500
)

func (d *errorClick) observe(s *scene) {
	if d.fault != 0 && s.now >= d.fault {
		d.fault = 0
		if r := s.Press(0); r != nil && r.Serial == d.serial && r.Answered == 0 && !r.Judged {
			d.report(s, r)
		}
	}
	r := s.Press(0)
	if r == nil || r.Judged || s.now-r.At > errorWithin {
		s.ask(d.fault)
		return
	}
	switch s.ev.Kind {
	case wire.EventNetEnd:
		if c := s.ev.Code; c >= 400 && c < 500 && c != 401 && s.Ended().Press == r.Serial {
			d.report(s, r)
		}
	case wire.EventInvalid:
		if d.refusal(s) {
			d.report(s, r)
		}
	case wire.EventFault:
		if r.Answered == 0 && r.Traits&wire.TraitInteractive != 0 {
			d.fault, d.serial = s.now+faultWait, r.Serial
		}
	}
	s.ask(d.fault)
}

// refusal reports messages that are more than a hint to fill a field in.
func (d *errorClick) refusal(s *scene) bool {
	if wire.Validity(s.ev.Code) == wire.ValidityConflict {
		return true
	}
	e := s.Element(s.ev.Target)
	return wire.Validity(s.ev.Code) == wire.ValidityMessage && (e == nil || !e.Has(wire.TraitEditable) && e.Role != wire.RoleCombobox &&
		e.Role != wire.RoleCheckbox && e.Role != wire.RoleRadio)
}

func (d *errorClick) report(s *scene, r *journey.Press) {
	if d.told == r.Serial {
		return
	}
	if d.owner != r.Owner {
		d.owner, d.count = r.Owner, 0
	}
	d.told, d.count = r.Serial, more(d.count)
	s.raise(wire.CauseErrorClick, r.Owner, d.count, 600+min(d.count-1, 3)*120)
}
