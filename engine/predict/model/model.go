// Package model is what one product has taught: the part of a knowledge bundle
// that the prediction reads, and the memory that goes with it.
//
//	places   how much trouble there is at a place, how long visitors stay
//	outlook  is help sought within a minute?
//	course   the path model: is the goal missed, and how long will it take?
//	effort   the rhythm at a place: is what it asks for brought to its end?
//	mix      how much each of these counts in the head
//
// Each part may be missing. Everything is read where it lies; Open checks it
// once, so that nothing later can lead outside.
package model

import (
	"github.com/lamplight-help/lamplight/engine/predict/course"
	"github.com/lamplight-help/lamplight/engine/predict/effort"
	"github.com/lamplight-help/lamplight/engine/predict/outlook"
)

// Limits of a model.
const (
	MaxPlaces = 400
	MaxBytes  = 64 << 10
	placeSize = 14
	headSize  = 17 + 2*mixes
)

// Error is why bytes are not a model.
type Error string

// Error returns the reason in English.
func (e Error) Error() string { return string(e) }

// The errors.
const (
	ErrMagic = Error("model: not a model, or of another version")
	ErrShort = Error("model: the model ends too early")
	ErrLong  = Error("model: the model has bytes left over")
	ErrOrder = Error("model: places out of order")
)

// Model is an opened model.
//
// Encoding, little-endian: "LM2" · places u16 · lengths u32 of outlook, course
// and effort · mix × i16 (1/Unit) · places × (key u32 · median u16 · p90 u16,
// both in 1/10 s · goal u16, 1/1000 · left u16, s · lean i16, 1/Unit), sorted by
// key · outlook · course · effort.
type Model struct {
	places  []byte
	mix     Mix
	outlook *outlook.Model // nil when not learned
	course  *course.Model  // nil when not learned
	effort  *effort.Model  // nil when not learned
}

// Unit is how many steps make 1 in what is encoded in 16 bits.
const Unit = 2048

// Open checks b, which must not change afterwards.
func Open(b []byte) (*Model, error) {
	if len(b) < headSize || string(b[:3]) != "LM2" || len(b) > MaxBytes {
		return nil, ErrMagic
	}
	places := int(u16(b[3:]))
	var sizes [3]int
	want := places * placeSize
	for i := range &sizes {
		sizes[i] = int(u32(b[5+4*i:]) & 0xfffff)
		want += sizes[i]
	}
	rest := b[headSize:]
	switch {
	case places > MaxPlaces:
		return nil, ErrMagic
	case len(rest) < want:
		return nil, ErrShort
	case len(rest) > want:
		return nil, ErrLong
	}
	m := &Model{places: rest[:places*placeSize], mix: readMix(b[17:])}
	for i := placeSize; i < len(m.places); i += placeSize {
		if u32(m.places[i-placeSize:]) >= u32(m.places[i:]) {
			return nil, ErrOrder
		}
	}
	return m, m.open(rest[places*placeSize:], sizes)
}

// open checks the parts that there are.
func (m *Model) open(b []byte, sizes [3]int) (err error) {
	if n := sizes[0]; n > 0 {
		if m.outlook, err = outlook.Open(b[:n]); err != nil {
			return err
		}
	}
	b = b[sizes[0]:]
	if n := sizes[1]; n > 0 {
		if m.course, err = course.Open(b[:n]); err != nil {
			return err
		}
	}
	if b = b[sizes[1]:]; len(b) > 0 {
		m.effort, err = effort.Open(b)
	}
	return err
}

// Place is what is known of one place.
type Place struct {
	Median uint32  // how long visitors stay, ms
	P90    uint32  // how long nine in ten stay at most, ms
	Goal   uint16  // how many of a thousand reach the goal from here; NoGoal
	Left   uint32  // median time until they do, ms
	Lean   float64 // log-odds of trouble, against the product's average
}

// NoGoal stands for a goal that was never recorded.
const NoGoal = 1<<16 - 1

// Place returns what is known of a place, by journey.Hash of its route.
func (m *Model) Place(key uint32) (Place, bool) {
	lo, hi := 0, len(m.places)/placeSize
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if u32(m.places[mid*placeSize:]) < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	at := lo * placeSize
	if at >= len(m.places) || u32(m.places[at:]) != key {
		return Place{Goal: NoGoal}, false
	}
	v := m.places[at:]
	return Place{uint32(u16(v[4:])) * 100, uint32(u16(v[6:])) * 100, u16(v[8:]), uint32(u16(v[10:])) * 1000,
		float64(int16(u16(v[12:]))) / Unit}, true
}

// Knows reports whether a place was learned; a model without places claims
// nothing and knows them all.
func (m *Model) Knows(key uint32) bool {
	_, ok := m.Place(key)
	return ok || len(m.places) == 0
}

// Pace is how long others stay at a place, ms: the median and the 90th
// percentile, zeros when nothing is known. struggle.Config takes it.
func (m *Model) Pace(key uint32) (median, p90 uint32) {
	p, _ := m.Place(key)
	return p.Median, p.P90
}

func u16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }
func u32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}
