package index

import (
	"cmp"
	"slices"

	"github.com/lamplight-help/lamplight/engine/index/linear"
	"github.com/lamplight-help/lamplight/engine/num"
)

// cell is one weight of the model.
type cell struct {
	feature, class int32
	weight         float32
}

// keeper collects the maxCells most telling weights while the classes are
// trained one after another.
type keeper struct {
	importance []float32 // by feature
	cells      []cell
	bias       []float32 // by class
	biggest    float32   // of all weights
	least      float32   // what a weight must tell more than
}

// importance of a weight: its size times a slow function of how much the
// feature moves the margins over all phrasings. The fourth root keeps more
// accuracy than the square root at the same number of cells.
func importance(rows []linear.Row, features int) []float32 {
	sum := make([]float32, features)
	for i := range rows {
		for k, f := range rows[i].Features {
			sum[f] += float32(rows[i].Values[k] * rows[i].Values[k])
		}
	}
	for i, v := range sum {
		sum[i] = float32(num.Sqrt(num.Sqrt(float64(v))))
	}
	return sum
}

// take is called with the weights of one class after another.
func (k *keeper) take(class int, weights []float32) {
	bias := len(weights) - 1
	for f, v := range weights[:bias] {
		k.biggest = max(k.biggest, v, -v)
		if float32(max(v, -v)*k.importance[f]) > k.least {
			k.cells = append(k.cells, cell{int32(f), int32(class), v})
		}
	}
	k.bias = append(k.bias, weights[bias])
	if len(k.cells) > 4*maxCells {
		k.prune()
	}
}

// prune drops what cannot be among the maxCells most telling weights.
func (k *keeper) prune() {
	if len(k.cells) <= maxCells {
		return
	}
	tell := func(c *cell) float32 { return float32(max(c.weight, -c.weight) * k.importance[c.feature]) }
	all := make([]float32, len(k.cells))
	for i := range k.cells {
		all[i] = tell(&k.cells[i])
	}
	slices.Sort(all)
	k.least = all[len(all)-1-maxCells]
	kept := k.cells[:0]
	for i := range k.cells {
		if tell(&k.cells[i]) > k.least {
			kept = append(kept, k.cells[i])
		}
	}
	k.cells = kept
}

// write packs the model into its sections.
func (t *trainer) write(sec *[secCount][]byte, k *keeper, rows []linear.Row) {
	k.prune()
	slices.SortFunc(k.cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.feature, b.feature), cmp.Compare(a.class, b.class))
	})
	scale := max(k.biggest, 1e-9) / weightMax
	protos, protoScale := t.prototypes(rows)
	p := packer{sec: sec, bits: t.bits}
	p.start()
	for i, c := range k.cells {
		p.cell(int(c.class), c.weight/scale, protos[c.class][c.feature]/protoScale)
		if i+1 == len(k.cells) || k.cells[i+1].feature != c.feature {
			bucket := t.buckets[c.feature]
			p.endRow(bucket, t.idf(bucket))
		}
	}
	p.finish()
	head := append([]byte{byte(t.bits), t.unknown(), 0, 0}, 0, 0, 0, 0)
	putU32(head, 4, uint32(t.docs))
	head = appendF32(head, scale)
	head = appendF32(head, protoScale)
	for _, v := range k.bias {
		head = appendF32(head, v/scale)
	}
	sec[secModelHead] = head
}

// rowCells is how many cells a row may have: its count is one byte. What more
// than 255 articles share says little about any of them.
const rowCells = 255

// packer writes rows in order of their buckets.
type packer struct {
	sec    *[secCount][]byte
	bits   uint
	rows   uint32
	column int // last column written in this row
	count  int // cells of this row
	cells  uint32
}

func (p *packer) start() {
	p.sec[secModelBits] = make([]byte, 1<<p.bits/8)
	p.column = -1
}

// cell adds a weight to the row, unless it rounds to nothing.
func (p *packer) cell(column int, weight, proto float32) {
	q := int32(weight + 0.5)
	if weight < 0 {
		q = -int32(0.5 - weight)
	}
	u := byte(proto + 0.5)
	if q == 0 && u == 0 {
		return
	}
	for column-p.column > 255 && p.count < rowCells {
		p.put(255, 0, 0)
	}
	p.put(column-p.column, int8(q), u)
}

func (p *packer) put(distance int, q int8, u byte) {
	if p.count >= rowCells {
		return
	}
	p.sec[secModelCols] = append(p.sec[secModelCols], byte(distance))
	p.sec[secModelCells] = append(p.sec[secModelCells], byte(q))
	p.sec[secModelProto] = append(p.sec[secModelProto], u)
	p.column += distance
	p.count++
}

// endRow closes the row; a row without cells is not stored.
func (p *packer) endRow(bucket uint32, idf byte) {
	if p.count > 0 {
		if p.rows%dirSpan == 0 {
			p.sec[secModelDir] = appendU32(p.sec[secModelDir], p.cells)
		}
		p.sec[secModelBits][bucket/8] |= 1 << (bucket % 8)
		p.sec[secModelRows] = append(p.sec[secModelRows], byte(p.count))
		p.sec[secModelIDF] = append(p.sec[secModelIDF], idf)
		p.rows++
		p.cells += uint32(p.count)
	}
	p.column, p.count = -1, 0
}

// finish writes the rank directory.
func (p *packer) finish() {
	n := uint32(0)
	bitmap := p.sec[secModelBits]
	for i := range bitmap {
		if i%(rankSpan/8) == 0 {
			p.sec[secModelRank] = appendU32(p.sec[secModelRank], n)
		}
		for v := bitmap[i]; v != 0; v &= v - 1 {
			n++
		}
	}
}
