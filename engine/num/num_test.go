package num

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestExpAgreesWithTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-700, 700).Draw(t, "x")
		got, want := Exp(x), math.Exp(x)
		if math.Abs(got-want) > 1e-12*want {
			t.Fatalf("Exp(%g) = %g, want %g", x, got, want)
		}
	})
}

func TestLogAgreesWithTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := math.Exp(rapid.Float64Range(-690, 690).Draw(t, "ln"))
		got, want := Log(x), math.Log(x)
		if math.Abs(got-want) > 1e-12*math.Max(1, math.Abs(want)) {
			t.Fatalf("Log(%g) = %g, want %g", x, got, want)
		}
	})
}

func TestEdges(t *testing.T) {
	cases := []struct {
		name      string
		got, want float64
	}{
		{"exp 0", Exp(0), 1},
		{"exp huge", Exp(800), math.Inf(1)},
		{"exp tiny", Exp(-800), 0},
		{"exp -inf", Exp(math.Inf(-1)), 0},
		{"log 1", Log(1), 0},
		{"log 0", Log(0), math.Inf(-1)},
		{"log inf", Log(math.Inf(1)), math.Inf(1)},
		{"sigmoid 0", Sigmoid(0), 0.5},
		{"sigmoid big", Sigmoid(800), 1},
		{"sigmoid small", Sigmoid(-800), 0},
		{"sqrt", Sqrt(2), math.Sqrt2},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	for name, v := range map[string]float64{"exp": Exp(math.NaN()), "log": Log(-1)} {
		if v == v {
			t.Errorf("%s of an impossible argument is %v, want NaN", name, v)
		}
	}
	if got := Exp(-740); got <= 0 || got > 1e-321 {
		t.Errorf("Exp(-740) = %g is not subnormal", got)
	}
}
