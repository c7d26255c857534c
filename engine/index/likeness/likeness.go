// Package likeness says how alike two short questions are, without training.
//
// Three measures are added:
//
//   - what they share: the weight of common words over the weight of all words
//     (Jaccard), a word weighing its rarity to the power 0.7. For scripts
//     without spaces the words are characters: on Chinese questions that beats
//     pairs of characters, edit distance and averaged word vectors.
//   - what they are about: every word is described by the words it occurs with
//     (random indexing, 128 dimensions), a question by the sum of its words,
//     without what all questions have in common. It finds "refund" near "money
//     back" where the corpus shows them in like company.
//   - whether one says no and the other does not: "why can I" and "why can't I"
//     share nearly all words and want different answers.
//
// The corpus is whatever questions are at hand, without any labels. Building
// takes a few microseconds a word and about one kilobyte per distinct word: it
// is meant for publishing and for tests, where questions that compete with each
// other are to be found, not for the page.
package likeness

import (
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/text"
)

const (
	dimensions = 128
	signs      = 8    // random positions per word
	rarity     = 0.7  // power of the idf
	company    = 0.15 // weight of the second measure
	denial     = 0.07 // weight of the third
)

// Measure compares questions by what a corpus taught it about words.
type Measure struct {
	stemmer *text.Stemmer
	known   map[string]*word
	total   float64
	common  [dimensions]float32 // what all questions have in common, length one
}

type word struct {
	questions float64
	company   [dimensions]float32
}

// New learns from a corpus of questions in one locale.
func New(corpus []string, locale string) *Measure {
	m := &Measure{stemmer: text.NewStemmer(locale), known: map[string]*word{}, total: float64(len(corpus))}
	for _, q := range corpus {
		for _, t := range m.terms(q, true) {
			w := m.known[t]
			if w == nil {
				w = &word{}
				m.known[t] = w
			}
			w.questions++
		}
	}
	for _, q := range corpus {
		m.meet(m.terms(q, true))
	}
	for _, w := range m.known {
		normalise(&w.company)
	}
	for _, q := range corpus {
		v := m.topic(q)
		normalise(&v)
		for d := range v {
			m.common[d] += v[d]
		}
	}
	normalise(&m.common)
	return m
}

// meet adds to every word of a question the signature of the whole.
func (m *Measure) meet(terms []string) {
	var sum [dimensions]float32
	for _, t := range terms {
		weight, h := float32(m.idf(t)), text.Hash(t)
		for range signs {
			h = text.Mix(h + 0x9E3779B9)
			if h&1 == 0 {
				sum[h>>8%dimensions] -= weight
			} else {
				sum[h>>8%dimensions] += weight
			}
		}
	}
	for _, t := range terms {
		w := m.known[t]
		for d := range sum {
			w.company[d] += sum[d]
		}
	}
}

// terms lists the distinct stems of a question in order of first use; pairs of
// characters only when asked for.
func (m *Measure) terms(q string, pairs bool) []string {
	var out []string
	seen := map[string]bool{}
	for _, t := range text.Tokens(nil, q) {
		stem := m.stemmer.Stem(t.Text)
		if seen[stem] || t.Kind == text.Pair && !pairs {
			continue
		}
		seen[stem] = true
		out = append(out, stem)
	}
	return out
}

func (m *Measure) idf(term string) float64 {
	n := 0.0
	if w := m.known[term]; w != nil {
		n = w.questions
	}
	return num.Log(1 + m.total/(1+n))
}

func (m *Measure) weight(term string) float64 {
	return num.Exp(rarity * num.Log(m.idf(term)+1e-9))
}

// Likeness is about 1 for the same question and about 0 for unrelated ones;
// it can be a little outside. It is symmetric.
func (m *Measure) Likeness(a, b string) float64 {
	v := m.shared(a, b) + float64(company*m.aboutness(a, b))
	if Denies(a) != Denies(b) {
		v -= denial
	}
	return v
}

// shared is the weighted Jaccard measure.
func (m *Measure) shared(a, b string) float64 {
	left, right := m.terms(a, false), m.terms(b, false)
	in := map[string]bool{}
	for _, t := range left {
		in[t] = true
	}
	both, all := 0.0, 0.0
	for _, t := range left {
		all += m.weight(t)
	}
	for _, t := range right {
		if w := m.weight(t); in[t] {
			both += w
		} else {
			all += w
		}
	}
	return both / (all + 1e-9)
}

// topic is the sum of the company of a question's words.
func (m *Measure) topic(q string) [dimensions]float32 {
	var v [dimensions]float32
	for _, t := range m.terms(q, true) {
		if w := m.known[t]; w != nil {
			weight := float32(m.idf(t))
			for d := range v {
				v[d] += float32(weight * w.company[d])
			}
		}
	}
	return v
}

// aboutness is the cosine of two topics without their common part.
func (m *Measure) aboutness(a, b string) float64 {
	x, y := m.centred(a), m.centred(b)
	sum := 0.0
	for d := range x {
		sum += float64(x[d] * y[d])
	}
	return sum
}

func (m *Measure) centred(q string) [dimensions]float32 {
	v := m.topic(q)
	var along float32
	for d := range v {
		along += float32(v[d] * m.common[d])
	}
	for d := range v {
		v[d] -= float32(along * m.common[d])
	}
	normalise(&v)
	return v
}

func normalise(v *[dimensions]float32) {
	sum := 0.0
	for _, x := range v {
		sum += float64(x * x)
	}
	if sum == 0 {
		return
	}
	norm := float32(1 / num.Sqrt(sum))
	for d := range v {
		v[d] *= norm
	}
}
