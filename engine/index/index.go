package index

import "github.com/lamplight-help/lamplight/engine/text"

// Index is a mapped index. It keeps scratch memory for its searches, so one
// Index serves one caller at a time; Open is cheap, open it again for another.
type Index struct {
	dict     dict
	postings []byte
	docs     int32
	stemmer  *text.Stemmer

	query  query
	scores []int32
	masks  []uint32
}

// Open maps the bytes of Build, which must not change while the Index is used.
// It costs the same for ten articles as for twenty thousand.
func Open(b []byte) (*Index, error) {
	c, err := openContainer(b)
	if err != nil {
		return nil, err
	}
	x := &Index{postings: c.sec[secPostings]}
	x.dict = dict{blocks: c.sec[secDictBlocks], data: c.sec[secDictData], sigs: c.sec[secDictSigs]}
	if err := x.readMeta(c.sec[secMeta]); err != nil {
		return nil, err
	}
	return x, nil
}

// readMeta reads documents u32, terms u32, length of the locale u8, locale.
func (x *Index) readMeta(m []byte) error {
	docs, terms := u32(m, 0), u32(m, 4)
	if len(m) < 9 || len(m) < 9+int(m[8]) || docs > MaxDocuments || terms > MaxBytes {
		return ErrMeta
	}
	x.docs, x.dict.terms = int32(docs), int32(terms)
	if len(x.dict.blocks) != int(x.dict.blockCount())*8 || len(x.dict.sigs) != int(terms)*2 {
		return ErrMeta
	}
	x.stemmer = text.NewStemmer(string(m[9 : 9+int(m[8])]))
	return nil
}

// Len returns the number of articles.
func (x *Index) Len() int32 { return x.docs }

// list returns the posting list of an entry, empty when it lies outside.
func (x *Index) list(e entry) []byte {
	if e.start > e.end || e.end > uint32(len(x.postings)) {
		return nil
	}
	return x.postings[e.start:e.end]
}
