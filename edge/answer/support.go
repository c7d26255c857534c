package answer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lamplight-help/lamplight/engine/text"
)

// A sentence comes out when all of this holds; no model is asked about it:
//
//  1. It cites, and only sources that were given.
//  2. It is plain text: no address, no HTML, no image. It has two content words.
//  3. At least wholeShare of its content words, stemmed, are in the cited
//     sources together, and eachShare in each of them alone. Chinese and its
//     neighbours are compared by pairs of characters, of which a rephrasing
//     breaks more than it breaks words, so there solidShare counts.
//  4. At least nearShare of them stand close together: in three neighbouring
//     sentences of one source. Words gathered from all over an article say
//     anything.
//  5. Every number, in digits or spelt, every code and every e-mail address is
//     in a cited source as it is, and so is every number with what it counts.
//  6. It and the sentences of the source that are most like it agree on whether
//     they deny.
//
// The shares were set by hand on the pairs in testdata/support.txt. What passes
// can still mislead: two true halves joined wrongly pass. That is why each
// sentence carries its source.
const (
	wholeShare = 0.75
	solidShare = 0.6
	eachShare  = 0.3
	nearShare  = 0.6
	nearby     = 3 // sentences
	alike      = 0.95
	fewest     = 2 // content words; "Yes" and "Fund" are in every source
)

// checker judges sentences against the sources of one answer.
type checker struct {
	sources []evidence
	words   words
}

// evidence is one source, ready for comparison.
type evidence struct {
	all       map[string]bool // stems
	facts     map[string]bool // numbers, with what they count too; codes, addresses
	sentences []passage
}

// passage is one sentence of a source.
type passage struct {
	stems  map[string]bool
	denies bool
}

func newChecker(sources []Source, locale string) *checker {
	c := &checker{words: newWords(locale)}
	for i := range sources {
		e := evidence{all: map[string]bool{}, facts: map[string]bool{}}
		folded := fold(sources[i].Text)
		for _, f := range append(facts(folded), c.words.units(folded)...) {
			e.facts[f] = true
		}
		split := splitter{max: len(sources[i].Text), to: func(s string) error {
			folded := fold(s)
			p := passage{stems: map[string]bool{}, denies: c.words.denies(folded)}
			for _, w := range c.words.of(folded) {
				p.stems[w], e.all[w] = true, true
			}
			e.sentences = append(e.sentences, p)
			return nil
		}}
		split.push(sources[i].Text) // to never fails
		split.close()
		c.sources = append(c.sources, e)
	}
	return c
}

// verdict is what becomes of a sentence.
type verdict struct {
	text   string // plain, without citations
	cited  []int  // numbers of sources, from 1, in order of their first mention
	weight int    // content words
	kept   bool
	why    string // for tests and the playground: which rule it breaks
}

// citation matches [1], [1, 2] and [1,2].
var citation = regexp.MustCompile(`\s*\[\s*\d[\d,\s]*\]`)

// forbidden matches what is no plain text, on folded text.
var forbidden = regexp.MustCompile(`://|\b(javascript|vbscript)\s*:|\bdata:\s*\w+/|\bwww\.|\]\s*\(|<\s*[a-z/!?]|&(#|[a-z]{2,8};)|!\[`)

// listMark matches what makes a line an item or a heading.
var listMark = regexp.MustCompile(`^\s*([-*•#>]+|\d{1,2}[.)])\s+`)

// judge applies the rules to one sentence as the model wrote it.
func (c *checker) judge(raw string) verdict {
	v := verdict{}
	raw = strings.Join(strings.Fields(visible(raw)), " ")
	numbers, valid := cites(raw, len(c.sources))
	v.cited = numbers
	v.text = plain(citation.ReplaceAllString(raw, ""))
	folded := fold(v.text)
	content := c.words.of(folded)
	v.weight = len(content)
	switch {
	case len(numbers) == 0:
		v.why = "no citation"
	case !valid:
		v.why = "citation out of range"
	case forbidden.MatchString(folded) || strings.ContainsAny(v.text, "[]"):
		v.why = "not plain text"
	case len(content) < fewest:
		v.why = "says nothing"
	default:
		v.why = c.compare(folded, content, numbers)
	}
	v.kept = v.why == ""
	return v
}

// cites returns the numbers that a sentence cites, and whether all are sources.
func cites(s string, sources int) (list []int, valid bool) {
	valid = true
	for _, group := range citation.FindAllString(s, -1) {
		for _, f := range strings.FieldsFunc(group, func(r rune) bool { return r < '0' || r > '9' }) {
			n, err := strconv.Atoi(f)
			if err != nil || n < 1 || n > sources {
				valid = false
				continue
			}
			if !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return list, valid
}

// plain takes the marks of Markdown away.
func plain(s string) string {
	s = listMark.ReplaceAllString(s, "")
	s = strings.NewReplacer("**", "", "__", "", "`", "").Replace(s)
	return strings.TrimSpace(strings.Trim(s, "*_ "))
}

// compare returns the rule that a sentence breaks, or "".
func (c *checker) compare(folded string, content []string, numbers []int) string {
	need, near := wholeShare, 0.0
	if mostlySolid(content) {
		need = solidShare
	}
	for _, n := range numbers {
		e := &c.sources[n-1]
		if share(content, e.has) < eachShare {
			return "a cited source does not say it"
		}
		near = max(near, e.near(content))
	}
	any := func(w string) bool {
		return slices.ContainsFunc(numbers, func(n int) bool { return c.sources[n-1].all[w] })
	}
	switch {
	case share(content, any) < need:
		return "too few words in the cited sources"
	case near < nearShare*need/wholeShare:
		return "words from all over the source"
	case !c.literal(folded, numbers):
		return "a number, code or address that is not in the cited sources"
	case !c.agrees(c.words.denies(folded), content, numbers):
		return "denies what the source says, or says what it denies"
	}
	return ""
}

func (e *evidence) has(w string) bool { return e.all[w] }

// near is the largest share of words in neighbouring sentences.
func (e *evidence) near(content []string) (best float64) {
	for i := range e.sentences {
		window := e.sentences[i:min(i+nearby, len(e.sentences))]
		best = max(best, share(content, func(w string) bool {
			return slices.ContainsFunc(window, func(p passage) bool { return p.stems[w] })
		}))
	}
	return best
}

// literal reports whether every fact of a sentence is in a cited source.
func (c *checker) literal(folded string, numbers []int) bool {
	for _, f := range append(facts(folded), c.words.units(folded)...) {
		if !slices.ContainsFunc(numbers, func(n int) bool { return c.sources[n-1].facts[f] }) {
			return false
		}
	}
	return true
}

// agrees compares with the sentences that share as much as the one that shares
// most, or nearly.
func (c *checker) agrees(denies bool, content []string, numbers []int) bool {
	most := 0.0
	type near struct {
		share  float64
		denies bool
	}
	var list []near
	for _, n := range numbers {
		for _, p := range c.sources[n-1].sentences {
			s := share(content, func(w string) bool { return p.stems[w] })
			most, list = max(most, s), append(list, near{s, p.denies})
		}
	}
	return slices.ContainsFunc(list, func(n near) bool { return n.denies == denies && n.share >= alike*most })
}

func share(content []string, has func(string) bool) float64 {
	n := 0
	for _, w := range content {
		if has(w) {
			n++
		}
	}
	return float64(n) / float64(len(content))
}

func fold(s string) string { return string(text.Fold(nil, s)) }
