package engine

import (
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// teach takes the path model of a bundle into use. One that is missing, cut
// short or of another version leaves the engine with what it knows of any
// product: the knowledge itself is in use all the same.
func (e *Engine) teach(b []byte) {
	e.model = nil
	if len(b) > 0 {
		m, err := model.Open(b)
		if err != nil {
			e.untaught++
			e.tell(wire.Traced{Stage: wire.StagePredict, Value: int32(e.untaught), Text: err.Error()})
		}
		e.model = m
	}
	e.head.Teach(e.model)
}

// pace is how long others stay at a place, as far as the model knows.
func (e *Engine) pace(place uint32) (median, p90 uint32) {
	if e.model == nil {
		return 0, 0
	}
	return e.model.Pace(place)
}
