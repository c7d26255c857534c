package model

import (
	"errors"
	"slices"
)

// Parts is a model that is being made.
type Parts struct {
	Places  map[uint32]Place // by journey.Hash of the route
	Outlook []byte           // encoded, may be empty
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
	b := append16([]byte("LM1"), len(keys))
	b = append32(append32(b, uint32(len(p.Outlook))), uint32(len(p.Effort)))
	for _, k := range keys {
		v := p.Places[k]
		b = append16(append16(append32(b, k), int(v.Median/100)), int(v.P90/100))
		b = append16(append16(b, int(v.Goal)), int(v.Left/1000))
	}
	b = append(append(b, p.Outlook...), p.Effort...)
	if len(keys) > MaxPlaces || len(b) > MaxBytes {
		return nil, errors.New("model: it would be larger than 64 KB; learn fewer places, contexts or trees")
	}
	return b, nil
}

func append16(b []byte, v int) []byte {
	v = min(v, 1<<16-1)
	return append(b, byte(v), byte(v>>8))
}

func append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
