package outlook

import (
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/predict/history"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// Columns of a row, after those of history.Self.
const (
	Context   = history.Self                   // log-odds by context, shortest first
	Situation = Context + history.Orders       // and by place and recency of help
	Known     = Situation + history.Situations // decayed counts of the model's places
	Columns   = Known + history.Familiar       // of a whole row
)

// Limits of a model.
const (
	MaxContexts = 6000
	MaxBytes    = 64 << 10
	contextSize = 6
)

// Unit is how many steps make 1 in the log-odds of a context.
const Unit = 1024

// Error is why bytes are not a model.
type Error string

// Error returns the reason in English.
func (e Error) Error() string { return string(e) }

// The errors.
const (
	ErrMagic = Error("outlook: not a model, or of another version")
	ErrShort = Error("outlook: the model ends too early")
	ErrOrder = Error("outlook: contexts out of order")
)

// Model is an opened model.
//
// Encoding, little-endian: "LO1" · known u8 · contexts u16 · prior i16 ·
// offset i32 · slope i32 (calibration, 1/trees.Scale) · known × key u32 ·
// contexts × (key u32, log-odds i16), sorted by key · trees.
type Model struct {
	known    []byte
	contexts []byte
	prior    int16
	offset   int32
	slope    int32
	trees    *trees.Model
}

const headSize = 16

// Open checks b, which must not change afterwards.
func Open(b []byte) (*Model, error) {
	if len(b) < headSize || string(b[:3]) != "LO1" || len(b) > MaxBytes {
		return nil, ErrMagic
	}
	known, contexts := int(b[3]), int(u16(b[4:]))
	m := &Model{prior: int16(u16(b[6:])), offset: int32(u32(b[8:])), slope: int32(u32(b[12:]))}
	if known > history.MaxKnown || contexts > MaxContexts {
		return nil, ErrMagic
	}
	rest := b[headSize:]
	if len(rest) < known*4+contexts*contextSize {
		return nil, ErrShort
	}
	m.known, rest = rest[:known*4], rest[known*4:]
	m.contexts, rest = rest[:contexts*contextSize], rest[contexts*contextSize:]
	for i := 1; i < contexts; i++ {
		if u32(m.contexts[(i-1)*contextSize:]) >= u32(m.contexts[i*contextSize:]) {
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

// Prior is the log-odds without any context.
func (m *Model) Prior() float64 { return float64(m.prior) / Unit }

// Place is the number under which the history counts a place, or -1 when the
// model does not know it.
func (m *Model) Place(key uint32) int {
	for i := 0; i < len(m.known); i += 4 {
		if u32(m.known[i:]) == key {
			return i / 4
		}
	}
	return -1
}

// Row writes the features of a moment into row, which has Columns entries.
func (m *Model) Row(h *history.History, now uint32, row []float32) {
	h.Row(row, now)
	h.Known(row[Known:], now)
	m.Fill(row, h.Contexts(), h.Situations(now))
}

// Fill writes the columns of contexts and situation.
func (m *Model) Fill(row []float32, contexts [history.Orders]uint32, situations [history.Situations]uint32) {
	last := m.prior
	for i, key := range contexts {
		if v, ok := m.odds(key); ok && key != 0 {
			last = v
		}
		row[Context+i] = float32(last) / Unit
	}
	here := row[Context]
	for i, key := range situations {
		row[Situation+i] = here
		if v, ok := m.odds(key); ok {
			row[Situation+i] = float32(v) / Unit
		}
	}
}

// odds finds the log-odds of a context.
func (m *Model) odds(key uint32) (v int16, ok bool) {
	lo, hi := 0, len(m.contexts)/contextSize
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if u32(m.contexts[mid*contextSize:]) < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	at := lo * contextSize
	if at >= len(m.contexts) || u32(m.contexts[at:]) != key {
		return 0, false
	}
	return int16(u16(m.contexts[at+4:])), true
}

// Margin returns the calibrated log-odds of a row. When parts is not nil,
// entry i of it receives what column i adds, before calibration, in units of
// 1/trees.Scale.
func (m *Model) Margin(row []float32, parts []int32) float64 {
	return float64(m.offset)/trees.Scale + float64(m.Raw(row, parts)*float64(m.slope)/trees.Scale)
}

// Raw is Margin before calibration. A mix of several models does its own.
func (m *Model) Raw(row []float32, parts []int32) float64 {
	return float64(m.trees.Margin(row, parts)) / trees.Scale
}

// Probability is Margin as a probability.
func (m *Model) Probability(row []float32) float64 { return num.Sigmoid(m.Margin(row, nil)) }

func u16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }
func u32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}
