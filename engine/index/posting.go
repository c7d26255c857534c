package index

import "github.com/lamplight-help/lamplight/engine/num"

// A posting list is the number of documents as uvarint, then one uvarint per
// document: the distance to the previous one shifted left by four, and in the
// low bits the impact, the saturated BM25F weight in (0, 1) in sixteenths.
const (
	impactBits   = 4
	impactLevels = 1 << impactBits
)

// list reads one posting list.
type list struct {
	b    []byte
	at   int
	left uint32
	doc  int32
}

// open starts a list and returns the number of documents in it.
func (l *list) open(b []byte) uint32 {
	n, at := uvarint(b, 0)
	*l = list{b: b, at: at, left: n, doc: -1}
	if at < 0 || n > uint32(len(b)) {
		l.left = 0
	}
	return l.left
}

// next moves on and returns the impact in 1..31, the odd thirty-seconds in the
// middle of each level. It reports false at the end of the list.
func (l *list) next() (impact int32, ok bool) {
	if l.left == 0 {
		return 0, false
	}
	l.left--
	v, at := uvarint(l.b, l.at)
	if at < 0 {
		l.left = 0
		return 0, false
	}
	l.at = at
	l.doc += int32(v >> impactBits)
	return int32(v&(impactLevels-1))*2 + 1, true
}

// appendPosting adds one document. weight is in (0, 1).
func appendPosting(b []byte, distance int32, weight float64) []byte {
	level := int32(weight * impactLevels)
	level = max(0, min(level, impactLevels-1))
	return appendUvarint(b, uint32(distance)<<impactBits|uint32(level))
}

// idf is how much a stem says that df of n documents hold, as a fixed-point
// number with 10 bits behind the point. It is always positive.
func idf(df, n uint32) int32 {
	if df == 0 || df > n {
		return 0
	}
	odds := (float64(n) - float64(df) + 0.5) / (float64(df) + 0.5)
	return int32(num.Log(1+odds)*1024) + 1
}
