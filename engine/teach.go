package engine

import (
	"github.com/lamplight-help/lamplight/engine/policy/counts"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// teach takes the counts and the path model of a bundle into use. What is
// missing, cut short or of another version leaves the engine with what it knows
// of any product: the knowledge itself is in use all the same.
func (e *Engine) teach(b []byte) {
	var err error
	if e.counts, b, err = counts.Cut(b); err != nil {
		e.unlearned(err)
	}
	e.model = nil
	if len(b) > 0 {
		m, err := model.Open(b)
		if err != nil {
			e.unlearned(err)
		}
		e.model = m
	}
	e.head.Teach(e.model)
}

// unlearned counts what could not be read, in the trace.
func (e *Engine) unlearned(err error) {
	e.untaught++
	e.tell(wire.Traced{Stage: wire.StagePredict, Value: int32(e.untaught), Text: err.Error()})
}

// pace is how long others stay at a place, as far as the model knows.
func (e *Engine) pace(place uint32) (median, p90 uint32) {
	if e.model == nil {
		return 0, 0
	}
	return e.model.Pace(place)
}
