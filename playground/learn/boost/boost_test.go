package boost

import (
	"bytes"
	"testing"

	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// circle makes rows whose label is whether two of four features are near 0.
func circle(n int, seed uint64) (rows [][]float32, labels []bool) {
	r := random(seed)
	for range n {
		row := make([]float32, 4)
		for f := range row {
			row[f] = float32(r.float()*2 - 1)
		}
		rows = append(rows, row)
		labels = append(labels, row[0]*row[0]+row[2]*row[2] < 0.4)
	}
	return rows, labels
}

func TestLearnFindsTheShape(t *testing.T) {
	rows, labels := circle(4000, 1)
	b := Learn(Rows{Values: rows, Labels: labels}, Config{Seed: 3, Rate: 0.2})
	m, err := trees.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	rows, labels = circle(1000, 2)
	right := 0
	for i, r := range rows {
		if (m.Margin(r, nil) > 0) == labels[i] {
			right++
		}
	}
	if right < 950 {
		t.Errorf("%d of 1000 right", right)
	}
	again, _ := circle(4000, 1)
	if _, l := circle(4000, 1); !bytes.Equal(b, Learn(Rows{Values: again, Labels: l}, Config{Seed: 3, Rate: 0.2})) {
		t.Error("the same rows and seed gave another model")
	}
}

func TestLearnWithoutAnythingToLearn(t *testing.T) {
	rows := [][]float32{{1, 2}, {1, 2}, {1, 2}}
	m, err := trees.Open(Learn(Rows{Values: rows, Labels: []bool{true, false, false}}, Config{Trees: 3}))
	if err != nil || m.Trees() != 0 || m.Bias() > 0 {
		t.Errorf("%v trees, bias %v, %v", m.Trees(), m.Bias(), err)
	}
}
