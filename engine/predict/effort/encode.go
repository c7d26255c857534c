package effort

import (
	"errors"
	"math"
	"slices"

	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// Parts is a model that is being made. Numbers are log-odds.
type Parts struct {
	Places map[uint32]float64 // on arrival, by journey.Hash of the route
	Prior  float64            // at other places
	Rise   float64            // for each unit of Waited
	Slope  float64            // of the trees
	Trees  []byte             // encoded, over Whole columns
}

// Encode returns the bytes that Open reads, or an error when they would be too
// many.
func (p *Parts) Encode() ([]byte, error) {
	keys := make([]uint32, 0, len(p.Places))
	for k := range p.Places {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b := append16([]byte("LE1"), uint16(len(keys)))
	b = append32(append16(append16(b, odds16(p.Prior)), odds16(p.Rise)), uint32(int32(math.Round(p.Slope*trees.Scale))))
	for _, k := range keys {
		b = append16(append32(b, k), odds16(p.Places[k]))
	}
	b = append(b, p.Trees...)
	if len(keys) > MaxPlaces || len(b) > MaxBytes {
		return nil, errors.New("effort: the model would be larger than 64 KB; learn fewer places or trees")
	}
	return b, nil
}

func odds16(v float64) uint16 {
	return uint16(int16(min(max(math.Round(v*Unit), math.MinInt16), math.MaxInt16)))
}

func append16(b []byte, v uint16) []byte { return append(b, byte(v), byte(v>>8)) }
func append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
