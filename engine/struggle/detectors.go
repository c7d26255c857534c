package struggle

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Config changes the rules. The zero value is the one that ships.
type Config struct {
	// Pace returns how long others usually stay at a place, ms: the median
	// and the 90th percentile. Nil, or zeros, when nothing is known.
	Pace func(place uint32) (median, p90 uint32)
}

// Detectors are all of them. The zero value is not usable: call New.
type Detectors struct {
	out       [MaxSignals]Signal
	n         int
	wake      uint32
	pressSeen uint32 // serial of the latest press before the present event

	pace       func(uint32) (uint32, uint32)
	rage       rage
	dead       dead
	slow       slow
	errorClick errorClick
	swipe      swipe
	thrash     thrash
	invalid    invalid
	rewrite    rewrite
	hesitation hesitation
	reenter    reenter
	loop       loop
	quickBack  quickBack
	scrollHunt scrollHunt
	seek       seek
	reload     reload
	zoom       zoom
	idle       idle
	blocked    blocked
	system     system
	abandon    abandon
	switching  switching
}

// New returns detectors that have seen nothing.
func New(cfg Config) *Detectors {
	d := &Detectors{pace: cfg.Pace}
	if d.pace == nil {
		d.pace = func(uint32) (uint32, uint32) { return 0, 0 }
	}
	return d
}

// scene is what a detector sees.
type scene struct {
	*journey.Path
	ev  *wire.Event
	now uint32
	d   *Detectors
}

// Observe takes an event that the path has taken, and returns the signals it
// raises. They are valid until the next call.
func (d *Detectors) Observe(p *journey.Path, ev *wire.Event) []Signal {
	d.n, d.wake = 0, 0
	s := scene{Path: p, ev: ev, now: p.Now(), d: d}
	d.rage.observe(&s)
	d.dead.observe(&s)
	d.slow.observe(&s)
	d.errorClick.observe(&s)
	d.swipe.observe(&s)
	d.thrash.observe(&s)
	d.invalid.observe(&s)
	d.rewrite.observe(&s)
	d.hesitation.observe(&s)
	d.reenter.observe(&s)
	d.loop.observe(&s)
	d.quickBack.observe(&s)
	d.scrollHunt.observe(&s)
	d.seek.observe(&s)
	d.reload.observe(&s)
	d.zoom.observe(&s)
	d.idle.observe(&s)
	d.blocked.observe(&s)
	d.system.observe(&s)
	d.abandon.observe(&s)
	d.switching.observe(&s)
	if r := p.Press(0); r != nil {
		d.pressSeen = r.Serial
	}
	return d.out[:d.n]
}

// NextWake is when the detectors want a Tick, ms since the time origin; 0 for
// never.
func (d *Detectors) NextWake() uint32 { return d.wake }

// raise reports a signal. Beyond MaxSignals at one event the rest is dropped.
func (s *scene) raise(c wire.Cause, target uint32, count, confidence uint16) {
	if s.d.n == MaxSignals {
		return
	}
	s.d.out[s.d.n] = Signal{
		Cause: c, Confidence: min(confidence, 1000), Count: max(count, 1), Target: target,
		Place: s.Stay().Place, At: s.now,
	}
	s.d.n++
}

// ask wants a Tick at a time in the future.
func (s *scene) ask(at uint32) {
	if at > s.now && (s.d.wake == 0 || at < s.d.wake) {
		s.d.wake = at
	}
}
