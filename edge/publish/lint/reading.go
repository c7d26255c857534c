package lint

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/kb"
)

const (
	// grade is the Flesch-Kincaid grade above which English is too hard for
	// help text. Public-sector guides ask for 8 to 9; product names with many
	// syllables add one or two.
	grade = 11.0
	// longSentence is the mean length of sentences, in words, above which
	// other languages with blanks are hard. Plain-language guides ask for 15
	// to 20.
	longSentence = 22.0
	// longWide is the same in characters for Chinese and Japanese, where 40
	// is an ordinary sentence in print.
	longWide = 45.0
	// enough is the number of sentences below which the mean says little.
	enough = 3
	// enoughWords is the same for words; lists of three words read hard only
	// to the formula.
	enoughWords = 25
)

func (l *locally) reading() {
	for _, p := range l.pages {
		l.level(p)
		for _, img := range p.Images {
			if strings.TrimSpace(img.Alt) == "" {
				l.warn(img.At, "no-alt", "The image has no text.", "Say between the brackets what is to be seen: ![The form with Next at the bottom](form.png).")
			}
		}
		for _, m := range p.Media {
			if strings.HasPrefix(m.Type, "video/") && m.Captions == "" {
				l.warn(p.BodyAt, "no-captions", "The film has no captions.", "Add a .vtt file as \"captions:\" of the medium.")
			}
		}
	}
}

// level measures the running text of an article.
func (l *locally) level(p *publish.Page) {
	m := measure(p.Blocks)
	if m.sentences < enough {
		return
	}
	const remedy = "Split long sentences; one step, one sentence."
	switch lang, _, _ := strings.Cut(p.Locale, "-"); {
	case lang == "zh" || lang == "ja":
		if mean := float64(m.wide) / float64(m.sentences); mean > longWide {
			l.warn(p.BodyAt, "reading-level", fmt.Sprintf("Sentences have %.0f characters on average.", mean), remedy)
		}
	case m.words < enoughWords:
	case lang == "en":
		if g := m.fleschKincaid(); g > grade {
			l.warn(p.BodyAt, "reading-level", fmt.Sprintf("The text reads at US grade %.0f (%.0f words a sentence).", g, m.perSentence()), remedy)
		}
	default:
		if mean := m.perSentence(); mean > longSentence {
			l.warn(p.BodyAt, "reading-level", fmt.Sprintf("Sentences have %.0f words on average.", mean), remedy)
		}
	}
}

// prose counts what readability formulas need.
type prose struct{ sentences, words, syllables, wide int }

func (m prose) perSentence() float64 { return float64(m.words) / float64(max(1, m.sentences)) }

// fleschKincaid is 0.39 words/sentence + 11.8 syllables/word - 15.59
// (Kincaid et al., 1975).
func (m prose) fleschKincaid() float64 {
	if m.words == 0 {
		return 0
	}
	return 0.39*m.perSentence() + 11.8*float64(m.syllables)/float64(m.words) - 15.59
}

// measure counts paragraphs and list items; code, tables and headings are
// not read as sentences.
func measure(blocks []kb.Block) (m prose) {
	for i := range blocks {
		switch b := &blocks[i]; b.Kind {
		case kb.Paragraph:
			m.line(spoken(b.Kids))
		case kb.List, kb.Steps, kb.Item, kb.Note:
			inner := measure(b.Kids)
			m.sentences, m.words, m.syllables, m.wide = m.sentences+inner.sentences, m.words+inner.words, m.syllables+inner.syllables, m.wide+inner.wide
		}
	}
	return m
}

// spoken returns the words of a line without code, which has no syllables.
func spoken(inlines []kb.Block) string {
	var b strings.Builder
	for _, k := range inlines {
		if k.Kind != kb.CodeSpan {
			b.WriteString(k.Text)
			b.WriteString(spoken(k.Kids))
		}
		if k.Kind == kb.Break {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func (m *prose) line(s string) {
	open := false
	for _, w := range strings.Fields(s) {
		m.words++
		m.syllables += syllables(w)
		open = true
		for _, r := range w {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
				m.wide++
				open = true
			}
			if strings.ContainsRune("。！？；", r) && open {
				m.sentences++
				open = false
			}
		}
		if strings.ContainsRune(".!?", rune(w[len(w)-1])) && open {
			m.sentences++
			open = false
		}
	}
	if open {
		m.sentences++
	}
}

// syllables counts groups of vowels, one less for a silent e. It is wrong
// for single words and right on average.
func syllables(word string) int {
	n, vowel := 0, false
	word = strings.ToLower(strings.Trim(word, ".,;:!?\"'()"))
	for _, r := range word {
		v := strings.ContainsRune("aeiouyàâäéèêëîïôöùûü", r)
		if v && !vowel {
			n++
		}
		vowel = v
	}
	if strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") && n > 1 {
		n--
	}
	return max(1, n)
}
