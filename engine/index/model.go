package index

import (
	"math"
	"math/bits"

	"github.com/lamplight-help/lamplight/engine/num"
)

// The linear model is a sparse matrix: one row per feature, one column per
// article. Features are named by the top bits of their hash, their bucket.
//
//	secModelHead   u8 bits, u8 idf of features that are not there, u16 zero,
//	               u32 columns, f32 scale, f32 protoScale, then one f32 bias per column
//	secModelBits   bitmap of the buckets that have a row
//	secModelRank   u32 per 512 buckets: rows before them
//	secModelRows   per row: number of cells, idf in sixteenths
//	secModelDir    u32 per 16 rows: cells before them
//	secModelCols   per cell: distance to the previous column of the row; a
//	               distance above 255 is bridged by cells of value zero
//	secModelCells  per cell: the weight, int8, in units of scale
//	secModelProto  per cell: the feature in the article's prototype, the mean of
//	               its phrasings at length one, in units of protoScale
//
// The weights say which article it is, the prototypes whether it is any of
// them: a margin can be high on one odd feature, a cosine cannot.
//
// Rows are found by one bit test and a population count, so the matrix is used
// where it lies.
const (
	rankSpan  = 512
	dirSpan   = 16
	modelHead = 16
	idfUnit   = 8
)

type model struct {
	bits                  uint
	unknown               float32 // idf of a feature without a row
	columns               int32
	scale, protoScale     float32
	head, bitmap, rank    []byte
	rows, idfs, dir, cols []byte
	weights, protos       []byte
}

// openModel maps the model; columns is 0 when there is none.
func openModel(c *container, docs uint32) (model, error) {
	h := c.sec[secModelHead]
	if len(h) == 0 {
		return model{}, nil
	}
	m := model{head: h, bitmap: c.sec[secModelBits], rank: c.sec[secModelRank], rows: c.sec[secModelRows], idfs: c.sec[secModelIDF],
		dir: c.sec[secModelDir], cols: c.sec[secModelCols], weights: c.sec[secModelCells], protos: c.sec[secModelProto]}
	if len(h) < modelHead || h[0] < 9 || h[0] > 22 || u32(h, 4) != docs || len(h) != modelHead+4*int(docs) {
		return model{}, ErrMeta
	}
	m.bits, m.unknown, m.columns, m.scale = uint(h[0]), float32(h[1])/idfUnit, int32(docs), f32(h, 8)
	m.protoScale = f32(h, 12)
	if len(m.bitmap) != 1<<m.bits/8 || len(m.rank) != 1<<m.bits/rankSpan*4 || len(m.cols) != len(m.weights) || len(m.cols) != len(m.protos) || len(m.rows) != len(m.idfs) {
		return model{}, ErrMeta
	}
	return m, nil
}

// row finds the row of a feature: its number, or -1.
func (m *model) row(hash uint32) int32 {
	b := hash >> (32 - m.bits)
	if m.bitmap[b/8]&(1<<(b%8)) == 0 {
		return -1
	}
	n := u32(m.rank, int(b/rankSpan)*4)
	for i := b / rankSpan * (rankSpan / 8); i < b/8; i++ {
		n += uint32(bits.OnesCount8(m.bitmap[i]))
	}
	n += uint32(bits.OnesCount8(m.bitmap[b/8] & (1<<(b%8) - 1)))
	if int(n) >= len(m.rows) {
		return -1
	}
	return int32(n)
}

// idf of a row.
func (m *model) idf(row int32) float32 {
	if row < 0 {
		return m.unknown
	}
	return float32(m.idfs[row]) / idfUnit
}

// add adds x times the row to the margins and to the cosines.
func (m *model) add(margins, cosines []float32, row int32, x float32) {
	at := int(u32(m.dir, int(row)/dirSpan*4))
	for r := row / dirSpan * dirSpan; r < row; r++ {
		at += int(m.rows[r])
	}
	end := at + int(m.rows[row])
	if at < 0 || end > len(m.cols) { // an int has 32 bits in the page
		return
	}
	col := -1
	for ; at < end; at++ {
		if col += int(m.cols[at]); col < 0 || col >= len(margins) {
			return
		}
		margins[col] += float32(x * float32(int8(m.weights[at])))
		cosines[col] += float32(x * float32(m.protos[at]))
	}
}

// group adds one group of features to the margins and cosines, scaled to
// length one. values is scratch memory, handed back grown.
func (m *model) group(margins, cosines []float32, sorted []uint32, values []float32) []float32 {
	values = values[:0]
	var length float32
	runs(sorted, func(h uint32, n int) {
		v := float32(termFrequency(n) * m.idf(m.row(h)))
		values = append(values, v)
		length += float32(v * v)
	})
	if length == 0 {
		return values
	}
	norm, i := 1/float32(num.Sqrt(float64(length))), 0
	runs(sorted, func(h uint32, n int) {
		if r := m.row(h); r >= 0 {
			m.add(margins, cosines, r, float32(values[i]*norm))
		}
		i++
	})
	return values
}

// termFrequency grows with the logarithm of the count.
func termFrequency(n int) float32 {
	if n == 1 {
		return 1
	}
	return 1 + float32(num.Log(float64(n)))
}

// bias of a column, in units of scale.
func (m *model) bias(column int32) float32 { return f32(m.head, modelHead+4*int(column)) }

// f32 reads a float; what is not a number reads as 0.
func f32(b []byte, at int) float32 {
	v := math.Float32frombits(u32(b, at))
	if v != v || v > 1e9 || v < -1e9 {
		return 0
	}
	return v
}

func appendF32(b []byte, v float32) []byte { return appendU32(b, math.Float32bits(v)) }
