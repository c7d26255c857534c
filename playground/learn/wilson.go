package learn

import (
	"math"
	"slices"
)

// z95 is the normal quantile of a two-sided interval of 95 %.
const z95 = 1.959964

// Wilson returns the interval of 95 % for a share of k in n (Wilson, 1927). It
// is honest for small counts and for shares near 0 and 1.
func Wilson(k, n float64) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	p, zz := k/n, z95*z95
	middle := (p + zz/(2*n)) / (1 + zz/n)
	half := z95 / (1 + zz/n) * math.Sqrt(p*(1-p)/n+zz/(4*n*n))
	return max(middle-half, 0), min(middle+half, 1)
}

// medianWithin returns the interval of 95 % for the median, by the ranks that a
// fair coin reaches that often (Thompson, 1936, with the normal approximation);
// the whole range for fewer than six values.
func medianWithin(list []uint32) (low, high uint32) {
	n := len(list)
	if n == 0 {
		return 0, 0
	}
	slices.Sort(list)
	half := z95 / 2 * math.Sqrt(float64(n))
	at := func(rank float64) uint32 { return list[min(max(int(rank), 0), n-1)] }
	return at(math.Floor(float64(n)/2 - half)), at(math.Ceil(float64(n)/2 + half))
}
