package index

import "github.com/lamplight-help/lamplight/engine/text"

// Index is a mapped index. It keeps scratch memory for its searches, so one
// Index serves one caller at a time; Open is cheap, open it again for another.
type Index struct {
	dict     dict
	postings []byte
	self     []byte // u32 per document: what its own phrasings score, on average
	docs     int32
	stemmer  *text.Stemmer
	locale   string
	model    model
	judged   judgement

	query    query
	features features
	values   []float32
	scores   []int32   // lexical
	masks    []uint32  // which terms a document matched
	margins  []float32 // linear
	cosines  []float32 // to the prototypes
	fused    []float32 // both, as judged
	hidden   []bool    // documents that no search finds, see Hide
}

// Open maps the bytes of Build, which must not change while the Index is used.
// It costs the same for ten articles as for twenty thousand.
func Open(b []byte) (*Index, error) {
	c, err := openContainer(b)
	if err != nil {
		return nil, err
	}
	x := &Index{postings: c.sec[secPostings], self: c.sec[secSelf]}
	x.dict = dict{blocks: c.sec[secDictBlocks], data: c.sec[secDictData], sigs: c.sec[secDictSigs]}
	if err := x.readMeta(c.sec[secMeta]); err != nil {
		return nil, err
	}
	if x.model, err = openModel(&c, uint32(x.docs)); err != nil {
		return nil, err
	}
	return x, nil
}

// readMeta reads documents u32, terms u32, the judgement, length of the locale
// u8, locale.
func (x *Index) readMeta(m []byte) error {
	docs, terms := u32(m, 0), u32(m, 4)
	const fixed = 8 + judgedSize
	if len(m) < fixed+1 || len(m) < fixed+1+int(m[fixed]) || docs > MaxDocuments || terms > MaxBytes {
		return ErrMeta
	}
	x.judged = readJudgement(m[8:])
	x.docs, x.dict.terms = int32(docs), int32(terms)
	if len(x.dict.blocks) != int(x.dict.blockCount())*8 || len(x.dict.sigs) != int(terms)*2 || len(x.self) != int(docs)*4 {
		return ErrMeta
	}
	x.locale = string(m[fixed+1 : fixed+1+int(m[fixed])])
	x.stemmer = text.NewStemmer(x.locale)
	return nil
}

// Len returns the number of articles.
func (x *Index) Len() int32 { return x.docs }

// Locale returns the locale that the index was built for.
func (x *Index) Locale() string { return x.locale }

// list returns the posting list of an entry, empty when it lies outside.
func (x *Index) list(e entry) []byte {
	if e.start > e.end || e.end > uint32(len(x.postings)) {
		return nil
	}
	return x.postings[e.start:e.end]
}
