package learn

import (
	"math"
	"testing"
)

// TestWilson compares with worked examples (Newcombe, 1998, table I, method 3).
func TestWilson(t *testing.T) {
	for _, c := range []struct{ k, n, low, high float64 }{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
	} {
		low, high := Wilson(c.k, c.n)
		if math.Abs(low-c.low) > 1e-4 || math.Abs(high-c.high) > 1e-4 {
			t.Errorf("%v of %v: %.4f to %.4f, want %v to %v", c.k, c.n, low, high, c.low, c.high)
		}
	}
}

// TestMedianWithin compares with the exact ranks, 8 to 18 of 25 and 40 to 61 of
// 100, of which the approximation may be one off.
func TestMedianWithin(t *testing.T) {
	upTo := func(n uint32) (list []uint32) {
		for i := n; i > 0; i-- {
			list = append(list, i)
		}
		return list
	}
	for _, c := range []struct{ n, low, high uint32 }{{3, 1, 3}, {25, 8, 19}, {100, 41, 61}} {
		if low, high := medianWithin(upTo(c.n)); low != c.low || high != c.high {
			t.Errorf("%d values: %d to %d, want %d to %d", c.n, low, high, c.low, c.high)
		}
	}
}

// TestSameSite compares with MD5 as a number, modulo 10: 7, 3, 3 and 7.
func TestSameSite(t *testing.T) {
	for group, want := range map[string]bool{"a": false, "b": true, "c": true, "W12": false} {
		if SameSite(group) != want {
			t.Errorf("%s: %v", group, !want)
		}
	}
}
