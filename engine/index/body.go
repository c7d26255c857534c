package index

// The body of an article may repeat the words of its question or talk past it.
// Which of the two holds differs between knowledge bases, and a weight that is
// right for one is badly wrong for another. So the build tries it out: every
// title is asked against the bodies alone, and the mean reciprocal rank at
// which it finds its own body says how much bodies can be trusted.
const (
	bodyMost   = 0.3  // weight of a body that every title finds, against 3 of a title
	bodyLeast  = 0.03 // never nothing: a word may be in the body alone
	bodyFrom   = 0.5  // reciprocal rank at which the weight leaves its least
	bodyJudges = 400  // titles asked at most, evenly spread
	bodyAlone  = 2.5  // weight where nothing else is there: BM25 with k1 = 1.2
)

// judgeBody sets the weight of the body.
func (b *builder) judgeBody() {
	b.weight = fieldWeight
	rank, asked := b.bodyRank()
	if asked == 0 {
		b.weight[fieldBody] = bodyAlone
		return
	}
	b.weight[fieldBody] = max(bodyLeast, min(bodyMost, float64(bodyMost*(rank-bodyFrom))/(1-bodyFrom)))
}

// bodyRank is the mean reciprocal rank of the own body of a title, and of how
// many titles.
func (b *builder) bodyRank() (rank, asked float64) {
	lists := make([][]posting, len(b.vocab.stems))
	for doc := range b.fields {
		f := &b.fields[doc][fieldBody]
		norm := 1 - fieldB + float64(fieldB*float64(f.size))/max(1, b.mean[fieldBody])
		for _, t := range f.terms {
			tf := float64(f.count[t]) / norm
			lists[t] = append(lists[t], posting{int32(doc), tf / (saturation + tf)})
		}
	}
	step := max(1, len(b.docs)/bodyJudges)
	sum := 0.0
	scores := make([]float64, len(b.docs))
	for doc := 0; doc < len(b.docs); doc += step {
		if b.fields[doc][fieldBody].size == 0 || b.fields[doc][fieldTitle].size == 0 {
			continue
		}
		clear(scores)
		for _, t := range b.fields[doc][fieldTitle].terms {
			weight := float64(idf(uint32(len(lists[t])), uint32(len(b.docs))))
			for _, p := range lists[t] {
				scores[p.doc] += float64(weight * p.weight)
			}
		}
		place := 1.0
		for _, s := range scores {
			if s > scores[doc] {
				place++
			}
		}
		sum += 1 / place
		asked++
	}
	return sum / max(1, asked), asked
}
