package model

// Mix is how much each part counts in the head: the log-odds are Base plus
// each part times its weight. It was fitted on visitors whose journeys the
// parts had not learned from, so that the sum is a probability.
type Mix struct {
	Base    float64 // log-odds of trouble in this product
	Place   float64 // of Place.Lean
	Seek    float64 // of what the outlook says
	Course  float64 // of what the path model says
	Effort  float64 // of what the rhythm says
	Signals float64 // of the findings
}

const mixes = 6

// Unknown is the mix of a product that has taught parts but not how they go
// together: its base is that of any product, and everything counts in full.
var Unknown = Mix{Base: -3.5, Place: 1, Seek: 1, Course: 1, Effort: 1, Signals: 1}

func (m *Mix) list() [mixes]*float64 {
	return [mixes]*float64{&m.Base, &m.Place, &m.Seek, &m.Course, &m.Effort, &m.Signals}
}

func readMix(b []byte) (m Mix) {
	for i, v := range m.list() {
		*v = float64(int16(u16(b[2*i:]))) / Unit
	}
	return m
}

// Mix is how much each part counts.
func (m *Model) Mix() Mix { return m.mix }
