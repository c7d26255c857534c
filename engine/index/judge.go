package index

import (
	"sort"

	"github.com/lamplight-help/lamplight/engine/num"
)

// Judging happens on the knowledge base's own phrasings. Some are left out, an
// index is built from the others, and the ones left out are asked. How well
// each blend of scores finds their articles decides the blend. What the best
// hit looks like when it is right, and what the best wrong hit looks like, as
// if the right article did not exist, decides from which evidence on a hit is
// believed.
//
// A knowledge base without enough phrasings is judged by its titles: each is
// asked, its own article is looked away from, and what is left shows what a
// question without an answer looks like here.

const (
	judgeFolds  = 4    // the phrasings of a small base are left out in turns
	judgeEnough = 600  // phrasings asked that say enough; no further part is left out
	judgeAsked  = 1500 // phrasings asked at most
)

// blends are the weights of the lexical score against the model that are tried.
// The first wins when nothing is better: it did on requests of customers, where
// articles have many phrasings and no body.
var blends = []float32{0.3, 1, 2, 4}

// plain is the judgement of a base without a model, before its titles were
// asked. The weights are one over the spread that each part has there.
var plain = judgement{
	lexical:  1,
	evidence: evidence{likeness: 5, lead: 2.5, weight: 1.5},
}

// taught is the judgement of a base with a model before it was tried out.
var taught = judgement{
	lexical: blends[0], linear: 1, cosine: 1,
	evidence: evidence{margin: 3, cosine: 8},
}

// sighting is one question of which the right article is known.
type sighting struct {
	right bool  // the first hit was right
	first Parts // of the first hit
	other Parts // of the best wrong hit
	alone bool  // there was no wrong hit
}

// judge finds the judgement of a knowledge base.
func judge(docs []Document, locale string, self float32) judgement {
	j := plain
	if trainable(docs) {
		j = taught
		j.subject = subjectOf(docs)
	}
	j.self = self
	if len(docs) < 2 {
		return j
	}
	if !trainable(docs) {
		seen := lookAway(docs, locale, j)
		j.calibrate(seen, titleLikeness)
		j.anchor(seen)
		return j
	}
	trials := holdOut(docs, locale, j)
	best := -1
	for i := range blends {
		if best < 0 || hitsOf(trials[i]) > hitsOf(trials[best])+len(trials[i])/100 {
			best = i // one in a hundred: less than that is chance
		}
	}
	j.lexical = blends[best]
	j.spread(trials[best])
	j.calibrate(trials[best], 1)
	return j
}

// Where an article has only some phrasings, one word of a question that happens to be
// in one of them moves a margin a lot: "do you sell elephants" is not answered
// by how to sell a fund. So there a known hit must match half of what the words
// of a question say. Many phrasings show which words matter, and the more there
// are, the less has to be met. A base judged by its titles gains nothing by
// this: its bias is anchored, and its bodies hold the words.
const (
	subjectPart = 0.5
	// Phrasings up to which the whole part is asked for, per article and in all.
	fewPerArticle, fewInAll = 10.0, 400.0
)

// subjectOf is the part of a question's subject that a known hit must match.
func subjectOf(docs []Document) float32 {
	n := 0
	for i := range docs {
		n += len(docs[i].Questions)
	}
	all := float64(n)
	return float32(float64(subjectPart*min(1, fewPerArticle*float64(len(docs))/all)) * min(1, fewInAll/all))
}

func hitsOf(seen []sighting) int {
	n := 0
	for i := range seen {
		if seen[i].right {
			n++
		}
	}
	return n
}

// holdOut asks phrasings that were left out, once for each blend.
func holdOut(docs []Document, locale string, j judgement) [][]sighting {
	seen := make([][]sighting, len(blends))
	for fold := 0; fold < judgeFolds && len(seen[0]) < judgeEnough; fold++ {
		rest, asked := split(docs, fold)
		x, err := Open(assemble(rest, locale, j))
		if err != nil {
			return seen
		}
		step := max(1, len(asked)/judgeAsked)
		for i := 0; i < len(asked); i += step {
			x.weigh(asked[i].question, false)
			for b := range blends {
				x.judged.lexical = blends[b]
				seen[b] = append(seen[b], x.sight(asked[i].doc))
			}
		}
	}
	return seen
}

type heldOut struct {
	question string
	doc      int32
}

// split leaves out every judgeFolds-th phrasing of the articles that have at
// least two.
func split(docs []Document, fold int) ([]Document, []heldOut) {
	rest := append([]Document(nil), docs...)
	var out []heldOut
	n := 0
	for i := range docs {
		var keep []string
		for _, q := range docs[i].Questions {
			n++
			if n%judgeFolds == fold && len(docs[i].Questions) > 1 {
				out = append(out, heldOut{q, int32(i)})
			} else {
				keep = append(keep, q)
			}
		}
		rest[i].Questions = keep
	}
	return rest, out
}

// lookAway asks titles and looks away from their own articles.
func lookAway(docs []Document, locale string, j judgement) []sighting {
	x, err := Open(assemble(docs, locale, j))
	if err != nil {
		return nil
	}
	var seen []sighting
	step := max(1, len(docs)/judgeAsked)
	for i := 0; i < len(docs); i += step {
		if docs[i].Title != "" {
			x.weigh(docs[i].Title, false)
			seen = append(seen, x.sight(int32(i)))
		}
	}
	return seen
}

// sight looks at the hits of the question that was weighed last.
func (x *Index) sight(doc int32) sighting {
	x.combine()
	hits := x.top(3)
	s := sighting{alone: true}
	if len(hits) > 0 {
		s.right, s.first = hits[0].Article == doc, hits[0].Parts
	}
	wrong := hits[:0]
	for _, h := range hits {
		if h.Article != doc {
			wrong = append(wrong, h)
		}
	}
	x.believe(wrong)
	if len(wrong) > 0 {
		s.other, s.alone = wrong[0].Parts, false
	}
	return s
}

// spread sets each weight of the evidence to one over the spread of its part
// over the first hits: a fixed sum of standard scores needs no tuning and held
// up better on unknown questions than any weights learned.
func (j *judgement) spread(seen []sighting) {
	lexical := min(1, float64(j.lexical-blends[0])/2) // none when the model says all
	part := func(share float64, of func(*Parts) float64) float32 {
		var sum, square float64
		for i := range seen {
			v := of(&seen[i].first)
			sum += v
			square += float64(v * v)
		}
		n := float64(max(1, len(seen)))
		return float32(share / num.Sqrt(max(1e-3, square/n-float64(sum/n*sum)/n)))
	}
	j.evidence = evidence{
		likeness: part(lexical, likeness),
		lead:     part(lexical/2, func(p *Parts) float64 { return float64(p.Lead) }),
		weight:   part(lexical/2, func(p *Parts) float64 { return float64(p.Weight) }),
		margin:   part(1, func(p *Parts) float64 { return float64(p.Margin) }),
		cosine:   part(1, func(p *Parts) float64 { return float64(p.Cosine) }),
	}
}

// titleLikeness is how much of the evidence that a title finds for its own
// article a visitor's question finds for it: the median over 1,500 questions
// that people put to two sets of answered questions is 0.55 and 0.44.
const titleLikeness = 0.5

// calibrate turns the sum of evidence into log-odds: a logistic regression of
// right first hits, of which discount remains, against the best wrong ones.
func (j *judgement) calibrate(seen []sighting, discount float64) {
	var yes, no []float64
	for i := range seen {
		s := &seen[i]
		if s.right {
			yes = append(yes, float64(discount*j.evidence.sum(&s.first)))
		}
		if !s.alone {
			no = append(no, j.evidence.sum(&s.other))
		}
	}
	slope, bias := logistic(yes, no)
	e := &j.evidence
	for _, w := range []*float32{&e.likeness, &e.lead, &e.weight, &e.margin, &e.cosine} {
		*w = float32(float64(*w) * slope)
	}
	j.bias = float32(bias)
}

// anchor moves the bias of a base judged by its titles, so that half of the
// best wrong articles stay below KnownAt. How a title's own words look is a
// guess; how its neighbours look is not. On the two sets of answered questions
// with a quarter of the articles taken away this keeps two in three and three in
// four unanswerable questions from being answered.
func (j *judgement) anchor(seen []sighting) {
	var no []float64
	for i := range seen {
		if !seen[i].alone {
			no = append(no, j.evidence.sum(&seen[i].other))
		}
	}
	if len(no) == 0 {
		return
	}
	sort.Float64s(no)
	threshold := num.Log(float64(KnownAt) / (1000 - KnownAt))
	j.bias = float32(threshold - no[len(no)/2])
}

// logistic fits slope and bias by Newton's method, each class with the same
// total weight and a weak pull towards slope one. A step that makes things
// worse is halved: where the classes lie far apart the plain method jumps away
// and does not come back.
func logistic(yes, no []float64) (slope, bias float64) {
	if len(yes) == 0 || len(no) == 0 {
		return 1, 0
	}
	slope = 1
	loss := logLoss(yes, no, slope, bias)
	for range 50 {
		ds, db := newton(yes, no, slope, bias)
		better := false
		for range 12 {
			s, b := max(leastSlope, min(20, slope-ds)), max(-40, min(40, bias-db))
			if l := logLoss(yes, no, s, b); l < loss-1e-9 {
				slope, bias, loss, better = s, b, l, true
				break
			}
			ds, db = ds/2, db/2
		}
		if !better {
			break
		}
	}
	return slope, bias
}

// pull keeps the slope near one when the phrasings say nothing about it.
const pull = 1e-3

// logLoss is what logistic makes small.
func logLoss(yes, no []float64, slope, bias float64) float64 {
	y, n := 0.0, 0.0
	for _, v := range yes {
		y -= num.Log(max(1e-12, num.Sigmoid(float64(slope*v)+bias)))
	}
	for _, v := range no {
		n -= num.Log(max(1e-12, num.Sigmoid(-float64(slope*v)-bias)))
	}
	off := slope - 1
	return y/float64(2*len(yes)) + n/float64(2*len(no)) + float64(pull/2*off*off)
}

// newton returns the full step of slope and bias.
func newton(yes, no []float64, slope, bias float64) (ds, db float64) {
	gs, gb, hss, hsb, hbb := float64(pull*(slope-1)), 0.0, pull, 0.0, 1e-6
	add := func(v, y, w float64) {
		p := num.Sigmoid(float64(slope*v) + bias)
		d, h := float64(w*(p-y)), float64(w*p)*(1-p)
		gs += float64(d * v)
		gb += d
		hss += float64(float64(h*v) * v)
		hsb += float64(h * v)
		hbb += h
	}
	for _, v := range yes {
		add(v, 1, 0.5/float64(len(yes)))
	}
	for _, v := range no {
		add(v, 0, 0.5/float64(len(no)))
	}
	det := float64(hss*hbb) - float64(hsb*hsb)
	if det < 1e-12 {
		return gs, gb
	}
	return (float64(hbb*gs) - float64(hsb*gb)) / det, (float64(hss*gb) - float64(hsb*gs)) / det
}

// leastSlope keeps confidences apart where the classes overlap nearly wholly.
const leastSlope = 0.3
