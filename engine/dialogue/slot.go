package dialogue

import "github.com/lamplight-help/lamplight/engine/text"

// valueOf reads a value for a slot from an answer.
func valueOf(s *Slot, words string) (string, bool) {
	words = trim(words)
	if words == "" || len(words) > MaxSlot {
		return "", false
	}
	switch s.Kind {
	case SlotNumber:
		all := numbers(words)
		if len(all) != 1 || !s.allows(all[0].thousandths) {
			return "", false
		}
		return all[0].text, true
	case SlotEmail:
		return email(words)
	case SlotChoice:
		if v, ok := choice(s, words); ok {
			return v, true
		}
		if all := numbers(words); len(all) == 1 && all[0].thousandths%1000 == 0 {
			if i := all[0].thousandths / 1000; i >= 1 && i <= int64(len(s.Options)) {
				return s.Options[i-1], true
			}
		}
		return "", false
	}
	return words, true
}

// found reads a value that an opening sentence holds beyond doubt.
func found(s *Slot, words string) (string, bool) {
	if len(words) > 10*MaxSlot {
		return "", false
	}
	switch s.Kind {
	case SlotNumber:
		if all := numbers(words); len(all) == 1 && s.allows(all[0].thousandths) {
			return all[0].text, true
		}
	case SlotEmail:
		return email(words)
	case SlotChoice:
		return choice(s, words)
	}
	return "", false
}

// choice finds the one option whose words all occur. Two are none.
func choice(s *Slot, words string) (string, bool) {
	said := text.Tokens(nil, words)
	match := ""
	for _, o := range s.Options {
		all := text.Tokens(nil, o)
		hits := 0
		for _, t := range all {
			for _, w := range said {
				if w.Text == t.Text {
					hits++
					break
				}
			}
		}
		if len(all) == 0 || hits < len(all) {
			continue
		}
		if match != "" {
			return "", false
		}
		match = o
	}
	return match, match != ""
}

// number is one number in a sentence.
type number struct {
	text        string // digits with a point, as "12.5"
	thousandths int64
}

// allows reports whether a number lies within the slot's bounds.
func (s *Slot) allows(thousandths int64) bool {
	return s.Least == 0 && s.Most == 0 || thousandths >= s.Least && thousandths <= s.Most
}

// numbers lists the numbers in a sentence: digits, and at most one point or
// comma with one to three digits behind it. A comma before exactly three digits
// at the end is taken for a group mark, as in "1,500". Numbers with more than
// 15 digits, or glued to letters, are none.
func numbers(words string) []number {
	var out []number
	for i := 0; i < len(words); {
		if words[i] < '0' || words[i] > '9' || i > 0 && isLetter(words[i-1]) {
			i++
			continue
		}
		n, end := readNumber(words, i)
		if end >= len(words) || !isLetter(words[end]) {
			if len(n.text) <= 15 {
				out = append(out, n)
			}
		}
		i = end
	}
	return out
}

func readNumber(words string, i int) (number, int) {
	var n number
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
		if !follows || c != '.' && c != ',' || point {
			break
		}
		if c == ',' && group(words, i+1) {
			continue
		}
		point = true
		digits = append(digits, '.')
	}
	n.text = string(digits)
	for _, c := range digits {
		if c != '.' && len(digits) <= 15 {
			n.thousandths = n.thousandths*10 + int64(c-'0')
		}
	}
	for ; places < 3; places++ {
		n.thousandths *= 10
	}
	for ; places > 3; places-- {
		n.thousandths /= 10
	}
	return n, i
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

// email finds one address: letters, digits and ._%+- before one @, and a dotted
// name behind it.
func email(words string) (string, bool) {
	at := -1
	for i := 0; i < len(words); i++ {
		if words[i] == '@' {
			if at >= 0 {
				return "", false
			}
			at = i
		}
	}
	if at < 1 {
		return "", false
	}
	from, to := at, at+1
	for from > 0 && isAddress(words[from-1]) {
		from--
	}
	dot := false
	for to < len(words) && isAddress(words[to]) {
		dot = dot || words[to] == '.' && to > at+1
		to++
	}
	for to > at && words[to-1] == '.' {
		to--
	}
	if !dot || from == at || to-at < 4 {
		return "", false
	}
	return words[from:to], true
}

func isAddress(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_' || c == '+' || c == '%'
}

// trim drops white space at both ends.
func trim(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t' || s[0] == '\n' || s[0] == '\r') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t' || s[len(s)-1] == '\n' || s[len(s)-1] == '\r') {
		s = s[:len(s)-1]
	}
	return s
}
