package model

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/predict/course"
	"github.com/lamplight-help/lamplight/engine/predict/effort"
	"github.com/lamplight-help/lamplight/engine/predict/history"
	"github.com/lamplight-help/lamplight/engine/predict/outlook"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Every is how long a judgement holds while nothing decisive happens, ms. A
// judgement walks all trees; an event between two costs a few additions.
const Every = 1000

// most is how much each part may add to the log-odds or take from them, before
// and after the mix.
const most = 6.0

// Said is what the parts of a model say at one moment, in log-odds and before
// the mix.
type Said struct {
	Place  float64 // how troublesome the place is
	Seek   float64 // help is sought, against how often it is
	Course float64 // the goal is missed, against how often it is
	Slow   float64 // of the rhythm, what speaks for trouble: 0 or more
	Busy   float64 // and what speaks against: 0 or less
}

// Watch applies a model to one visitor. Its memory is constant.
type Watch struct {
	Base     float64 // log-odds of the product
	Prior    float64 // of the place, against the product's average
	Path     float64 // of the path so far
	Pace     float64 // of what is slow or late, 0 or more
	Progress float64 // of what goes well, 0 or less
	Signals  float64 // weight of the findings
	At       uint32  // time of the latest judgement

	model   *Model
	said    Said
	left    float64 // until the goal, the logarithm of 1 plus seconds
	history history.History
	course  course.Course
	effort  effort.Effort
	judged  bool
	row     [outlook.Columns]float32
	way     [course.Columns]float32
	work    [effort.Whole]float32
	parts   [effort.Whole]int32
}

// NewWatch returns a watch that has seen nothing.
func NewWatch(m *Model) *Watch {
	return &Watch{model: m, Base: bounded(m.mix.Base), Signals: min(max(m.mix.Signals, 0), 2)}
}

// Observe takes an event that the path has taken. Signals is the probability
// by the signals alone, in [0, 1]. It reports whether the parts are new.
func (w *Watch) Observe(p *journey.Path, ev *wire.Event, signals float64) bool {
	outlook.Follow(&w.history, w.model.outlook, ev, p.Stay().Place)
	w.course.Observe(p, ev)
	w.effort.Observe(p, ev)
	if w.judged && !decisive(ev.Kind) && p.Now()-w.At < Every {
		return false
	}
	w.judged, w.At = true, p.Now()
	w.Judge(p, signals)
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

// Judge asks every part and mixes what they say, whether it is due or not.
func (w *Watch) Judge(p *journey.Path, signals float64) {
	place, _ := w.model.Place(p.Stay().Place)
	w.said.Place = bounded(place.Lean)
	w.judgeSeek(p.Now())
	w.judgeCourse(p)
	w.judgeEffort(p, signals)
	mix, said := &w.model.mix, &w.said
	w.Prior = bounded(said.Place * mix.Place)
	w.Path = bounded(float64(said.Seek*mix.Seek) + float64(said.Course*mix.Course))
	w.Pace, w.Progress = bounded(said.Slow*mix.Effort), bounded(said.Busy*mix.Effort)
}

func (w *Watch) judgeSeek(now uint32) {
	m := w.model.outlook
	if m == nil {
		return
	}
	m.Row(&w.history, now, w.row[:])
	w.said.Seek = bounded(m.Raw(w.row[:], nil) - m.Prior())
}

func (w *Watch) judgeCourse(p *journey.Path) {
	m := w.model.course
	if m == nil {
		return
	}
	w.left = m.Row(&w.course, p.Now(), p.Gap.Median(0), w.way[:])
	w.said.Course = bounded(m.Raw(w.way[:], nil) - m.Prior())
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
	w.said.Slow, w.said.Busy = bounded(float64(slow)/trees.Scale), bounded(float64(good)/trees.Scale)
}

func bounded(v float64) float64 { return min(max(v, -most), most) }

// Said is what the parts say, before the mix.
func (w *Watch) Said() Said { return w.said }

// Seek is the probability that help is sought within a minute, in [0, 1]; 0
// when the product has not taught it.
func (w *Watch) Seek() float64 {
	if w.model.outlook == nil || !w.judged {
		return 0
	}
	return w.model.outlook.Probability(w.row[:])
}

// Goal is the probability that the goal is reached, in [0, 1], and how long that
// will probably take, ms; known reports whether the product has taught it.
func (w *Watch) Goal() (probability float64, left uint32, known bool) {
	if w.model.course == nil || !w.judged {
		return 0, 0, false
	}
	return 1 - w.model.course.Probability(w.way[:]), course.Milliseconds(w.left), true
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
