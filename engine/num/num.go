// Package num holds the few real functions the engine needs.
//
// The standard library may use assembly or fused multiply-add, so the last bit
// of math.Exp or math.Log differs between builds. Lamplight promises the same
// bytes on every build: these versions use only additions, multiplications and
// divisions in a fixed order, with explicit conversions that forbid fusing.
package num

import "math"

const (
	ln2   = 0.693147180559945309417232121458
	log2e = 1.44269504088896340735992468100
)

// Exp returns e to the power x, with a relative error below 1e-12. It is +Inf
// above 709 and 0 below -745. NaN gives NaN.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709:
		return math.Inf(1)
	case x < -745:
		return 0
	}
	k := int32(float64(x*log2e) + 1024.5)
	k -= 1024
	r := (x - float64(float64(k)*ln2)) / 8 // |r| < 0.05: the series converges fast
	term, sum := 1.0, 1.0
	for i := 1; i <= 9; i++ {
		term = float64(term*r) / float64(i)
		sum += term
	}
	sum = float64(sum * sum)
	sum = float64(sum * sum)
	sum = float64(sum * sum)
	return scale(sum, k)
}

// scale returns x times 2 to the power k in two exact steps, so that results
// below the smallest normal number keep their value.
func scale(x float64, k int32) float64 {
	half := k / 2
	x = float64(x * math.Float64frombits(uint64(half+1023)<<52))
	return float64(x * math.Float64frombits(uint64(k-half+1023)<<52))
}

// Log returns the natural logarithm of x, with an absolute error below 1e-12
// for x in [1e-300, 1e300]. It is -Inf at 0 and NaN below 0.
func Log(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	}
	var k int32
	if x < 1e-300 {
		x, k = float64(x*float64(1<<60)), -60
	}
	bits := math.Float64bits(x)
	k += int32(bits>>52) - 1023
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52) // in [1, 2)
	if m > math.Sqrt2 {
		m, k = m/2, k+1
	}
	t := (m - 1) / (m + 1) // log m = 2 (t + t³/3 + t⁵/5 + …), |t| < 0.172
	tt := float64(t * t)
	term, sum := t, 0.0
	for i := 1; i < 20; i += 2 {
		sum += term / float64(i)
		term = float64(term * tt)
	}
	return float64(2*sum) + float64(float64(k)*ln2)
}

// Sqrt returns the square root of x. IEEE 754 fixes its last bit, so the
// hardware instruction is the same everywhere.
func Sqrt(x float64) float64 { return math.Sqrt(x) }

// Sigmoid returns 1/(1+exp(-x)), in [0, 1].
func Sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + Exp(-x))
	}
	e := Exp(x)
	return e / (1 + e)
}
