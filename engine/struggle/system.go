package struggle

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// System failure: what the visitor asked for failed, and it is not his fault.
//
//   - A request that a press or a submit began gets no answer (status 0) or
//     one from 500 on. A request without an answer is judged 400 ms later:
//     leaving a page aborts what is in flight.
//   - Exceptions follow twice within ten seconds upon the visitor's acts.
//
// Silent: requests in the background, requests that another page cut short,
// one exception.
type system struct {
	pending uint32 // when to judge, 0 none
	at      uint32
	owner   uint32
	count   uint16
	fault   uint32
}

const (
	abortWait   = 400 // ms
	submitCause = 1000
	faultAfter  = 1000   // ms between an act and an exception
	faultWindow = 10_000 // ms
)

func (d *system) observe(s *scene) {
	switch s.ev.Kind {
	case wire.EventNetEnd:
		d.ended(s, s.Ended())
	case wire.EventFault:
		d.faulted(s)
	case wire.EventPlace, wire.EventHidden, wire.EventLeave, wire.EventFreeze:
		d.pending = 0
	}
	if d.pending != 0 && s.now >= d.pending {
		d.pending = 0
		d.report(s, d.owner)
	}
	s.ask(d.pending)
}

func (d *system) ended(s *scene, r journey.Request) {
	owner, mine := s.askedBy(r)
	if !mine {
		return
	}
	switch {
	case s.ev.Code >= 500:
		d.report(s, owner)
	case s.ev.Code == 0:
		d.pending, d.owner = s.now+abortWait, owner
	}
}

// askedBy returns whose doing a request was.
func (s *scene) askedBy(r journey.Request) (owner uint32, mine bool) {
	if r.At == 0 && r.Number == 0 {
		return 0, false
	}
	for i := uint32(0); r.Press != 0 && i < journey.MaxPresses; i++ {
		if p := s.Press(i); p != nil && p.Serial == r.Press {
			return p.Owner, true
		}
	}
	form, at := s.Submitted()
	return form, at != 0 && r.At >= at && r.At-at <= submitCause
}

func (d *system) faulted(s *scene) {
	if s.now-s.Acted() > faultAfter || s.Acted() == d.at {
		return
	}
	d.at = s.Acted()
	if d.fault != 0 && s.now-d.fault <= faultWindow {
		owner := uint32(0)
		if r := s.Press(0); r != nil && s.now-r.At <= faultAfter {
			owner = r.Owner
		}
		d.report(s, owner)
	}
	d.fault = max(s.now, 1)
}

func (d *system) report(s *scene, owner uint32) {
	d.count = more(d.count)
	s.raise(wire.CauseSystemFailure, owner, d.count, 650+min(d.count-1, 3)*100)
}
