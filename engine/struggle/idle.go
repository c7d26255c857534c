package struggle

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Idle at a step: there is something to do here, it was begun, and then
// nothing happens any more.
//
// No gesture for the longest of 45 s, twelve times the visitor's own median
// pause, twice the longest pause after which the visitor went on, and what nine
// in ten others need for the whole place where that is known; at most two
// minutes. Only where something was begun: a field edited or refused, or a press
// that was not answered.
//
// Silent: reading, films that play, waiting for a request, other windows,
// places with nothing to fill in, a silence that was reported as hesitation.
type idle struct {
	said uint32 // arrival of the stay that was reported
	acts uint32 // last gesture when it was
	last uint32 // last gesture seen
	most uint32 // longest pause after which the visitor went on, ms
}

const (
	idleLeast = 45_000 // ms
	idleMost  = 120_000
	idleTimes = 12
	idleMedia = 120_000 // ms after a film began or was sought
)

func (d *idle) observe(s *scene) {
	d.learn(s)
	st := s.Stay()
	if !begun(s) || s.Away() != 0 || !s.Visible() || d.said == st.At && d.acts >= s.Acted() {
		return
	}
	if m := s.Signed(journey.SignMedia); m != 0 && s.now-m < idleMedia || s.Waiting() || s.d.hesitation.at > s.Acted() {
		return
	}
	from := max(s.Acted(), s.ReturnedAt())
	limit := d.limit(s)
	if s.now-from < limit {
		s.ask(from + limit)
		return
	}
	d.said, d.acts = st.At, s.now
	if s.now-from < limit+late && s.LapseEnd() <= from {
		target, _ := s.Focus()
		s.raise(wire.CauseIdle, target, 1, 500)
	}
}

// learn follows the pauses after which the visitor went on.
func (d *idle) learn(s *scene) {
	if now := s.Acted(); now != d.last {
		if pause := now - d.last; d.last != 0 && pause < idleLeast && s.ReturnedAt() < d.last {
			d.most = max(d.most, pause)
		}
		d.last = now
	}
}

func begun(s *scene) bool {
	st := s.Stay()
	return (st.Fields > 0 || st.Failures > 0) && st.Submits <= st.Failures
}

func (d *idle) limit(s *scene) uint32 {
	_, p90 := s.d.pace(s.Stay().Place)
	return min(max(idleLeast, idleTimes*s.Gap.Median(0), 2*d.most, p90), idleMost)
}
