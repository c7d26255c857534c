package effort

import (
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// Columns of a whole row, after those of Effort.Row. The caller writes
// Evidence, the model PlaceOdds.
const (
	Evidence  = Columns      // probability by the signals alone
	PlaceOdds = Evidence + 1 // log-odds at the place when one arrives
	Whole     = PlaceOdds + 1
)

// Limits of a model.
const (
	MaxPlaces = 400
	MaxBytes  = 64 << 10
	placeSize = 6
	headSize  = 13
)

// Unit is how many steps make 1 in log-odds.
const Unit = 1024

// Error is why bytes are not a model.
type Error string

// Error returns the reason in English.
func (e Error) Error() string { return string(e) }

// The errors.
const (
	ErrMagic = Error("effort: not a model, or of another version")
	ErrShort = Error("effort: the model ends too early")
	ErrOrder = Error("effort: places out of order")
)

// Model estimates how probable it is that what a place asks of a visitor is
// not brought to its end.
//
// Encoding, little-endian: "LE1" · places u16 · prior i16 · rise i16 · slope
// i32 · places × (key u32, log-odds i16), sorted by key · trees over Whole
// columns. The log-odds are prior or the place's, plus rise × Waited, plus
// slope × the trees.
type Model struct {
	places []byte
	prior  int16
	rise   int16
	slope  int32
	trees  *trees.Model
}

// Open checks b, which must not change afterwards.
func Open(b []byte) (*Model, error) {
	if len(b) < headSize || string(b[:3]) != "LE1" || len(b) > MaxBytes {
		return nil, ErrMagic
	}
	places := int(u16(b[3:]))
	m := &Model{prior: int16(u16(b[5:])), rise: int16(u16(b[7:])), slope: int32(u32(b[9:]))}
	if places > MaxPlaces {
		return nil, ErrMagic
	}
	rest := b[headSize:]
	if len(rest) < places*placeSize {
		return nil, ErrShort
	}
	m.places, rest = rest[:places*placeSize], rest[places*placeSize:]
	for i := placeSize; i < len(m.places); i += placeSize {
		if u32(m.places[i-placeSize:]) >= u32(m.places[i:]) {
			return nil, ErrOrder
		}
	}
	var err error
	if m.trees, err = trees.Open(rest); err != nil {
		return nil, err
	}
	if m.trees.Features() > Whole {
		return nil, ErrMagic
	}
	return m, nil
}

// odds finds what is known of a place, in 1/Unit.
func (m *Model) odds(place uint32) int16 {
	lo, hi := 0, len(m.places)/placeSize
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if u32(m.places[mid*placeSize:]) < place {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if at := lo * placeSize; at < len(m.places) && u32(m.places[at:]) == place {
		return int16(u16(m.places[at+4:]))
	}
	return m.prior
}

// Lean is how much more probable failing is at a place than at an average one,
// in log-odds; 0 for a place that the model does not know.
func (m *Model) Lean(place uint32) float64 {
	return (float64(m.odds(place)) - float64(m.prior)) / Unit
}

// Margin completes a row and returns the log-odds at a place. Base is the part
// that place and time alone account for. When parts is not nil, entry i of it
// receives what column i adds, in 1/trees.Scale and before the slope.
func (m *Model) Margin(row []float32, place uint32, parts []int32) (margin, base float64) {
	odds := m.odds(place)
	row[PlaceOdds] = float32(odds) / Unit
	base = (float64(odds) + float64(float64(m.rise)*float64(row[Waited]))) / Unit
	sum := float64(m.trees.Margin(row, parts)) / trees.Scale
	return base + float64(sum*float64(m.slope)/trees.Scale), base
}

// Probability is Margin as a probability.
func (m *Model) Probability(row []float32, place uint32) float64 {
	z, _ := m.Margin(row, place, nil)
	return num.Sigmoid(z)
}

func u16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }
func u32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}
