package index

// KnownAt is the confidence from which a hit counts as an answer. Below it the
// dialogue says that it does not know.
const KnownAt = 300

// top collects the k best documents.
func (x *Index) top(k int) []Hit {
	var hits []Hit
	for doc := int32(0); doc < x.docs; doc++ {
		s := x.scores[doc]
		if s <= 0 || len(hits) == k && (k == 0 || s <= hits[k-1].Score) {
			continue
		}
		hits = insert(hits, Hit{Article: doc, Score: s}, k)
	}
	for i := range hits {
		hits[i].Terms = x.matched(x.masks[hits[i].Article])
		hits[i].Confidence = x.confidence(hits[i].Score)
	}
	return hits
}

// insert keeps hits sorted by score, the earlier article first among equals.
func insert(hits []Hit, h Hit, k int) []Hit {
	if len(hits) < k {
		hits = append(hits, h)
	}
	at := len(hits) - 1
	for at > 0 && hits[at-1].Score < h.Score {
		hits[at] = hits[at-1]
		at--
	}
	hits[at] = h
	return hits
}

// matched lists the terms in a mask.
func (x *Index) matched(mask uint32) []Term {
	var out []Term
	for i := range x.query.terms {
		if mask&(1<<i) == 0 {
			continue
		}
		t := &x.query.terms[i]
		token := &x.query.tokens[t.token]
		out = append(out, Term{Start: token.Start, End: token.End, Stem: t.stem})
	}
	return out
}

// confidence is the share of the ideal score, in thousandths.
func (x *Index) confidence(score int32) int32 {
	if x.query.ideal <= 0 {
		return 0
	}
	return int32(min(1000, int64(score)*1000/x.query.ideal))
}
