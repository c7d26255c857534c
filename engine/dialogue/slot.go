package dialogue

import (
	"github.com/lamplight-help/lamplight/engine/text"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// valueOf reads a value for a slot from an answer: the value in its one form
// ("12.5", "2026-11-21", the name of a choice), or why it does not fit.
func valueOf(s *wire.Slot, h Habits, words string) (string, wire.Trouble) {
	words = trim(words)
	switch {
	case words == "":
		return "", wire.TroubleEmpty
	case len(words) > MaxSlot:
		return "", wire.TroubleLong
	}
	switch s.Kind {
	case wire.SlotNumber:
		return numberFor(s, h, words)
	case wire.SlotDate:
		return dateFor(s, h, words)
	case wire.SlotEmail:
		if v, ok := email(words); ok {
			return v, wire.TroubleNone
		}
		return "", wire.TroubleEmail
	case wire.SlotChoice:
		return choiceFor(s, h, words)
	case wire.SlotSecret:
		return secret, wire.TroubleNone
	}
	return words, wire.TroubleNone
}

// secret stands for a value that the engine never sees.
const secret = "•"

// found reads a value that an opening sentence holds beyond doubt.
func found(s *wire.Slot, h Habits, words string) (string, bool) {
	if len(words) > 10*MaxSlot || words == "" {
		return "", false
	}
	v, trouble := "", wire.TroubleEmpty
	switch s.Kind {
	case wire.SlotNumber:
		v, trouble = numberFor(s, h, words)
	case wire.SlotDate:
		v, trouble = dateFor(s, h, words)
	case wire.SlotEmail:
		return email(words)
	case wire.SlotChoice:
		return choice(s, words)
	}
	return v, trouble == wire.TroubleNone
}

func choiceFor(s *wire.Slot, h Habits, words string) (string, wire.Trouble) {
	if v, ok := choice(s, words); ok {
		return v, wire.TroubleNone
	}
	if all := numbers(words, h); len(all) == 1 && all[0].thousandths%1000 == 0 {
		if i := all[0].thousandths / 1000; i >= 1 && i <= int64(len(s.Options)) {
			return s.Options[i-1], wire.TroubleNone
		}
	}
	return "", wire.TroubleChoice
}

// choice finds the one option whose words all occur. Of two that occur, the
// one that holds all words of the other is meant; else neither.
func choice(s *wire.Slot, words string) (string, bool) {
	said := text.Tokens(nil, words)
	match, size := "", 0
	for _, o := range s.Options {
		all := text.Tokens(nil, o)
		if len(all) == 0 || !includes(said, all) {
			continue
		}
		if match != "" {
			best := text.Tokens(nil, match)
			switch {
			case len(all) > size && includes(all, best):
			case len(all) < size && includes(best, all):
				continue
			default:
				return "", false
			}
		}
		match, size = o, len(all)
	}
	return match, match != ""
}

// includes reports whether every word of part is in whole.
func includes(whole, part []text.Token) bool {
	for i := range part {
		if !holdsWord(whole, part[i].Text) {
			return false
		}
	}
	return true
}

func holdsWord(list []text.Token, word string) bool {
	for i := range list {
		if list[i].Text == word {
			return true
		}
	}
	return false
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
