package text

import "unicode/utf8"

// Kind says what a token is made of.
type Kind uint8

const (
	Whole Kind = iota // a word of a script with spaces, or a Korean word
	Char              // one character of a script without spaces
	Pair              // two neighbouring characters of such a script
)

// Token is one unit that can match.
type Token struct {
	Text       string // folded, not stemmed
	Start, End int32  // byte range in the source, Start < End
	Kind       Kind
}

// maxWord caps a word in bytes; what is longer is cut there. Long base64 or
// hostile input must not grow the dictionary.
const maxWord = 48

// Tokens appends the tokens of s to dst, in order of their start. Words may
// hold apostrophes ("don't"). Runs of Han, kana, Thai and the like give a Pair
// for every two neighbours, and a Char for every character that is not kana.
// Korean words give themselves and their inner pairs, because particles stick
// to the noun.
func Tokens(dst []Token, s string) []Token {
	for i := 0; i < len(s); {
		script, n := scriptAt(s, i)
		switch script {
		case None:
			i += n
		case Word, Hangul:
			end := wordEnd(s, i, script)
			dst = appendWord(dst, s, i, end, script)
			i = end
		default:
			end := solidEnd(s, i)
			dst = appendSolid(dst, s, i, end)
			i = end
		}
	}
	return dst
}

// scriptAt classifies the rune at s[i:] and returns its length in bytes.
func scriptAt(s string, i int) (Script, int) {
	if c := s[i]; c < utf8.RuneSelf {
		return ScriptOf(rune(c)), 1
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError && n == 1 {
		return None, 1
	}
	if r >= 0xFF00 {
		r = foldWide(r)
	}
	return ScriptOf(r), n
}

// wordEnd finds the end of the word that starts at i. An apostrophe between
// two letters belongs to the word, as do combining marks (which count as Word).
func wordEnd(s string, i int, script Script) int {
	start := i
	for i < len(s) && i-start < maxWord {
		sc, n := scriptAt(s, i)
		if sc == script {
			i += n
			continue
		}
		a := apostrophe(s, i)
		if a == 0 || i+a >= len(s) {
			break
		}
		if sc, _ = scriptAt(s, i+a); sc != script {
			break
		}
		i += a
	}
	return i
}

// apostrophe returns the length of the apostrophe at s[i:], or 0.
func apostrophe(s string, i int) int {
	if s[i] == '\'' {
		return 1
	}
	if len(s)-i >= 3 && s[i] == 0xE2 && s[i+1] == 0x80 && s[i+2] == 0x99 {
		return 3
	}
	return 0
}

func solidEnd(s string, i int) int {
	for i < len(s) {
		sc, n := scriptAt(s, i)
		if sc != Solid && sc != Kana {
			break
		}
		i += n
	}
	return i
}

func appendWord(dst []Token, s string, start, end int, script Script) []Token {
	folded := foldString(s[start:end])
	if folded == "" {
		return dst
	}
	dst = append(dst, Token{Text: folded, Start: int32(start), End: int32(end), Kind: Whole})
	if script == Hangul && utf8.RuneCountInString(s[start:end]) > 2 {
		dst = appendPairs(dst, s, start, end, false)
	}
	return dst
}

func appendSolid(dst []Token, s string, start, end int) []Token {
	return appendPairs(dst, s, start, end, true)
}

// appendPairs walks the characters of s[start:end] and emits pairs, and with
// chars also the single characters that carry meaning (not kana).
func appendPairs(dst []Token, s string, start, end int, chars bool) []Token {
	prev, lone := -1, true
	for i := start; i < end; {
		sc, n := scriptAt(s, i)
		if prev >= 0 {
			dst, lone = appendFolded(dst, s, prev, i+n, Pair), false
		}
		last := i+n >= end
		if chars && (sc != Kana || last && lone) {
			dst = appendFolded(dst, s, i, i+n, Char)
		}
		prev, i = i, i+n
	}
	return dst
}

func appendFolded(dst []Token, s string, start, end int, kind Kind) []Token {
	folded := foldString(s[start:end])
	if folded == "" {
		return dst
	}
	return append(dst, Token{Text: folded, Start: int32(start), End: int32(end), Kind: kind})
}
