package index

import (
	"errors"
	"sort"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// MaxDocuments caps the number of articles in one index.
const MaxDocuments = 1 << 16

// ErrTooMany says that a knowledge base does not fit: split it by audience.
var ErrTooMany = errors.New("index: more than 65536 articles; split the knowledge base")

// BM25F weights and length normalisation per field. Title and questions are
// short and chosen by hand, so one word there says as much as several in the
// body. k1 and b of the body are the values that nearly every engine ships.
var (
	fieldWeight = [fieldCount]float64{3, 3, 2, 1}
	fieldB      = [fieldCount]float64{0.3, 0.3, 0.3, 0.75}
)

const saturation = 1.2 // k1

// Build writes the index of a knowledge base in one locale. The number of an
// article in the hits is its position in articles.
func Build(articles []kb.Article, locale string) ([]byte, error) {
	docs := make([]Document, len(articles))
	for i := range articles {
		docs[i] = documentOf(&articles[i])
	}
	return BuildDocuments(docs, locale)
}

// BuildDocuments is Build for words that are not articles yet.
func BuildDocuments(docs []Document, locale string) ([]byte, error) {
	if len(docs) > MaxDocuments {
		return nil, ErrTooMany
	}
	b := builder{vocab: newVocabulary(locale), docs: docs}
	b.count()
	var sec [secCount][]byte
	b.dictionary(&sec)
	b.model(&sec)
	b.judged = judgement{lexical: X[0], linear: 1, cosine: X[1], bias: -3, byLinear: 2, byCosine: 10}
	sec[secMeta] = b.meta(locale)
	return writeContainer(sec), nil
}

// builder carries what the steps of a build share.
type builder struct {
	vocab  *vocabulary
	docs   []Document
	fields [][fieldCount]bag
	mean   [fieldCount]float64 // tokens per document that has the field
	dict   dictWriter
	judged judgement
}

func (b *builder) count() {
	var total, having [fieldCount]float64
	for i := range b.docs {
		f := b.vocab.bags(&b.docs[i])
		b.fields = append(b.fields, f)
		for j := range f {
			if f[j].size > 0 {
				total[j] += float64(f[j].size)
				having[j]++
			}
		}
	}
	for j := range total {
		b.mean[j] = total[j] / max(1, having[j])
	}
}

// posting is one document of a stem, before it is packed.
type posting struct {
	doc    int32
	weight float64
}

// weights returns the saturated BM25F weight of every stem of one document.
func (b *builder) weights(doc int, emit func(term int32, weight float64)) {
	sum := map[int32]float64{}
	var order []int32
	for j := range b.fields[doc] {
		f := &b.fields[doc][j]
		norm := 1 - fieldB[j] + float64(fieldB[j]*float64(f.size))/max(1, b.mean[j])
		for _, t := range f.terms {
			if _, seen := sum[t]; !seen {
				order = append(order, t)
			}
			sum[t] += float64(fieldWeight[j]*float64(f.count[t])) / norm
		}
	}
	for _, t := range order {
		emit(t, sum[t]/(saturation+sum[t]))
	}
}

// dictionary writes the dictionary and the posting lists.
func (b *builder) dictionary(sec *[secCount][]byte) {
	lists := make([][]posting, len(b.vocab.stems))
	for doc := range b.docs {
		b.weights(doc, func(t int32, w float64) {
			lists[t] = append(lists[t], posting{int32(doc), w})
		})
	}
	order := make([]int32, len(b.vocab.stems))
	for i := range order {
		order[i] = int32(i)
	}
	sort.Slice(order, func(i, j int) bool { return b.vocab.stems[order[i]] < b.vocab.stems[order[j]] })
	var postings []byte
	for _, t := range order {
		from := len(postings)
		postings = appendUvarint(postings, uint32(len(lists[t])))
		prev := int32(-1)
		for _, p := range lists[t] {
			postings = appendPosting(postings, p.doc-prev, p.weight)
			prev = p.doc
		}
		b.dict.add(b.vocab.stems[t], len(postings)-from)
	}
	sec[secDictBlocks], sec[secDictData], sec[secDictSigs] = b.dict.blocks, b.dict.data, b.dict.sigs
	sec[secPostings] = postings
}

// meta writes the counts and the language. See Open for the layout.
func (b *builder) meta(locale string) []byte {
	out := appendU32(nil, uint32(len(b.docs)))
	out = appendU32(out, uint32(b.dict.terms))
	out = b.judged.append(out)
	if len(locale) > 16 {
		locale = locale[:16]
	}
	out = append(out, byte(len(locale)))
	return append(out, locale...)
}

var X = [9]float32{.3, 1}
