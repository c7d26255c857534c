package text

// Script says how a run of runes is cut into tokens.
type Script uint8

const (
	None   Script = iota // spaces, punctuation, symbols, emoji: no token
	Word                 // letters and digits of scripts with spaces
	Solid                // written without spaces: Han, Thai, Lao, Burmese, Khmer
	Kana                 // hiragana and katakana
	Hangul               // Korean syllables: words with particles attached
)

// ScriptOf classifies one folded rune. It is coarse on purpose: everything
// that is not known to be a separator counts as a word rune, so that a script
// nobody thought of is still searched by whole words.
func ScriptOf(r rune) Script {
	switch {
	case r < 0x80:
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return Word
		}
		return None
	case r >= 0x3040 && r <= 0x30FF:
		if r == 0x30FB || r == 0x30A0 {
			return None
		}
		return Kana
	case r >= 0x3400 && r <= 0x4DBF, r >= 0x4E00 && r <= 0x9FFF, r >= 0xF900 && r <= 0xFAFF, r >= 0x20000 && r <= 0x3FFFF, r == 0x3005:
		return Solid
	case r >= 0x0E00 && r <= 0x0EFF, r >= 0x1000 && r <= 0x109F, r >= 0x1780 && r <= 0x17FF:
		return Solid
	case r >= 0xAC00 && r <= 0xD7A3:
		return Hangul
	case isSeparator(r):
		return None
	}
	return Word
}

// isSeparator covers the punctuation and symbol blocks that occur in prose.
func isSeparator(r rune) bool {
	switch {
	case r < 0xC0:
		return r != 0xAA && r != 0xB5 && r != 0xBA
	case r == 0xD7 || r == 0xF7:
		return true
	}
	return r >= 0x2000 && r <= 0x206F || r >= 0x20A0 && r <= 0x20CF || r >= 0x2190 && r <= 0x2BFF ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFE10 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF65 ||
		r >= 0xFFE0 || r >= 0xD800 && r <= 0xF8FF
}
