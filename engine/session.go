package engine

import (
	"strconv"

	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// hello opens the session. The version was checked.
func (e *Engine) hello(ev *wire.Event) {
	h := ev.Body.(*wire.Hello)
	e.path.Apply(ev)
	e.now = e.path.Now()
	e.greeted, e.tracing, e.locale = true, h.Trace, h.Locale
	e.recall(h)
	e.policy = policy.New(e.cfg.Policy, h)
	e.emit(&wire.Ready{ABI: wire.ABI})
}

// follow takes everything that belongs to the path: what the visitor does and
// how the page responds.
func (e *Engine) follow(ev *wire.Event) {
	signals := e.detectors.Observe(e.path, ev)
	for i := range signals {
		s := &signals[i]
		name := ""
		if el := e.path.Element(s.Target); el != nil {
			name = el.Name
		}
		e.seen.signal(*s, name)
		e.tellSignal(s)
	}
	risk := e.head.Update(e.path, ev, signals)
	e.tallyStay(ev)
	if e.traced() && (len(signals) > 0 || moved(e.told, risk.Probability)) {
		e.told = risk.Probability
		e.tell(wire.Traced{Stage: wire.StagePredict, Code: uint16(risk.Cause), Target: risk.Target,
			Value: int32(risk.Probability), Text: e.otherwise(), Reasons: append([]wire.Reason(nil), risk.Reasons()...)})
	}
	e.consider(ev, &risk, len(signals) > 0)
}

// otherwise is the counterfactual of the trace: what would have kept it quiet,
// the probability in 1/1000 without it, and what is expected of the way, when
// the product has taught that.
func (e *Engine) otherwise() string {
	text := ""
	if o := e.head.Otherwise(e.threshold()); o.N > 0 {
		text = strconv.Itoa(int(o.Probability)) + " without"
		for i, c := range o.Without[:o.N] {
			if i > 0 {
				text += " and"
			}
			text += " " + causeName(c)
		}
	}
	w := e.head.Watch()
	if w == nil {
		return text
	}
	if goal, left, known := w.Goal(); known {
		if text != "" {
			text += "; "
		}
		text += "goal " + strconv.Itoa(int(float64(goal*1000)+0.5)) + ", " + strconv.Itoa(int(left/1000)) + " s left"
	}
	return text
}

// threshold is the probability from which on help may be offered, 1/1000.
func (e *Engine) threshold() uint16 {
	if t := e.cfg.Policy.Threshold; t != 0 {
		return t
	}
	return policy.Default.Threshold
}

// causeName names whatever can be a reason.
func causeName(c wire.Cause) string {
	switch c {
	case wire.CausePath:
		return "path"
	case wire.CausePace:
		return "pace"
	}
	return struggle.Name(c)
}

// moved reports whether a probability changed by enough to be worth a line in
// the trace: 20/1000.
func moved(told, now uint16) bool { return max(told, now)-min(told, now) >= 20 }
