package index

// judgement is what the build found out about a knowledge base, and the page
// uses as it is: how the parts of a score are weighed, and how a score becomes
// a confidence.
type judgement struct {
	lexical, linear, cosine float32 // weights of the parts of a score
	// log-odds that a hit is right = bias + the parts, each times its factor
	bias, byLexical, byLinear, byCosine, byKnown float32
}

const judgedSize = 8 * 4

func (j *judgement) append(b []byte) []byte {
	for _, v := range [...]float32{j.lexical, j.linear, j.cosine, j.bias, j.byLexical, j.byLinear, j.byCosine, j.byKnown} {
		b = appendF32(b, v)
	}
	return b
}

func readJudgement(b []byte) judgement {
	return judgement{f32(b, 0), f32(b, 4), f32(b, 8), f32(b, 12), f32(b, 16), f32(b, 20), f32(b, 24), f32(b, 28)}
}

// belief returns the log-odds that a hit answers the question.
func (j *judgement) belief(lexical, linear, cosine, known float64) float64 {
	return float64(j.bias) + float64(float64(j.byLexical)*lexical) + float64(float64(j.byLinear)*linear) +
		float64(float64(j.byCosine)*cosine) + float64(float64(j.byKnown)*known)
}
