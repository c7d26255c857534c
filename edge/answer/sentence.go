package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitter cuts a growing text into sentences. A sentence ends at a line end,
// or at an end mark, and takes the citations behind the mark along:
// "Open Settings. [1] Then …" has [1] in the first.
//
// A cut at the wrong place loses a sentence and never lets a wrong one
// through: each half has to carry its own citation and its own support.
type splitter struct {
	buf  string
	max  int  // bytes of one sentence
	skip bool // inside a sentence that is too long
	to   func(sentence string) error
}

// push adds words and hands on the sentences that are whole now.
func (s *splitter) push(words string) error {
	s.buf += wideBrackets.Replace(words)
	return s.drain(false)
}

// wideBrackets are what some models cite with.
var wideBrackets = strings.NewReplacer("【", "[", "】", "]")

// close hands on what is left.
func (s *splitter) close() error { return s.drain(true) }

func (s *splitter) drain(last bool) error {
	for s.buf != "" {
		end := sentenceEnd(s.buf, last)
		if end == 0 && len(s.buf) <= s.max {
			return nil
		}
		whole := end > 0
		if !whole {
			end = len(s.buf)
		}
		piece := s.buf[:end]
		s.buf = s.buf[end:]
		pass := whole && !s.skip && len(piece) <= s.max && strings.TrimSpace(piece) != ""
		s.skip = !whole // what follows is the rest of it
		if !pass {
			continue
		}
		if err := s.to(piece); err != nil {
			return err
		}
	}
	return nil
}

// sentenceEnd returns where the first sentence of s ends, 0 when that is not
// certain yet. With last nothing more comes, so it always is.
func sentenceEnd(s string, last bool) int {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r == '\n' {
			return i
		}
		if !strings.ContainsRune(endMarks, r) {
			continue
		}
		end, certain := afterMark(s, i, r < utf8.RuneSelf)
		switch {
		case !certain && !last:
			return 0
		case end > 0:
			return end
		}
	}
	if last {
		return len(s)
	}
	return 0
}

const endMarks = ".!?。！？｡"

// afterMark decides about the mark before s[i]. It returns where the sentence
// ends, 0 when it goes on; certain is false when what comes next decides.
func afterMark(s string, i int, narrow bool) (end int, certain bool) {
	i = skip(s, i, `"')”’»）」』*_`+endMarks)
	cited, certain := citations(s, i)
	if cited > i || !certain {
		return cited, certain
	}
	next := strings.TrimLeft(s[i:], " ")
	if narrow && next[0] != '\n' && len(next) == len(s)-i {
		return 0, true // no blank behind it: 3.5, example.com
	}
	if r, _ := utf8.DecodeRuneInString(next); narrow && unicode.IsLower(r) {
		return 0, true // "e.g. cards"
	}
	return i, true
}

// skip returns the place behind the runes of set that begin at s[i].
func skip(s string, i int, set string) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !strings.ContainsRune(set, r) {
			break
		}
		i += n
	}
	return i
}

// citations returns the place behind the citations that begin at s[i], blanks
// between them included, and whether it is certain that no more follow.
func citations(s string, i int) (end int, certain bool) {
	for {
		j := skip(s, i, " ")
		if j == len(s) {
			return i, false
		}
		if s[j] != '[' {
			return i, true
		}
		k := skip(s, j+1, "0123456789, ")
		if k == len(s) {
			return i, false
		}
		if s[k] != ']' {
			return i, true
		}
		i = k + 1
	}
}
