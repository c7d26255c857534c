package model

import (
	"errors"
	"math"
	"slices"
)

// Parts is a model that is being made.
type Parts struct {
	Places  map[uint32]Place // by journey.Hash of the route
	Mix     Mix              // the zero value stands for Unknown
	Outlook []byte           // encoded, may be empty
	Course  []byte           // encoded, may be empty
	Effort  []byte           // encoded, may be empty
}

// Encode returns the bytes that Open reads, or an error when they would be too
// many.
func (p *Parts) Encode() ([]byte, error) {
	keys := make([]uint32, 0, len(p.Places))
	for k := range p.Places {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b := append16([]byte("LM2"), len(keys))
	for _, part := range [][]byte{p.Outlook, p.Course, p.Effort} {
		b = append32(b, uint32(len(part)))
	}
	mix := p.Mix
	if mix == (Mix{}) {
		mix = Unknown
	}
	for _, v := range mix.list() {
		b = appendOdds(b, *v)
	}
	for _, k := range keys {
		v := p.Places[k]
		b = append16(append16(append32(b, k), int(v.Median/100)), int(v.P90/100))
		b = appendOdds(append16(append16(b, int(v.Goal)), int(v.Left/1000)), v.Lean)
	}
	b = append(append(append(b, p.Outlook...), p.Course...), p.Effort...)
	if len(keys) > MaxPlaces || len(b) > MaxBytes {
		return nil, errors.New("model: it would be larger than 64 KB; learn fewer places, contexts or trees")
	}
	return b, nil
}

// appendOdds writes a number in 1/Unit, cut to what 16 bits hold.
func appendOdds(b []byte, v float64) []byte {
	n := uint16(int16(min(max(math.Round(v*Unit), math.MinInt16), math.MaxInt16)))
	return append(b, byte(n), byte(n>>8))
}

func append16(b []byte, v int) []byte {
	v = min(v, 1<<16-1)
	return append(b, byte(v), byte(v>>8))
}

func append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
