package course

import (
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// Limits of a model.
const (
	MaxContexts = 6000
	MaxBytes    = 64 << 10
	contextSize = 6
	headSize    = 15
)

// Units of what is known of a context.
const (
	OddsUnit = 16 // steps that make 1 in log-odds
	LeftUnit = 24 // steps that make 1 in the logarithm of 1 plus seconds
)

// Error is why bytes are not a model.
type Error string

// Error returns the reason in English.
func (e Error) Error() string { return string(e) }

// The errors.
const (
	ErrMagic = Error("course: not a model, or of another version")
	ErrShort = Error("course: the model ends too early")
	ErrOrder = Error("course: contexts out of order")
)

// Model is an opened model. It speaks of missing the goal.
//
// Encoding, little-endian: "LC1" · contexts u16 · prior i8 (1/OddsUnit) · left
// u8 (logarithm of 1 plus seconds, 1/LeftUnit) · offset i32 · slope i32
// (calibration, 1/trees.Scale) · contexts × (key u32 · log-odds i8 · left u8),
// sorted by key · trees over Columns.
type Model struct {
	contexts []byte
	prior    int8
	left     uint8
	offset   int32
	slope    int32
	trees    *trees.Model
}

// Open checks b, which must not change afterwards.
func Open(b []byte) (*Model, error) {
	if len(b) < headSize || string(b[:3]) != "LC1" || len(b) > MaxBytes {
		return nil, ErrMagic
	}
	n := int(u16(b[3:]))
	m := &Model{prior: int8(b[5]), left: b[6], offset: int32(u32(b[7:])), slope: int32(u32(b[11:]))}
	if n > MaxContexts {
		return nil, ErrMagic
	}
	rest := b[headSize:]
	if len(rest) < n*contextSize {
		return nil, ErrShort
	}
	m.contexts, rest = rest[:n*contextSize], rest[n*contextSize:]
	for i := contextSize; i < len(m.contexts); i += contextSize {
		if u32(m.contexts[i-contextSize:]) >= u32(m.contexts[i:]) {
			return nil, ErrOrder
		}
	}
	var err error
	if m.trees, err = trees.Open(rest); err != nil {
		return nil, err
	}
	if m.trees.Features() > Columns {
		return nil, ErrMagic
	}
	return m, nil
}

// Prior is the log-odds of missing a goal without any context.
func (m *Model) Prior() float64 { return float64(m.prior) / OddsUnit }

// find returns the entry of a key, or nil.
func (m *Model) find(key uint32) []byte {
	lo, hi := 0, len(m.contexts)/contextSize
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if u32(m.contexts[mid*contextSize:]) < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if at := lo * contextSize; key != 0 && at < len(m.contexts) && u32(m.contexts[at:]) == key {
		return m.contexts[at : at+contextSize]
	}
	return nil
}

// Row writes the whole row of the present, and returns the time that is
// probably left when the goal is reached, as the logarithm of 1 plus seconds.
func (m *Model) Row(c *Course, now, own uint32, row []float32) (left float64) {
	c.Row(row, now, own)
	return m.Fill(row, c.Present(now, own))
}

// steady is the fact that knows the time left best: place, steps and time
// spent together.
const steady = Orders + Fines + 2

// Fill writes the columns of the keys. Where a key is not known, the next
// shorter context speaks: the place before the first act, the prior before the
// first place.
func (m *Model) Fill(row []float32, keys [Keys]uint32) (left float64) {
	odds, rest := m.prior, m.left // of the longest context known so far
	fact := uint8(0)
	usual := m.left
	for i, key := range &keys {
		v := m.find(key)
		switch {
		case i < Orders+Fines:
			if v != nil {
				odds, rest = int8(v[4]), v[5]
			}
			row[i] = float32(odds) / OddsUnit
		case v != nil:
			row[i] = float32(int8(v[4])) / OddsUnit
		default:
			row[i] = row[0]
		}
		if v != nil && i == 0 {
			usual = v[5]
		}
		if v != nil && i == steady {
			fact = v[5]
		}
	}
	row[Against] = row[Spent] - float32(usual)/LeftUnit
	if fact == 0 {
		return float64(rest) / LeftUnit
	}
	return (float64(rest) + float64(fact)) / (2 * LeftUnit)
}

// Margin returns the calibrated log-odds of missing the goal for a row. When
// parts is not nil, entry i of it receives what column i adds, before
// calibration, in units of 1/trees.Scale.
func (m *Model) Margin(row []float32, parts []int32) float64 {
	return float64(m.offset)/trees.Scale + float64(m.Raw(row, parts)*float64(m.slope)/trees.Scale)
}

// Raw is Margin before calibration. A mix of several models does its own.
func (m *Model) Raw(row []float32, parts []int32) float64 {
	return float64(row[0]) + float64(m.trees.Margin(row, parts))/trees.Scale
}

// Probability is Margin as a probability.
func (m *Model) Probability(row []float32) float64 { return num.Sigmoid(m.Margin(row, nil)) }

// Milliseconds turns the logarithm of 1 plus seconds into ms, at most an hour.
func Milliseconds(left float64) uint32 {
	return uint32(float64(min(num.Exp(min(max(left, 0), 9))-1, 3600)) * 1000)
}

func u16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }
func u32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}
