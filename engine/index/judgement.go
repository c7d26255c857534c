package index

import "github.com/lamplight-help/lamplight/engine/num"

// judgement is what the build found out about a knowledge base, and the page
// uses as it is: how the parts of a score are weighed, and how they become a
// confidence.
type judgement struct {
	lexical, linear, cosine float32 // weights of the parts of a score
	self                    float32 // mean score of an article's own phrasings on it
	bias                    float32 // log-odds that a hit is right, before its evidence
	subject                 float32 // part of a question's subject that a known hit must match
	evidence                evidence
}

// evidence weighs the sums that speak for a hit. Each weight already holds the
// spread of its part in this knowledge base.
type evidence struct {
	likeness, lead, weight, margin, cosine float32
}

const judgedSize = 11 * 4

func (j *judgement) append(b []byte) []byte {
	e := &j.evidence
	for _, v := range [...]float32{j.lexical, j.linear, j.cosine, j.self, j.bias, e.likeness, e.lead, e.weight, e.margin, e.cosine, j.subject} {
		b = appendF32(b, v)
	}
	return b
}

func readJudgement(b []byte) judgement {
	return judgement{
		lexical: f32(b, 0), linear: f32(b, 4), cosine: f32(b, 8), self: f32(b, 12), bias: f32(b, 16),
		evidence: evidence{f32(b, 20), f32(b, 24), f32(b, 28), f32(b, 32), f32(b, 36)}, subject: f32(b, 40),
	}
}

// belief returns the log-odds that a hit answers the question.
func (j *judgement) belief(p *Parts) float64 { return float64(j.bias) + j.evidence.sum(p) }

// sum adds up the evidence. Likeness is the cosine of question and phrasing,
// the geometric mean of how much each covers of the other.
func (e *evidence) sum(p *Parts) float64 {
	s := float64(float64(e.likeness) * likeness(p))
	s += float64(e.lead*p.Lead) + float64(e.weight*p.Weight)
	return s + float64(e.margin*p.Margin) + float64(e.cosine*p.Cosine)
}

func likeness(p *Parts) float64 {
	return num.Sqrt(float64(p.Share) * float64(p.Cover))
}
