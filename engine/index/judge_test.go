package index

import (
	"testing"

	"pgregory.net/rapid"
)

// Classes that lie apart, even far apart, get a bias between them and a slope
// that keeps them there.
func TestLogisticPutsTheLineBetweenTheClasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low, gap := rapid.Float64Range(-6, 6).Draw(t, "low"), rapid.Float64Range(1.5, 8).Draw(t, "gap")
		var yes, no []float64
		for range rapid.IntRange(1, 40).Draw(t, "examples") {
			no = append(no, low+rapid.Float64Range(-0.4, 0.4).Draw(t, "no"))
			yes = append(yes, low+gap+rapid.Float64Range(-0.4, 0.4).Draw(t, "yes"))
		}
		slope, bias := logistic(yes, no)
		if slope*(low+gap)+bias <= 0 || slope*low+bias >= 0 {
			t.Fatalf("slope %.2f and bias %.2f for %.2f against %.2f", slope, bias, low+gap, low)
		}
	})
}

func TestLogisticOfOverlappingClasses(t *testing.T) {
	slope, bias := logistic([]float64{1, 2, 3}, []float64{1, 2, 3})
	if slope != leastSlope || bias > 0 || bias < -2 {
		t.Fatalf("slope %v, bias %v", slope, bias)
	}
}
