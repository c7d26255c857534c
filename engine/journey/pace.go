package journey

// paceLen is how many values a pace remembers. Fifteen give a median that one
// or two outliers cannot move.
const paceLen = 15

// Pace is what is usual for this visitor: a running median of the latest
// values, in ms.
type Pace struct {
	ring   [paceLen]uint32 // in order of arrival
	sorted [paceLen]uint32
	n      uint8
	next   uint8
}

// Add takes one value.
func (q *Pace) Add(v uint32) {
	if q.n == paceLen {
		q.remove(q.ring[q.next])
	}
	i := int(q.n)
	for i > 0 && q.sorted[i-1] > v {
		q.sorted[i] = q.sorted[i-1]
		i--
	}
	q.sorted[i] = v
	q.n++
	q.ring[q.next] = v
	q.next = (q.next + 1) % paceLen
}

func (q *Pace) remove(v uint32) {
	i := 0
	for q.sorted[i] != v {
		i++
	}
	for ; i+1 < int(q.n); i++ {
		q.sorted[i] = q.sorted[i+1]
	}
	q.n--
}

// Len is how many values are known, at most 15.
func (q *Pace) Len() int { return int(q.n) }

// Median returns the median, and fallback below three values.
func (q *Pace) Median(fallback uint32) uint32 {
	if q.n < 3 {
		return fallback
	}
	return q.sorted[q.n/2]
}
