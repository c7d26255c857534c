package struggle

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Slow response: the page works on the visitor's wish and does not say so.
//
// A press began a request, three seconds later it is still in flight, and
// nothing that a person can see has happened. When something did happen (a
// spinner, a greyed button), ten seconds are allowed: people wait when they
// are told to. After seven seconds without any visible sign the dead click
// takes over.
//
// Silent: requests that nobody's press began, pages in the background.
type slow struct {
	told  uint32 // serial of the last press reported
	count uint16
}

const (
	slowAfter = 3000 // ms, as Sentry
	slowShown = 10_000
)

func (d *slow) observe(s *scene) {
	for i := uint32(0); ; i++ {
		r := s.Press(i)
		if r == nil || r.Serial <= d.told {
			return
		}
		if r.Judged || r.Signs&journey.SignRequest == 0 || !waits(r) {
			continue
		}
		if _, open := s.InFlight(r.Serial); !open {
			continue
		}
		limit := uint32(slowAfter)
		if r.Answered != 0 {
			limit = slowShown
		}
		if s.now-r.At < limit {
			s.ask(r.At + limit)
			continue
		}
		d.told = r.Serial
		if s.Away() == 0 && s.LapseEnd() <= r.At && s.now-r.At < limit+late {
			d.count = more(d.count)
			s.raise(wire.CauseSlowResponse, r.Owner, d.count, 600+min(d.count-1, 2)*100)
		}
		return
	}
}

// waits reports presses whose effect shows in this page.
func waits(r *journey.Press) bool {
	return r.Traits&(elsewhere&^wire.TraitSelected|wire.TraitSurface|wire.TraitDisabled) == 0
}

// late is how long after its time a finding may still be reported, ms. What
// comes later speaks of a page that slept, not of the visitor.
const late = 2500
