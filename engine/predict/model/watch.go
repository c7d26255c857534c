package model

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/predict/effort"
	"github.com/lamplight-help/lamplight/engine/predict/history"
	"github.com/lamplight-help/lamplight/engine/predict/outlook"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Every is how long a judgement holds while nothing decisive happens, ms. A
// judgement walks all trees; an event between two costs a few additions.
const Every = 1000

// most is how much each part may add to the log-odds or take from them. What
// a model says of a path is a tendency; it alone must not look like trouble.
const most = 2.0

// Watch applies a model to one visitor. Its memory is constant.
type Watch struct {
	Prior    float64 // log-odds of the place, against the product's average
	Path     float64 // of the path so far
	Pace     float64 // of what is slow or late, 0 or more
	Progress float64 // of what goes well, 0 or less

	model   *Model
	history history.History
	effort  effort.Effort
	judged  bool
	at      uint32 // of the last judgement
	row     [outlook.Columns]float32
	work    [effort.Whole]float32
	parts   [effort.Whole]int32
}

// NewWatch returns a watch that has seen nothing.
func NewWatch(m *Model) *Watch { return &Watch{model: m} }

// Observe takes an event that the path has taken. Signals is the probability
// by the signals alone, in [0, 1]. It reports whether the parts are new.
func (w *Watch) Observe(p *journey.Path, ev *wire.Event, signals float64) bool {
	outlook.Follow(&w.history, w.model.outlook, ev, p.Stay().Place)
	w.effort.Observe(p, ev)
	if w.judged && !decisive(ev.Kind) && p.Now()-w.at < Every {
		return false
	}
	w.judged, w.at = true, p.Now()
	w.judgePath(p.Now())
	w.judgeEffort(p, signals)
	return true
}

// decisive reports the kinds after which a judgement is due at once.
func decisive(k wire.EventKind) bool {
	switch k {
	case wire.EventPlace, wire.EventClick, wire.EventSubmit, wire.EventInvalid, wire.EventHelp, wire.EventGoal:
		return true
	}
	return false
}

func (w *Watch) judgePath(now uint32) {
	m := w.model.outlook
	if m == nil {
		return
	}
	m.Row(&w.history, now, w.row[:])
	w.Path = bounded(m.Margin(w.row[:], nil) - m.Prior())
}

// judgeEffort divides what the trees say into what speaks for trouble and what
// speaks against. The share of the signals is left out: they count by
// themselves.
func (w *Watch) judgeEffort(p *journey.Path, signals float64) {
	m := w.model.effort
	if m == nil {
		return
	}
	w.effort.Row(w.work[:], p.Now())
	w.work[effort.Evidence] = float32(signals)
	clear(w.parts[:])
	w.Prior = bounded(m.Lean(p.Stay().Place))
	m.Margin(w.work[:], p.Stay().Place, w.parts[:])
	slow, good := int32(0), int32(0)
	for i, v := range &w.parts {
		switch {
		case i == effort.Evidence:
		case v > 0:
			slow += v
		default:
			good += v
		}
	}
	w.Pace, w.Progress = bounded(float64(slow)/trees.Scale), bounded(float64(good)/trees.Scale)
}

func bounded(v float64) float64 { return min(max(v, -most), most) }

// Seek is the probability that help is sought within a minute, in [0, 1]; 0
// when the product has not taught it.
func (w *Watch) Seek() float64 {
	if w.model.outlook == nil || !w.judged {
		return 0
	}
	return w.model.outlook.Probability(w.row[:])
}

// Fail is the probability that what the place asks for is not brought to its
// end, in [0, 1]; 0 when the product has not taught it.
func (w *Watch) Fail(place uint32) float64 {
	if w.model.effort == nil || !w.judged {
		return 0
	}
	z, _ := w.model.effort.Margin(w.work[:], place, nil)
	return num.Sigmoid(z)
}
