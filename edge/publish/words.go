package publish

import (
	"html"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// clean brings text into NFC and takes out what nobody sees: tag characters
// (they smuggle instructions past readers), bidirectional overrides (they
// make a link read as another), and byte-order marks inside text.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if hidden(r) {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

func hidden(r rune) bool {
	switch {
	case r >= 0xE0000 && r <= 0xE007F: // tags
		return true
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069: // embeddings, overrides, isolates
		return true
	case r == 0xFEFF, r >= 0xFFF9 && r <= 0xFFFB: // byte-order mark, interlinear marks
		return true
	}
	return r < ' ' && r != '\n' && r != '\t' || r == 0x7f
}

// unescape resolves the backslashes and entities that Markdown leaves in a
// run of text.
func unescape(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0:
			i++
			b.WriteByte(s[i])
		case c == '&':
			end := strings.IndexByte(s[i:min(len(s), i+40)], ';')
			if end < 0 {
				b.WriteByte(c)
				continue
			}
			b.WriteString(html.UnescapeString(s[i : i+end+1]))
			i += end
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// wide reports whether r is written without blanks between words, so that a
// line end beside it is no blank either.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}
