package learn

import "math"

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
