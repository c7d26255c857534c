package index

import (
	"slices"

	"github.com/lamplight-help/lamplight/engine/text"
)

// Features of the linear model, as hashes:
//
//	words  stems, pairs of neighbouring stems, and all pairs of stems in any
//	       order: "lost … card" and "card … lost" are the same request
//	grams  character 2- to 4-grams inside words: endings, compounds, typos
//
// Each group is weighted by tf·idf and brought to length one on its own, so
// that a long word does not drown a short one with its many n-grams.
const (
	gramFrom  = 2
	gramTo    = 4
	pairWords = 20 // words of a question that form pairs in any order
	saltNext  = 0x51ED270B
	saltPair  = 0x2545F491
)

// features holds the hashes of one text, sorted, with repetitions.
type features struct {
	words, grams []uint32
	stems        []uint32
}

// read replaces the features by those of the given tokens and their stems.
func (f *features) read(tokens []text.Token, stem func(i int) string) {
	f.words, f.grams, f.stems = f.words[:0], f.grams[:0], f.stems[:0]
	prev := uint32(saltNext)
	for i := range tokens {
		h := text.Hash(stem(i))
		f.words = append(f.words, h, text.Mix(prev*31+h^saltNext))
		for _, s := range f.stems {
			if len(f.stems) < pairWords && s != h {
				f.words = append(f.words, text.Mix(min(s, h)*31+max(s, h)^saltPair))
			}
		}
		f.stems = append(f.stems, h)
		prev = h
		if tokens[i].Kind == text.Whole {
			text.Grams(tokens[i].Text, gramFrom, gramTo, func(g uint32) { f.grams = append(f.grams, g) })
		}
	}
	slices.Sort(f.words)
	slices.Sort(f.grams)
}

// runs passes every distinct value of a sorted list and how often it occurs.
func runs(sorted []uint32, emit func(h uint32, n int)) {
	for i := 0; i < len(sorted); {
		j := i + 1
		for j < len(sorted) && sorted[j] == sorted[i] {
			j++
		}
		emit(sorted[i], j-i)
		i = j
	}
}
