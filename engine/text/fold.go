package text

import "unicode/utf8"

// Base letters of U+00C0..U+017F and U+1E00..U+1EFF, one byte a rune.
// A blank means that the rune stands for itself or expands (see expand).
const (
	latin1    = "aaaaaa ceeeeiiiidnooooo ouuuuyt aaaaaa ceeeeiiiidnooooo ouuuuyty"
	latinExtA = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnn nnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
	latinAdd  = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyasss  aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy    yy"
)

// halfKana maps U+FF66..U+FF9D to full-width katakana, in order.
const halfKana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"

// Fold appends the folded form of s to dst: lower case, without accents,
// full-width Latin as ASCII, half-width katakana as full-width, typographic
// apostrophes as ', and without invisible characters. Invalid UTF-8 is dropped.
func Fold(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			dst = append(dst, lowerASCII(c))
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r == utf8.RuneError && n == 1 {
			continue
		}
		dst = foldRune(dst, r)
	}
	return dst
}

// foldString is Fold for the letters of one word. What is folded already, as most of what people
// type is, comes back without a copy.
func foldString(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i]
		// Letters that fold to something else begin below 0xE3 or at 0xEF, or
		// are capitals. Bytes inside a letter are between 0x80 and 0xBF.
		if c >= 'A' && c <= 'Z' || c >= 0xC0 && (c < 0xE3 || c >= 0xEE) {
			return string(Fold(nil, s))
		}
	}
	return s
}

func lowerASCII(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// foldRune appends one rune at or above U+0080.
func foldRune(dst []byte, r rune) []byte {
	switch {
	case r == 0xDF || r == 0x1E9E:
		return append(dst, "ss"...)
	case r == 0xC6 || r == 0xE6:
		return append(dst, "ae"...)
	case r == 0x152 || r == 0x153:
		return append(dst, "oe"...)
	case r >= 0xC0 && r <= 0xFF:
		return appendBase(dst, latin1[r-0xC0], r)
	case r >= 0x100 && r <= 0x17F:
		return appendBase(dst, latinExtA[r-0x100], r)
	case r >= 0x1E00 && r <= 0x1EFF:
		return appendBase(dst, latinAdd[r-0x1E00], r)
	case r >= 0x300 && r <= 0x36F, r == 0xAD, r >= 0x200B && r <= 0x200F, r == 0x2060, r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF:
		return dst // combining marks, soft hyphen, joiners, variation selectors
	case r == 0x2018 || r == 0x2019 || r == 0x2B9 || r == 0x2BC:
		return append(dst, '\'')
	case r == 0xA0 || r == 0x3000:
		return append(dst, ' ')
	}
	return utf8.AppendRune(dst, foldWide(r))
}

func appendBase(dst []byte, base byte, r rune) []byte {
	if base == ' ' {
		return utf8.AppendRune(dst, r)
	}
	return append(dst, base)
}

// foldWide folds the runes that map to exactly one other rune.
func foldWide(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return rune(lowerASCII(byte(r - 0xFF01 + '!')))
	case r >= 0xFF66 && r <= 0xFF9D:
		k, _ := utf8.DecodeRuneInString(halfKana[(r-0xFF66)*3:])
		return k
	case r >= 0x410 && r <= 0x42F:
		return r + 0x20
	case r == 0x401 || r == 0x451:
		return 0x435 // yo is often written as ye
	case r >= 0x400 && r <= 0x40F:
		return r + 0x50
	case r >= 0x391 && r <= 0x3A9:
		return r + 0x20
	case r == 0x3C2:
		return 0x3C3 // final sigma
	case r == 0x386 || r == 0x3AC:
		return 0x3B1
	case r >= 0x388 && r <= 0x38A:
		return [3]rune{0x3B5, 0x3B7, 0x3B9}[r-0x388]
	case r >= 0x3AD && r <= 0x3AF:
		return [3]rune{0x3B5, 0x3B7, 0x3B9}[r-0x3AD]
	case r == 0x38C || r == 0x3CC:
		return 0x3BF
	case r == 0x38E || r == 0x3CD:
		return 0x3C5
	case r == 0x38F || r == 0x3CE:
		return 0x3C9
	}
	return r
}
