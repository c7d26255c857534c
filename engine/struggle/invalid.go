package struggle

import "github.com/lamplight-help/lamplight/engine/wire"

// Repeated validation failure: the same field is refused again after the
// visitor has tried to mend it.
//
// Counted per attempt: an attempt ends when the field is left or its form is
// submitted after an edit. Live validation that complains at every key until
// the value is complete is one failure, not ten. The second failure is
// reported, the third with much more confidence.
//
// Silent: what autofill and password managers write.
type invalid struct {
	target uint32
	count  uint16
}

func (d *invalid) observe(s *scene) {
	if s.ev.Kind != wire.EventInvalid {
		return
	}
	e := s.Element(s.ev.Target)
	if e == nil {
		return
	}
	n := e.Field.Failures
	if n < 2 || d.target == e.ID && d.count == n {
		return
	}
	d.target, d.count = e.ID, n
	s.raise(wire.CauseRepeatedInvalid, e.ID, n, min(500+n*100, 950))
}
