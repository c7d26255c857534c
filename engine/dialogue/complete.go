package dialogue

import "github.com/lamplight-help/lamplight/engine/text"

// Complete returns the numbers of up to k phrasings that finish what is being
// typed: first those that begin with it, then those that hold its words in
// order, the last one as the beginning of a word. Shorter ones come first, equal
// ones in their order. Nothing typed completes nothing.
func Complete(typed string, phrasings []string, k int) []int32 {
	want := text.Tokens(nil, typed)
	if len(want) == 0 || len(typed) > MaxSlot {
		return nil
	}
	begin := trim(string(text.Fold(nil, typed)))
	type found struct {
		number int32
		rank   int
	}
	var list []found
	var tokens []text.Token
	for i, p := range phrasings {
		folded := string(text.Fold(nil, p))
		rank := len(p)
		if len(folded) < len(begin) || folded[:len(begin)] != begin {
			tokens = text.Tokens(tokens[:0], p)
			if !inOrder(want, tokens) {
				continue
			}
			rank += 1 << 20
		}
		f := found{int32(i), rank}
		at := len(list)
		for at > 0 && list[at-1].rank > f.rank {
			at--
		}
		if at >= k {
			continue
		}
		list = append(list, found{})
		copy(list[at+1:], list[at:])
		list[at] = f
		list = list[:min(len(list), k)]
	}
	var out []int32
	for _, f := range list {
		out = append(out, f.number)
	}
	return out
}

// inOrder reports whether the words occur one after the other, gaps allowed,
// the last as a prefix.
func inOrder(want, have []text.Token) bool {
	at := 0
	for i := range want {
		last := i == len(want)-1
		for ; ; at++ {
			if at >= len(have) {
				return false
			}
			w, h := want[i].Text, have[at].Text
			if w == h || last && len(h) > len(w) && h[:len(w)] == w {
				at++
				break
			}
		}
	}
	return true
}
