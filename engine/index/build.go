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

// BM25F weights per field, and how much its length counts. Title and questions
// are chosen by hand to be found, so one word there says as much as several in
// the body. The weight of the body is judged per knowledge base, see judgeBody.
var fieldWeight = [fieldCount]float64{3, 3, 2, 0}

const (
	fieldB     = 0.75 // b, as nearly every engine ships it
	saturation = 3.0  // k1; with the usual 1.2 one word in a title says too much
)

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
	b := count(docs, locale)
	b.judged = judge(docs, locale, b.meanSelf())
	return b.assemble(locale), nil
}

// assemble builds with a judgement that is known.
func assemble(docs []Document, locale string, j judgement) []byte {
	b := count(docs, locale)
	b.judged = j
	b.judged.self = b.meanSelf()
	return b.assemble(locale)
}

// builder carries what the steps of a build share.
type builder struct {
	vocab  *vocabulary
	docs   []Document
	fields [][fieldCount]bag
	mean   [fieldCount]float64 // tokens per document that has the field
	dict   dictWriter
	judged judgement
	lists  [][]posting         // by stem number
	self   []uint32            // see selves
	weight [fieldCount]float64 // fieldWeight, with the body's as judged
}

// count reads the documents, judges their bodies and makes the posting lists.
func count(docs []Document, locale string) *builder {
	b := &builder{vocab: newVocabulary(locale), docs: docs}
	b.measure()
	b.judgeBody()
	b.lists = make([][]posting, len(b.vocab.stems))
	for doc := range b.docs {
		b.weights(doc, func(t int32, w float64) {
			b.lists[t] = append(b.lists[t], posting{int32(doc), w})
		})
	}
	b.self = b.selves()
	return b
}

// assemble writes the sections.
func (b *builder) assemble(locale string) []byte {
	var sec [secCount][]byte
	b.dictionary(&sec)
	for _, v := range b.self {
		sec[secSelf] = appendU32(sec[secSelf], v)
	}
	b.model(&sec)
	sec[secMeta] = b.meta(locale)
	return writeContainer(sec)
}

// measure counts the stems of every field.
func (b *builder) measure() {
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
		norm := 1 - fieldB + float64(fieldB*float64(f.size))/max(1, b.mean[j])
		for _, t := range f.terms {
			if _, seen := sum[t]; !seen {
				order = append(order, t)
			}
			sum[t] += float64(b.weight[j]*float64(f.count[t])) / norm
		}
	}
	for _, t := range order {
		emit(t, sum[t]/(saturation+sum[t]))
	}
}

// dictionary writes the dictionary and the posting lists.
func (b *builder) dictionary(sec *[secCount][]byte) {
	order := make([]int32, len(b.vocab.stems))
	for i := range order {
		order[i] = int32(i)
	}
	sort.Slice(order, func(i, j int) bool { return b.vocab.stems[order[i]] < b.vocab.stems[order[j]] })
	var postings []byte
	for _, t := range order {
		from := len(postings)
		postings = appendUvarint(postings, uint32(len(b.lists[t])))
		prev := int32(-1)
		for _, p := range b.lists[t] {
			postings = appendPosting(postings, p.doc-prev, p.weight)
			prev = p.doc
		}
		b.dict.add(b.vocab.stems[t], len(postings)-from)
	}
	sec[secDictBlocks], sec[secDictData], sec[secDictSigs] = b.dict.blocks, b.dict.data, b.dict.sigs
	sec[secPostings] = postings
}

// selves returns, for every document, what its own phrasings score on it, on
// average: the mark against which a question's score says how much of a
// phrasing it covers.
func (b *builder) selves() []uint32 {
	value := make([]float64, len(b.docs))
	for t, l := range b.lists {
		weight := float64(idf(uint32(len(l)), uint32(len(b.docs))))
		for _, p := range l {
			n := b.fields[p.doc][fieldTitle].count[int32(t)] + b.fields[p.doc][fieldQuestions].count[int32(t)]
			value[p.doc] += float64(float64(weight*p.weight) * float64(n))
		}
	}
	out := make([]uint32, len(b.docs))
	for doc, v := range value {
		phrasings := len(b.docs[doc].Questions)
		if b.docs[doc].Title != "" {
			phrasings++
		}
		out[doc] = uint32(float64(v*2*impactLevels) / float64(max(1, phrasings)))
	}
	return out
}

// meanSelf is the mean of selves over the documents that have phrasings.
func (b *builder) meanSelf() float32 {
	sum, n := 0.0, 0.0
	for _, v := range b.self {
		if v > 0 {
			sum += float64(v)
			n++
		}
	}
	return float32(sum / max(1, n))
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
