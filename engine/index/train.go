package index

import (
	"slices"
	"sort"

	"github.com/lamplight-help/lamplight/engine/index/linear"
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/text"
)

// Limits of the model. Features that occur once in a large knowledge base are
// mostly typos; the cap on cells keeps 15,000 phrasings within 400 KB.
const (
	rareFrom   = 3000   // phrasings from which a feature must occur twice
	maxCells   = 220000 // weights kept, the most telling ones
	minPhrases = 3      // phrasings per article, on average, below which there is no model
	weightMax  = 31     // int8 steps used; finer ones do not change an answer
	protoMax   = 31     // steps of the cells of prototypes
)

// example is one phrasing with its article.
type example struct {
	f   features
	doc int32
}

// trainer turns phrasings into the sections of the model.
type trainer struct {
	examples []example
	docs     int
	df       map[uint32]int32 // bucket to number of examples
	spread   map[uint32]int32 // bucket to number of articles
	buckets  []uint32         // kept buckets, ascending; the position is the row
	id       map[uint32]int32
	bits     uint
	least    int32
}

// trainable reports whether there are enough phrasings to learn from.
func trainable(docs []Document) bool {
	n := 0
	for i := range docs {
		n += len(docs[i].Questions)
	}
	return len(docs) >= 2 && n >= minPhrases*len(docs)
}

// model trains and writes the model sections, or leaves them empty when the
// judgement gives it no weight.
func (b *builder) model(sec *[secCount][]byte) {
	if b.judged.linear == 0 {
		return
	}
	t := trainer{docs: len(b.docs), least: 1}
	for doc := range b.docs {
		for _, q := range b.docs[doc].Questions {
			t.examples = append(t.examples, example{b.vocab.features(q), int32(doc)})
		}
		if title := b.docs[doc].Title; title != "" {
			t.examples = append(t.examples, example{b.vocab.features(title), int32(doc)})
		}
	}
	if len(t.examples) >= rareFrom {
		t.least = 2
	}
	t.count()
	rows, labels := t.rows()
	t.write(sec, linear.Train(rows, labels, t.docs, len(t.buckets), linear.Options{}), rows)
}

// features of one text, with its own slices.
func (v *vocabulary) features(s string) features {
	v.tokens = text.Tokens(v.tokens[:0], s)
	var f features
	f.read(v.tokens, func(i int) string { return v.stems[v.id(&v.tokens[i])] })
	return f
}

// count numbers the buckets that occur often enough. The number of buckets is
// chosen so that an unseen feature rarely meets a row by chance.
func (t *trainer) count() {
	distinct := map[uint32]bool{}
	for i := range t.examples {
		for _, list := range [][]uint32{t.examples[i].f.words, t.examples[i].f.grams} {
			for _, h := range list {
				distinct[h] = true
			}
		}
	}
	t.bits = 12
	for t.bits < 20 && 1<<t.bits < 8*len(distinct) {
		t.bits++
	}
	t.df, t.spread = map[uint32]int32{}, map[uint32]int32{}
	last := map[uint32]int32{} // bucket to the article it was counted for
	for i := range t.examples {
		t.countOnce(&t.examples[i], last)
	}
	for b, n := range t.df {
		if n >= t.least {
			t.buckets = append(t.buckets, b)
		}
	}
	slices.Sort(t.buckets)
	t.id = make(map[uint32]int32, len(t.buckets))
	for i, b := range t.buckets {
		t.id[b] = int32(i)
	}
}

func (t *trainer) countOnce(e *example, last map[uint32]int32) {
	for _, list := range [][]uint32{e.f.words, e.f.grams} {
		prev := uint32(1) << 31
		runs(list, func(h uint32, _ int) {
			b := h >> (32 - t.bits)
			if b == prev {
				return
			}
			prev = b
			t.df[b]++
			if seen, ok := last[b]; !ok || seen != e.doc {
				last[b] = e.doc
				t.spread[b]++
			}
		})
	}
}

// idf of a bucket, in the steps that the page reads: halfway between what it
// says among phrasings and what it says among articles. A word that all the
// phrasings of one article share is rare among articles only.
func (t *trainer) idf(bucket uint32) byte { return t.rarity(t.df[bucket], t.spread[bucket]) }

func (t *trainer) rarity(df, spread int32) byte {
	phrasings := num.Log(float64(1+len(t.examples))/float64(1+df)) + 1
	articles := num.Log(float64(1+t.docs)/float64(1+spread)) + articlesFloor
	return byte(min(255, int32((phrasings+articles)/2*idfUnit+0.5)))
}

// articlesFloor is the rarity among articles of a feature that all of them
// have. With 1, as among phrasings, words that say nothing weigh too much.
const articlesFloor = 0.3

// unknown is the idf of a feature that no phrasing has.
func (t *trainer) unknown() byte { return t.rarity(0, 0) }

func (t *trainer) rows() ([]linear.Row, []int32) {
	var rows []linear.Row
	var labels []int32
	for i := range t.examples {
		r := t.appendGroup(linear.Row{}, t.examples[i].f.words)
		rows = append(rows, t.appendGroup(r, t.examples[i].f.grams))
		labels = append(labels, t.examples[i].doc)
	}
	return rows, labels
}

// appendGroup adds one group of features, as model.group weighs it.
func (t *trainer) appendGroup(r linear.Row, sorted []uint32) linear.Row {
	from := len(r.Features)
	var length float32
	runs(sorted, func(h uint32, n int) {
		b := h >> (32 - t.bits)
		id, known := t.id[b]
		idf := t.unknown()
		if known {
			idf = t.idf(b)
		}
		v := float32(termFrequency(n) * float32(idf) / idfUnit)
		length += float32(v * v)
		if known {
			r.Features = append(r.Features, id)
			r.Values = append(r.Values, v)
		}
	})
	if length > 0 {
		norm := 1 / float32(num.Sqrt(float64(length)))
		for i := from; i < len(r.Values); i++ {
			r.Values[i] *= norm
		}
	}
	return r
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

// cutoff is the importance that maxCells weights reach.
func cutoff(m *linear.Model, weight []float32) float32 {
	var all []float32
	for _, w := range m.Weights {
		for f, v := range w[:m.Features] {
			if v != 0 {
				all = append(all, float32(max(v, -v)*weight[f]))
			}
		}
	}
	if len(all) <= maxCells {
		return 0
	}
	sort.Slice(all, func(i, j int) bool { return all[i] > all[j] })
	return all[maxCells]
}

// write packs the model into its sections.
func (t *trainer) write(sec *[secCount][]byte, m *linear.Model, rows []linear.Row) {
	weight := importance(rows, m.Features)
	least := cutoff(m, weight)
	biggest := float32(1e-9)
	for _, w := range m.Weights {
		for _, v := range w[:m.Features] {
			biggest = max(biggest, v, -v)
		}
	}
	scale := biggest / weightMax
	protos, protoScale := t.prototypes(rows)
	p := packer{sec: sec, bits: t.bits}
	p.start()
	for f, bucket := range t.buckets {
		for c, w := range m.Weights {
			if float32(max(w[f], -w[f])*weight[f]) > least {
				p.cell(c, w[f]/scale, protos[c][int32(f)]/protoScale)
			}
		}
		p.endRow(bucket, t.idf(bucket))
	}
	p.finish()
	head := append([]byte{byte(t.bits), t.unknown(), 0, 0}, 0, 0, 0, 0)
	putU32(head, 4, uint32(t.docs))
	head = appendF32(head, scale)
	head = appendF32(head, protoScale)
	for _, w := range m.Weights {
		head = appendF32(head, w[m.Features]/scale)
	}
	sec[secModelHead] = head
}

// prototypes returns the mean example of every article at length one, by
// feature, and the value of one step of its cells.
func (t *trainer) prototypes(rows []linear.Row) ([]map[int32]float32, float32) {
	sum := make([]map[int32]float32, t.docs)
	for c := range sum {
		sum[c] = map[int32]float32{}
	}
	for i := range rows {
		for k, f := range rows[i].Features {
			sum[t.examples[i].doc][f] += rows[i].Values[k]
		}
	}
	biggest := float32(1e-9)
	for _, s := range sum {
		length, order := float32(0), sortedFeatures(s)
		for _, f := range order {
			length += float32(s[f] * s[f])
		}
		norm := 1 / float32(num.Sqrt(float64(max(length, 1e-12))))
		for _, f := range order {
			s[f] *= norm
			biggest = max(biggest, s[f])
		}
	}
	return sum, biggest / protoMax
}

func sortedFeatures(m map[int32]float32) []int32 {
	var out []int32
	for f := range m {
		out = append(out, f)
	}
	slices.Sort(out)
	return out
}

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
	for column-p.column > 255 {
		p.put(255, 0, 0)
	}
	p.put(column-p.column, int8(q), u)
}

func (p *packer) put(distance int, q int8, u byte) {
	if p.count >= 255 {
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
