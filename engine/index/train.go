package index

import (
	"slices"

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

	// Phrasings that the articles look at in training, added up, and how few
	// one of them may look at. On 150 articles with 15,000 phrasings 3,000 each
	// cost a tenth of a point and halve the time; 1,200 cost no more.
	maxVisits = 500000
	leastRows = 600
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
	keep := keeper{importance: importance(rows, len(t.buckets))}
	linear.Train(rows, labels, t.docs, len(t.buckets), linear.Options{Rows: max(leastRows, maxVisits/t.docs)}, keep.take)
	t.write(sec, &keep, rows)
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
