package outlook

import (
	"errors"
	"math"
	"slices"

	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// Parts is a model that is being made.
type Parts struct {
	Known    []uint32           // keys of places with counts of their own
	Prior    float64            // log-odds without any context
	Contexts map[uint32]float64 // log-odds by context and situation
	Trees    []byte             // encoded, over Columns features or fewer
	Offset   float64            // calibration: offset + slope × margin
	Slope    float64
}

// Encode returns the bytes that Open reads, or an error when they would be too
// many.
func (p *Parts) Encode() ([]byte, error) {
	keys := make([]uint32, 0, len(p.Contexts))
	for k := range p.Contexts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b := append([]byte("LO1"), byte(len(p.Known)), byte(len(keys)), byte(len(keys)>>8))
	b = append16(b, odds16(p.Prior))
	b = append32(b, scaled(p.Offset))
	b = append32(b, scaled(p.Slope))
	for _, k := range p.Known {
		b = append32(b, k)
	}
	for _, k := range keys {
		b = append16(append32(b, k), odds16(p.Contexts[k]))
	}
	b = append(b, p.Trees...)
	if len(keys) > MaxContexts || len(b) > MaxBytes {
		return nil, errors.New("outlook: the model would be larger than 64 KB; learn fewer contexts or trees")
	}
	return b, nil
}

func odds16(v float64) uint16 {
	return uint16(int16(min(max(math.Round(v*Unit), math.MinInt16), math.MaxInt16)))
}

func scaled(v float64) uint32 { return uint32(int32(math.Round(v * trees.Scale))) }

func append16(b []byte, v uint16) []byte { return append(b, byte(v), byte(v>>8)) }
func append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
