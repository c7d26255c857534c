package course

import (
	"errors"
	"math"
	"slices"

	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// Known is what is known of a context: the log-odds of missing the goal, and
// the mean of the logarithm of 1 plus the seconds that were left.
type Known struct{ Odds, Left float64 }

// Parts is a model that is being made.
type Parts struct {
	Prior    Known
	Contexts map[uint32]Known
	Trees    []byte  // encoded, over Columns
	Offset   float64 // calibration: offset + slope × margin
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
	b := append([]byte("LC1"), byte(len(keys)), byte(len(keys)>>8))
	b = append(b, p.Prior.bytes()...)
	b = append32(append32(b, scaled(p.Offset)), scaled(p.Slope))
	for _, k := range keys {
		v := p.Contexts[k]
		b = append(append32(b, k), v.bytes()...)
	}
	b = append(b, p.Trees...)
	if len(keys) > MaxContexts || len(b) > MaxBytes {
		return nil, errors.New("course: the model would be larger than 64 KB; learn fewer contexts or trees")
	}
	return b, nil
}

// bytes rounds to what the encoding holds.
func (k Known) bytes() []byte {
	odds := min(max(math.Round(k.Odds*OddsUnit), math.MinInt8), math.MaxInt8)
	left := min(max(math.Round(k.Left*LeftUnit), 0), math.MaxUint8)
	return []byte{byte(int8(odds)), byte(left)}
}

func scaled(v float64) uint32 { return uint32(int32(math.Round(v * trees.Scale))) }

func append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
