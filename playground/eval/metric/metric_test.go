package metric

import (
	"math"
	"testing"
)

func cases(scores ...float64) (list []Scored) {
	for _, s := range scores {
		list = append(list, Scored{math.Abs(s), s > 0})
	}
	return list
}

func TestFigures(t *testing.T) {
	// The sign says whether it happened.
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"AUROC, perfect", AUROC(cases(.9, .8, -.2, -.1)), 1},
		{"AUROC, one pair wrong", AUROC(cases(.9, .2, -.5, -.1)), 0.75},
		{"AUROC, all equal", AUROC(cases(.5, .5, -.5)), 0.5},
		{"AP", AP(cases(.9, -.8, .7)), (1 + 2.0/3) / 2},
		{"AP, all equal", AP(cases(.5, -.5)), 0.5},
		{"Brier", Brier(cases(.9, -.2)), (.01 + .04) / 2},
		{"ECE", ECE(cases(.9, .9, -.9, -.1)), (.7 + .1) / 4},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	if v := AUROC(cases(.5)); !math.IsNaN(v) {
		t.Errorf("one kind: %v", v)
	}
}
