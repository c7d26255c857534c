package corpus

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// after is how long a page stays open after the last event of a case, ms, so
// that whatever is pending comes due. A case in which more time passes says so
// with a tick.
const after = 10_000

// Run feeds the events through the path and the detectors, with the ticks that
// the detectors ask for, and returns every signal.
func Run(events []wire.Event) []struggle.Signal {
	r := runner{path: journey.New(), detectors: struggle.New(struggle.Config{})}
	for i := range events {
		e := events[i]
		r.until(e.At)
		r.take(&e)
	}
	r.until(r.path.Now() + after)
	return r.out
}

type runner struct {
	path      *journey.Path
	detectors *struggle.Detectors
	wake      uint32
	out       []struggle.Signal
	frozen    bool
}

// until sends the ticks that come due before a time. A frozen page gets none.
func (r *runner) until(at uint32) {
	for r.wake != 0 && r.wake < at && !r.frozen {
		r.take(&wire.Event{Act: wire.Act{Kind: wire.EventTick, At: r.wake}})
	}
}

func (r *runner) take(e *wire.Event) {
	switch e.Kind {
	case wire.EventFreeze:
		r.frozen = true
	case wire.EventTick:
	default:
		r.frozen = false
	}
	if !r.path.Apply(e) {
		return
	}
	r.out = append(r.out, r.detectors.Observe(r.path, e)...)
	r.wake = r.detectors.NextWake()
	r.path.ExpectTick(r.wake)
}
