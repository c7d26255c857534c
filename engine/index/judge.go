package index

// judgement is what the build found out about a knowledge base, and the page
// uses as it is: how the parts of a score are weighed, and how a score becomes
// a confidence.
type judgement struct {
	lexical, linear float32 // weights of the two parts of a score
	// log-odds that a hit is right = bias + the other three, each times its part
	bias, byLexical, byLinear, byKnown float32
}

const judgedSize = 6 * 4

func (j *judgement) append(b []byte) []byte {
	for _, v := range [...]float32{j.lexical, j.linear, j.bias, j.byLexical, j.byLinear, j.byKnown} {
		b = appendF32(b, v)
	}
	return b
}

func readJudgement(b []byte) judgement {
	return judgement{f32(b, 0), f32(b, 4), f32(b, 8), f32(b, 12), f32(b, 16), f32(b, 20)}
}

// belief returns the log-odds that a hit answers the question.
func (j *judgement) belief(lexical, linear, known float64) float64 {
	return float64(j.bias) + float64(float64(j.byLexical)*lexical) +
		float64(float64(j.byLinear)*linear) + float64(float64(j.byKnown)*known)
}
