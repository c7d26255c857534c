package index

import "github.com/lamplight-help/lamplight/engine/text"

// Nearest returns the phrasing that is closest to a question, and how close in
// thousandths: the weight of the words they share over the weight of all their
// words. It is -1 when they share none. Use it to show which of an article's
// questions was understood, and its neighbours.
func (x *Index) Nearest(q string, phrasings []string) (phrasing, closeness int32) {
	phrasing = -1
	want := x.distinct(q)
	for i, p := range phrasings {
		if c := x.shared(want, x.distinct(p)); c > closeness {
			phrasing, closeness = int32(i), c
		}
	}
	return phrasing, closeness
}

// weighted is a stem and its weight.
type weighted struct {
	stem string
	idf  int32
}

// distinct lists the stems of a text, each once. For scripts without spaces
// they are the characters; pairs say the same twice.
func (x *Index) distinct(s string) []weighted {
	if len(s) > MaxQuery {
		s = s[:MaxQuery]
	}
	var out []weighted
next:
	for _, t := range text.Tokens(nil, s) {
		if t.Kind == text.Pair || len(out) >= maxTerms {
			continue
		}
		stem := cut(x.stemmer.Stem(t.Text))
		for i := range out {
			if out[i].stem == stem {
				continue next
			}
		}
		df := uint32(1)
		if e, ok := x.dict.find(stem); ok {
			df, _ = uvarint(x.list(e), 0)
		}
		out = append(out, weighted{stem, idf(df, uint32(x.docs))})
	}
	return out
}

// shared is the weighted Jaccard measure in thousandths.
func (x *Index) shared(a, b []weighted) int32 {
	var both, all int64
	for _, v := range a {
		all += int64(v.idf)
	}
	for _, v := range b {
		all += int64(v.idf)
		for _, w := range a {
			if v.stem == w.stem {
				both += int64(v.idf)
			}
		}
	}
	if all -= both; all <= 0 {
		return 0
	}
	return int32(both * 1000 / all)
}
