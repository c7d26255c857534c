package engine

import (
	"strconv"

	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// hello opens the session. The version was checked.
func (e *Engine) hello(ev *wire.Event) {
	h := ev.Body.(*wire.Hello)
	e.path.Apply(ev)
	e.now = e.path.Now()
	e.greeted, e.tracing, e.locale = true, h.Trace, h.Locale
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
	if e.traced() && (len(signals) > 0 || moved(e.told, risk.Probability)) {
		e.told = risk.Probability
		e.tell(wire.Traced{Stage: wire.StagePredict, Code: uint16(risk.Cause), Target: risk.Target,
			Value: int32(risk.Probability), Text: otherwise(&risk), Reasons: append([]wire.Reason(nil), risk.Reasons()...)})
	}
	e.consider(ev, &risk, len(signals) > 0)
}

// otherwise is the counterfactual of the trace: what the probability would be,
// in 1/1000, had the strongest evidence not been seen.
func otherwise(r *predict.Risk) string {
	if r.Cause == 0 {
		return ""
	}
	return strconv.Itoa(int(r.Without)) + " without " + struggle.Name(r.Cause)
}

// moved reports whether a probability changed by enough to be worth a line in
// the trace: 20/1000.
func moved(told, now uint16) bool { return max(told, now)-min(told, now) >= 20 }
