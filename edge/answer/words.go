package answer

import (
	"regexp"
	"unicode/utf8"

	"github.com/lamplight-help/lamplight/engine/text"
)

// words reads text in one language. It keeps scratch memory, so one serves one
// caller at a time.
type words struct {
	stemmer *text.Stemmer
	deny    text.WordList
	tokens  []text.Token
}

func newWords(locale string) words {
	return words{stemmer: text.NewStemmer(locale), deny: deny(text.Language(locale))}
}

// of returns the stems of the content words of folded text, in order, doubles
// included: words of scripts with spaces, pairs of characters elsewhere, and a
// single character where there is no pair.
func (w *words) of(folded string) []string {
	w.tokens = text.Tokens(w.tokens[:0], folded)
	var out, chars []string
	for i := range w.tokens {
		t := &w.tokens[i]
		switch {
		case t.Kind == text.Char:
			chars = append(chars, t.Text)
		case w.stemmer.IsFunction(t.Text):
		case t.Kind == text.Whole && hangul(t.Text) && utf8.RuneCountInString(t.Text) > 2:
			// its pairs come too, and particles stick to the whole
		default:
			out = append(out, w.stemmer.Stem(t.Text))
		}
	}
	if len(out) == 0 {
		return chars
	}
	return out
}

func hangul(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return text.ScriptOf(r) == text.Hangul
}

// mostlySolid reports whether most words are pairs of characters.
func mostlySolid(content []string) bool {
	n := 0
	for _, w := range content {
		if r, _ := utf8.DecodeRuneInString(w); r >= 0x1100 && text.ScriptOf(r) != text.Word {
			n++
		}
	}
	return 2*n > len(content)
}

// fact matches, on folded text, what must be copied and not told: e-mail
// addresses and host names, numbers with their inner points, numbers spelt out.
// The English "one" and the lone Chinese 一 are mostly no numbers.
var fact = regexp.MustCompile(`[\pL\d._%+-]+@[\pL\d.-]+\pL|\pL[\pL\d-]*(\.[\pL\d-]+)*\.\pL{2,}|\d+([.,:/]\d+)*|[二三四五六七八九十百千万两]+` +
	`|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|million|billion|dozen|half|twice|double|triple` +
	`|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|zwolf|hundert|tausend|deux|trois|quatre|cinq|sept|huit|neuf|dix|cent|mille` +
	`|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|cento|dois|quatro|oito|dez|twee|drie|vijf|zes|zeven|acht|negen|tien` +
	`)\b`)

func facts(folded string) []string { return fact.FindAllString(folded, -1) }

// unit matches a number and what is counted, on either side.
var unit = regexp.MustCompile(`(\d+(?:[.,:/]\d+)*)[\s-]?(\pL+|[%€$£¥])|([€$£¥])\s?(\d+(?:[.,:/]\d+)*)`)

// units returns every number with the word or sign beside it: "3 day".
func (w *words) units(folded string) (out []string) {
	for _, m := range unit.FindAllStringSubmatch(folded, -1) {
		number, of := m[1]+m[4], m[2]+m[3]
		r, size := utf8.DecodeRuneInString(of)
		switch text.ScriptOf(r) {
		case text.Word:
			if w.stemmer.IsFunction(of) {
				continue
			}
			of = w.stemmer.Stem(of)
		case text.Solid, text.Kana:
			of = of[:size]
		}
		out = append(out, number+" "+of)
	}
	return out
}
