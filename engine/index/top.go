package index

import (
	"math/bits"

	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/text"
)

// KnownAt is the confidence from which a hit counts as an answer. Below it the
// dialogue says that it does not know.
const KnownAt = 300

// combine fuses the parts into one score per document: the share of a perfect
// lexical match, and the margin of the linear model as the judge weighed it.
func (x *Index) combine() {
	perfect := float32(max(x.query.ideal, 1))
	j := &x.judged
	whole := max(j.lexical+j.linear+j.cosine, 1e-3)
	for i := range x.fused {
		x.fused[i] = float32(x.scores[i]) / perfect
		if x.model.columns > 0 {
			x.fused[i] = float32(float32(x.fused[i]*j.lexical)+float32(x.margins[i]*j.linear)+float32(x.cosines[i]*j.cosine)) / whole
		}
	}
}

// Hide keeps articles out of every later search, as if they were not there:
// hidden[n] is about article n, nil hides none. The slice is kept.
func (x *Index) Hide(hidden []bool) { x.hidden = hidden }

// eligible reports whether a document may be a hit: it is not hidden, and it
// shares a word with the question or the model says yes.
func (x *Index) eligible(doc int32) bool {
	if int(doc) < len(x.hidden) && x.hidden[doc] {
		return false
	}
	return x.masks[doc] != 0 || x.model.columns > 0 && x.margins[doc] > noWord
}

// noWord is the margin from which an article is offered although it shares no
// word with the question.
const noWord = -0.5

// top collects the k best documents.
func (x *Index) top(k int) []Hit {
	hits := make([]Hit, 0, max(k, 0))
	for doc := int32(0); doc < x.docs; doc++ {
		s := int32(x.fused[doc] * 1e6)
		if len(hits) == k && (k == 0 || s <= hits[k-1].Score) || !x.eligible(doc) {
			continue
		}
		hits = insert(hits, Hit{Article: doc, Score: s}, k)
	}
	for i := range hits {
		x.describe(&hits[i])
	}
	x.believe(hits)
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

// describe fills what a hit says besides its place.
func (x *Index) describe(h *Hit) {
	h.Terms = x.matched(x.masks[h.Article])
	score := float32(x.scores[h.Article])
	h.Parts.Share = score / float32(max(x.query.ideal, 1))
	if own := u32(x.self, int(h.Article)*4); own > 0 {
		h.Parts.Cover = min(1, score/float32(own))
	}
	if x.judged.self > 0 {
		h.Parts.Weight = score / x.judged.self
	}
	h.Parts.Known = x.known(x.masks[h.Article])
	if x.model.columns > 0 {
		h.Parts.Margin, h.Parts.Cosine = x.margins[h.Article], x.cosines[h.Article]
	}
}

// known is the part of the question's subject that the terms in a mask stand
// for. A question of grammar alone has no subject to miss.
func (x *Index) known(mask uint32) float32 {
	var all, met int64
	for _, v := range x.query.says {
		all += int64(v) * full
	}
	if all == 0 {
		return 1
	}
	for i := range x.query.terms {
		if t := &x.query.terms[i]; mask&(1<<i) != 0 {
			met += int64(x.query.says[t.token]) * int64(t.weight)
		}
	}
	return float32(met) / float32(all)
}

// believe sets how far each hit leads the next and what is to be believed of
// it. The last hit leads nothing.
func (x *Index) believe(hits []Hit) {
	for i := range hits {
		p := &hits[i].Parts
		p.Lead = p.Share
		if i+1 < len(hits) {
			p.Lead -= hits[i+1].Parts.Share
		}
		hits[i].Belief = x.judged.belief(p)
		hits[i].Confidence = int32(1000 * num.Sigmoid(hits[i].Belief))
		if x.emptyMatch(hits[i].Terms) || p.Known < x.judged.subject {
			hits[i].Confidence = min(hits[i].Confidence, KnownAt-1)
		}
	}
}

// emptyMatch reports whether the question names a subject and only the words
// around it matched: "what is the weather" is not known for its "what is the".
func (x *Index) emptyMatch(matched []Term) bool {
	subject := false
	for i := range x.query.tokens {
		t := &x.query.tokens[i]
		if t.Kind != text.Whole || x.stemmer.IsFunction(t.Text) {
			continue
		}
		subject = true
		for _, m := range matched {
			if m.Start == t.Start {
				return false
			}
		}
	}
	return subject && len(matched) > 0
}

// matched lists the terms in a mask.
func (x *Index) matched(mask uint32) []Term {
	if mask == 0 {
		return nil
	}
	out := make([]Term, 0, bits.OnesCount32(mask))
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
