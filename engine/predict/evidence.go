package predict

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// maxEvidence is how many findings count at a time. The weakest makes room.
const maxEvidence = 12

// evidence is one finding that still counts.
type evidence struct {
	cause  wire.Cause
	count  uint16
	target uint32
	place  uint32
	at     uint32
	weight float64 // log-odds when fresh
}

// halfLife is how long a finding takes to lose half of its weight, ms. Chosen
// so that two findings a minute apart still add up, and that what happened
// five minutes ago no longer does.
const halfLife = 60_000

const ln2 = 0.6931471805599453

// faded is the weight at a time.
func (e *evidence) faded(now uint32) float64 {
	return float64(e.weight * num.Exp(-float64(ln2*float64(now-e.at))/halfLife))
}

// weights are log-odds of a finding with full confidence, seen once. They are
// the prior before a product has taught its own.
var weights = [struggle.Causes + 1]float64{
	wire.CauseRageClick:       3.2,
	wire.CauseDeadClick:       3.2,
	wire.CauseSlowResponse:    1.8,
	wire.CauseErrorClick:      3.4,
	wire.CauseDeadSwipe:       2.0,
	wire.CauseThrash:          1.6,
	wire.CauseRepeatedInvalid: 3.2,
	wire.CauseRewrite:         2.4,
	wire.CauseHesitation:      2.2,
	wire.CauseReenter:         2.4,
	wire.CauseLoop:            4.2,
	wire.CauseQuickBack:       1.8,
	wire.CauseScrollHunt:      2.4,
	wire.CauseSeekHelp:        5.6,
	wire.CauseReload:          1.4,
	wire.CauseZoom:            1.2,
	wire.CauseIdle:            2.4,
	wire.CauseDisabledPressed: 3.2,
	wire.CauseSystemFailure:   3.8,
	wire.CauseAbandon:         2.6,
	wire.CauseSwitching:       2.0,
}

// again is how much each repetition adds, as a share of the first.
const again = 0.35

// take files a signal: a repetition replaces the earlier finding.
func (h *Head) take(s *struggle.Signal) {
	if s.Cause == 0 || s.Cause > struggle.Causes {
		return
	}
	e := h.slot(s)
	extra := float64(again * float64(min(s.Count, 4)-1))
	w := float64(float64(weights[s.Cause]*float64(s.Confidence)) / 1000)
	*e = evidence{s.Cause, s.Count, s.Target, s.Place, s.At, float64(w * (1 + extra))}
}

// slot returns the entry of the same finding, else an empty one, else the
// weakest.
func (h *Head) slot(s *struggle.Signal) *evidence {
	weakest := &h.evidence[0]
	for i := range &h.evidence {
		e := &h.evidence[i]
		if e.cause == s.Cause && e.target == s.Target && e.place == s.Place {
			return e
		}
		if e.faded(s.At) < weakest.faded(s.At) {
			weakest = e
		}
	}
	return weakest
}

// strongest returns the entry with the most weight that is not in used, or -1.
func (h *Head) strongest(now, used uint32) (int, float64) {
	best, most := -1, 0.05
	for i := range &h.evidence {
		if e := &h.evidence[i]; e.cause != 0 && used&(1<<i) == 0 {
			if w := e.faded(now); w > most {
				best, most = i, w
			}
		}
	}
	return best, most
}

// served is what a finding still weighs once help for it was offered and
// answered: the visitor may still be stuck, but knows what there is to know.
const served = 0.25

// Served notes that help about an element, or with 0 about the place, was
// offered and answered.
func (h *Head) Served(target, place uint32) {
	for i := range &h.evidence {
		if e := &h.evidence[i]; e.place == place && (e.target == target || target == 0) {
			e.weight = float64(e.weight * served)
		}
	}
}

// relieve drops what the visitor has overcome: a goal ends everything, a field
// that became valid ends what was about it, leaving a place ends what was
// about the place.
func (h *Head) relieve(p *journey.Path, ev *wire.Event) {
	for i := range &h.evidence {
		if e := &h.evidence[i]; e.cause != 0 && overcome(p, ev, e) {
			*e = evidence{}
		}
	}
}

func overcome(p *journey.Path, ev *wire.Event, e *evidence) bool {
	switch ev.Kind {
	case wire.EventGoal:
		return true
	case wire.EventValid:
		return e.target == ev.Target && ev.Target != 0
	case wire.EventPlace:
		return e.place != p.Stay().Place && e.cause != wire.CauseLoop && e.cause != wire.CauseQuickBack
	case wire.EventClick:
		r := p.Press(0)
		return r != nil && r.Owner == e.target && e.cause == wire.CauseDisabledPressed && r.Traits&wire.TraitDisabled == 0
	}
	return false
}
