package index

import "math/bits"

const (
	fuzzyFrom   = 4 // words with fewer letters are never corrected
	fuzzyTwo    = 8 // from this length on two errors are forgiven
	fuzzyHits   = 3 // corrections kept per word
	fuzzyTested = 256
)

// candidate is a dictionary stem close to a misspelt word.
type candidate struct {
	entry    entry
	distance int32
}

// similar returns up to fuzzyHits stems within the allowed distance of word,
// the nearest and among them the first in the dictionary. The signatures rule
// out nearly every term before a letter is compared.
func (x *Index) similar(word string) []candidate {
	allowed := int32(1)
	if len(word) >= fuzzyTwo {
		allowed = 2
	}
	if len(word) < fuzzyFrom {
		return nil
	}
	var best []candidate
	var c cursor
	block, sig, tested := int32(-1), signature(word), 0
	for id := int32(0); id < x.dict.terms && tested < fuzzyTested; id++ {
		if int32(bits.OnesCount16(uint16(u16(x.dict.sigs, int(id)*2)^sig))) > 2*allowed {
			continue
		}
		if id/blockTerms != block || c.next.id > id {
			block = id / blockTerms
			c.seek(&x.dict, block)
		}
		for c.next.id < id && c.step() {
		}
		if c.next.id != id {
			break
		}
		if n := len(c.next.text) - len(word); n > int(allowed) || -n > int(allowed) {
			continue
		}
		tested++
		if d := distance(word, c.next.text, allowed); d <= allowed {
			best = keep(best, candidate{c.next, d})
		}
	}
	return best
}

// keep inserts a candidate by distance and drops the worst beyond fuzzyHits.
func keep(best []candidate, c candidate) []candidate {
	c.entry.text = nil
	at := len(best)
	for at > 0 && best[at-1].distance > c.distance {
		at--
	}
	if at >= fuzzyHits {
		return best
	}
	best = append(best, candidate{})
	copy(best[at+1:], best[at:])
	best[at] = c
	return best[:min(len(best), fuzzyHits)]
}

// distance counts insertions, deletions, substitutions and swaps of neighbours
// (optimal string alignment). Above the limit it returns limit+1.
func distance(a string, b []byte, limit int32) int32 {
	var rows [3][maxTerm + 1]int32
	if len(a) > maxTerm || len(b) > maxTerm {
		return limit + 1
	}
	before, prev, row := &rows[0], &rows[1], &rows[2]
	for j := range b {
		prev[j+1] = int32(j) + 1
	}
	for i := 0; i < len(a); i++ {
		row[0] = int32(i) + 1
		least := row[0]
		for j := 0; j < len(b); j++ {
			cost := prev[j]
			if a[i] != b[j] {
				cost = 1 + min(prev[j], prev[j+1], row[j])
				if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
					cost = min(cost, before[j-1]+1)
				}
			}
			row[j+1] = cost
			least = min(least, cost)
		}
		if least > limit {
			return limit + 1
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}
