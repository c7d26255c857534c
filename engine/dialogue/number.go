package dialogue

import (
	"github.com/lamplight-help/lamplight/engine/text"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Habits are how people of a language write values.
type Habits struct {
	Comma      bool  // a comma stands before decimals, a point between thousands
	MonthFirst bool  // 11/21/2026, 11-21
	Today      int32 // days since 1970 where the visitor is, 0 unknown
}

// commas are the languages that write 1.234,56.
const commas text.WordList = "de fr es it nl pt ru pl cs da nb no fi tr uk id vi el ro hu sv"

// HabitsOf returns the habits of a BCP 47 tag.
func HabitsOf(tag string, today int32) Habits {
	tag = string(text.Fold(nil, tag))
	language := tag
	for i := 0; i < len(tag); i++ {
		if tag[i] == '-' || tag[i] == '_' {
			language = tag[:i]
			break
		}
	}
	first := tag == "en" || tag == "en-us" || language == "zh" || language == "ja" || language == "ko"
	return Habits{Comma: commas.Has(language) && tag != "es-mx", MonthFirst: first, Today: today}
}

// numberFor reads the one number in the words.
func numberFor(s *wire.Slot, h Habits, words string) (string, wire.Trouble) {
	all := numbers(words, h)
	if len(all) != 1 {
		return "", wire.TroubleNumber
	}
	n := all[0]
	if least, ok := bound(s.Least); ok && n.thousandths < least {
		return "", wire.TroubleLow
	}
	if most, ok := bound(s.Most); ok && n.thousandths > most {
		return "", wire.TroubleHigh
	}
	return n.text, wire.TroubleNone
}

// bound reads a bound as the product wrote it, with a point.
func bound(s string) (int64, bool) {
	all := numbers(s, Habits{})
	if len(all) != 1 {
		return 0, false
	}
	return all[0].thousandths, true
}

// number is one number in a sentence.
type number struct {
	text        string // digits with a point, as "12.5"
	thousandths int64
}

// numbers lists the numbers in a sentence: digits, a mark between thousands,
// and at most one mark with decimals behind it. Where the comma is no decimal
// mark it is one all the same when it does not stand before exactly three
// digits, and the other way round. 万 makes ten thousand of one. Numbers with
// more than 12 digits, or glued to letters, are none.
func numbers(words string, h Habits) []number {
	words = string(text.Fold(nil, words)) // full-width digits become plain ones
	var out []number
	for i := 0; i < len(words); {
		if words[i] < '0' || words[i] > '9' || i > 0 && isLetter(words[i-1]) {
			i++
			continue
		}
		n, end := readNumber(words, i, h)
		if (end >= len(words) || !isLetter(words[end])) && len(n.text) <= 15 {
			if i > 0 && words[i-1] == '-' && (i == 1 || words[i-2] == ' ') {
				n.text, n.thousandths = "-"+n.text, -n.thousandths
			}
			out = append(out, n)
		}
		i = end
	}
	return out
}

func readNumber(words string, i int, h Habits) (number, int) {
	var digits []byte
	point, places := false, 0
	for ; i < len(words); i++ {
		c := words[i]
		if c >= '0' && c <= '9' {
			digits = append(digits, c)
			if point {
				places++
			}
			continue
		}
		follows := i+1 < len(words) && words[i+1] >= '0' && words[i+1] <= '9'
		if !follows || c != '.' && c != ',' && c != '\'' || point {
			break
		}
		if grouping := c == '\'' || (c == ',') != h.Comma; grouping && group(words, i+1) {
			continue
		}
		if c == '\'' {
			break
		}
		point = true
		digits = append(digits, '.')
	}
	n := number{text: string(digits)}
	if len(digits) > 12 {
		n.text += "0000" // too long to be a number
		return n, i
	}
	n.thousandths = thousandths(digits, places)
	if wan := "万"; !point && i+len(wan) <= len(words) && words[i:i+len(wan)] == wan {
		n.text, n.thousandths, i = n.text+"0000", n.thousandths*10000, i+len(wan)
	}
	return n, i
}

func thousandths(digits []byte, places int) int64 {
	n := int64(0)
	for _, c := range digits {
		if c != '.' {
			n = n*10 + int64(c-'0')
		}
	}
	for ; places < 3; places++ {
		n *= 10
	}
	for ; places > 3; places-- {
		n /= 10
	}
	return n
}

// group reports whether exactly three digits stand at i.
func group(words string, i int) bool {
	n := 0
	for i+n < len(words) && words[i+n] >= '0' && words[i+n] <= '9' {
		n++
	}
	return n == 3
}

// isLetter is true of ASCII letters and of bytes inside UTF-8 letters below
// U+0800; a number may stand directly before a Chinese character.
func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0xC0 && c < 0xE0 || c == '_' || c == '@'
}
