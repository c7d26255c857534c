package dialogue

import (
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/text"
)

// A follow-up leans on what was said before: "and how long does that take?".
// Search needs the words that it leaves out. Every content word of the earlier
// questions is a candidate; a logistic score over a few observations about the
// question (is there a pronoun? how much does it say by itself?) and about the
// candidate (how long ago, how often, was it already carried over to the last
// question, is it a name?) decides which ones are added.

const (
	rememberedTurns = 12   // questions that can be leaned on
	maxAdded        = 5    // words added to one question
	addFrom         = 0.38 // probability from which a word is added
)

// said is one content word of a question.
type said struct {
	stem, word string
	capital    bool // written with a capital inside the sentence, or all over
	last       bool // the last content word of its question
	about      bool // directly after "about", "of" or "for"
}

// question is one remembered question.
type question struct {
	words   []said
	added   []string // stems carried over to it
	pronoun bool
	opens   bool // begins like a continuation: "what about", "and"
	the     bool
	starts  bool // begins a topic: "tell me about lung cancer", or a new name
}

// Memory is what a conversation remembers of its questions.
type Memory struct {
	stemmer *text.Stemmer
	turns   []question
}

// NewMemory remembers questions in one locale.
func NewMemory(locale string) *Memory { return &Memory{stemmer: text.NewStemmer(locale)} }

// Content returns the stems of the words of a question that can carry a topic,
// each once, in order.
func (m *Memory) Content(words string) []string {
	var out []string
	seen := question{}
	for _, w := range m.listen(words).words {
		if !seen.says(w.stem) {
			seen.words = append(seen.words, w)
			out = append(out, w.stem)
		}
	}
	return out
}

// listen reads a question without remembering it.
func (m *Memory) listen(words string) question {
	var q question
	tokens := text.Tokens(nil, words)
	after := false
	for i, t := range tokens {
		w := t.Text
		q.starts = q.starts || i == 0 && starters.Has(w)
		switch {
		case pronouns.Has(w):
			q.pronoun = true
		case w == "the":
			q.the = true
		}
		if i < 2 && (openings.Has(w) || i == 1 && w == "about") {
			q.opens = true
		}
		if !m.isContent(&t) {
			after = leaders.Has(w)
			continue
		}
		c := words[t.Start]
		q.words = append(q.words, said{stem: m.stemmer.Stem(w), word: w, capital: i > 0 && c >= 'A' && c <= 'Z', about: after})
		after = false
	}
	if n := len(q.words); n > 0 {
		q.words[n-1].last = true
	}
	q.starts = !q.pronoun && (q.starts && len(q.words) > 0 || m.bringsName(&q))
	return q
}

// bringsName reports whether a question holds a name that no earlier one held.
func (m *Memory) bringsName(q *question) bool {
	for i := range q.words {
		if !q.words[i].capital {
			continue
		}
		known := false
		for j := range m.turns {
			known = known || m.turns[j].says(q.words[i].stem)
		}
		if !known {
			return true
		}
	}
	return false
}

// topic returns the number of the last turn that began a topic, at least 0.
func (m *Memory) topic() int {
	for i := len(m.turns) - 1; i > 0; i-- {
		if m.turns[i].starts {
			return i
		}
	}
	return 0
}

// isContent reports whether a token can carry a topic.
func (m *Memory) isContent(t *text.Token) bool {
	if t.Kind == text.Char {
		return false
	}
	return !m.stemmer.IsFunction(t.Text) && len(t.Text) > 1
}

// holds reports whether a question has a stem, in its own words or added.
func (q *question) holds(stem string) bool { return q.says(stem) || q.carries(stem) }

func (q *question) says(stem string) bool {
	for i := range q.words {
		if q.words[i].stem == stem {
			return true
		}
	}
	return false
}

func (q *question) carries(stem string) bool {
	for _, s := range q.added {
		if s == stem {
			return true
		}
	}
	return false
}

// Resolve returns the words that a question leaves out, the surest first, and
// remembers the question.
func (m *Memory) Resolve(words string) []string {
	q := m.listen(words)
	var picked []scored
	for _, c := range m.candidates() {
		if q.says(c.stem) {
			continue
		}
		f := m.observe(&q, &c)
		if p := weigh(&f); p >= addFrom {
			picked = insertScored(picked, scored{c, p})
		}
	}
	var out []string
	for _, p := range picked {
		out = append(out, p.said.word)
		q.added = append(q.added, p.said.stem)
	}
	m.turns = append(m.turns, q)
	if len(m.turns) > rememberedTurns {
		m.turns = m.turns[1:]
	}
	return out
}

type scored struct {
	said said
	p    float64
}

func insertScored(list []scored, s scored) []scored {
	at := len(list)
	for at > 0 && list[at-1].p < s.p {
		at--
	}
	if at >= maxAdded {
		return list
	}
	list = append(list, scored{})
	copy(list[at+1:], list[at:])
	list[at] = s
	return list[:min(len(list), maxAdded)]
}

// candidates lists the content words of earlier questions, each once, as it was
// said last.
func (m *Memory) candidates() []said {
	var out []said
	for i := len(m.turns) - 1; i >= 0; i-- {
	word:
		for _, w := range m.turns[i].words {
			for j := range out {
				if out[j].stem == w.stem {
					out[j].capital = out[j].capital || w.capital
					out[j].about = out[j].about || w.about
					continue word
				}
			}
			out = append(out, w)
		}
	}
	return out
}

const observations = 34

// observe describes a candidate for a question.
func (m *Memory) observe(q *question, c *said) [observations]float64 {
	var f [observations]float64
	n := len(m.turns)
	distance, uses := 0, 0
	for i := n - 1; i >= 0; i-- {
		if m.turns[i].says(c.stem) && distance == 0 {
			distance = n - i
		}
		if m.turns[i].holds(c.stem) {
			uses++
		}
	}
	last := &m.turns[n-1]
	names := false
	for i := range q.words {
		names = names || q.words[i].capital
	}
	size := float64(min(len(q.words), 6)) / 6
	set := func(i int, on bool) {
		if on {
			f[i] = 1
		}
	}
	f[0] = 1
	set(1, q.pronoun)
	f[2] = size
	set(3, len(q.words) <= 1)
	set(4, q.opens)
	set(5, distance == 1)
	set(6, distance == 2)
	set(7, distance > 2)
	set(8, m.turns[0].says(c.stem))
	set(9, last.carries(c.stem))
	set(10, distance == 1 && len(last.added) == 0)
	f[11] = float64(uses) / float64(n)
	set(12, c.capital)
	set(13, c.last)
	set(14, c.about)
	set(15, len(c.word) >= 7)
	set(16, q.pronoun && distance == 1)
	set(17, q.pronoun && last.carries(c.stem))
	set(18, q.the)
	set(19, generic.Has(c.word))
	set(20, names)
	set(21, names && c.capital)
	set(22, m.shares(q, c))
	f[23] = f[9] * size
	set(24, distance == 1 && len(last.added) > 0)
	f[25] = float64(min(n, 8)) / 8
	f[26] = float64(min(uses, 4)) / 4
	set(27, q.pronoun && c.capital)
	topic := m.topic()
	set(28, m.turns[topic].says(c.stem))
	set(29, distance > n-topic)
	set(30, q.starts)
	set(31, q.starts && last.carries(c.stem))
	set(32, m.turns[topic].says(c.stem) && q.pronoun)
	set(33, m.turns[topic].says(c.stem) && c.about)
	return f
}

// shares reports whether the question repeats a word of the turn in which the
// candidate was said last.
func (m *Memory) shares(q *question, c *said) bool {
	for i := len(m.turns) - 1; i >= 0; i-- {
		if !m.turns[i].says(c.stem) {
			continue
		}
		for j := range q.words {
			if m.turns[i].says(q.words[j].stem) {
				return true
			}
		}
		return false
	}
	return false
}

// weigh turns observations into the probability that the word is meant.
func weigh(f *[observations]float64) float64 {
	sum := 0.0
	for i, v := range f {
		sum += float64(v * followWeights[i])
	}
	return num.Sigmoid(sum)
}
