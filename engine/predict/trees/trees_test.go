package trees

import (
	"testing"

	"pgregory.net/rapid"
)

// stump splits one feature at a threshold.
func stump(feature int, threshold float32, left, right float64) []Node {
	return []Node{
		{Feature: feature, Threshold: threshold, Left: 1, Right: 2, Mean: (left + right) / 2},
		{Feature: -1, Mean: left}, {Feature: -1, Mean: right},
	}
}

func TestMarginAddsLeavesAndParts(t *testing.T) {
	m, err := Open(Encode(2, -1, [][]Node{stump(0, 5, -0.5, 0.5), stump(1, 1, 0, 2), stump(0, 9, 0, 1)}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		row  []float32
		want float64
	}{
		{[]float32{0, 0}, -1 - 0.5}, {[]float32{5, 0}, -1 + 0.5}, {[]float32{9, 1}, -1 + 0.5 + 2 + 1},
	} {
		parts := make([]int32, 2)
		got := m.Margin(c.row, parts)
		if got != int32(c.want*Scale) || m.Bias()+parts[0]+parts[1] != got {
			t.Errorf("%v: %d, parts %v, bias %d, want %v", c.row, got, parts, m.Bias(), c.want*Scale)
		}
	}
	if got := m.Margin([]float32{1}, nil); got != m.Bias() {
		t.Errorf("a short row gives %d", got)
	}
}

func TestOpenRefuses(t *testing.T) {
	good := Encode(2, 0, [][]Node{stump(1, 1, 0, 2)})
	edit := func(at int, v byte) []byte {
		c := append([]byte(nil), good...)
		c[at] = v
		return c
	}
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"nothing":               {nil, ErrMagic},
		"another version":       {edit(2, '2'), ErrMagic},
		"truncated":             {good[:len(good)-1], ErrShort},
		"left over":             {append(good[:len(good):len(good)], 0), ErrLong},
		"feature out of range":  {edit(headSize+1, 2), ErrNode},
		"child before parent":   {edit(headSize+2, 0), ErrNode},
		"child between nodes":   {edit(headSize+2, innerSize+1), ErrNode},
		"child outside":         {edit(headSize+2, innerSize+2*leafSize), ErrNode},
		"no nodes":              {append(good[:headSize:headSize], 0), ErrNode},
		"more trees than there": {edit(4, 2), ErrShort},
	} {
		if _, err := Open(c.b); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(Encode(2, -1, [][]Node{stump(0, 5, -0.5, 0.5)}))
	row := make([]float32, MaxFeatures)
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := Open(b); err == nil {
			m.Margin(row, make([]int32, MaxFeatures))
		}
	})
}

func TestPartsAlwaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list [][]Node
		for range rapid.IntRange(0, 9).Draw(t, "trees") {
			list = append(list, stump(rapid.IntRange(0, 3).Draw(t, "f"), Threshold(rapid.Float32Range(-9, 9).Draw(t, "t")),
				rapid.Float64Range(-3, 3).Draw(t, "l"), rapid.Float64Range(-3, 3).Draw(t, "r")))
		}
		m, err := Open(Encode(4, rapid.Float64Range(-3, 3).Draw(t, "bias"), list))
		if err != nil {
			t.Fatal(err)
		}
		row := rapid.SliceOfN(rapid.Float32Range(-9, 9), 4, 4).Draw(t, "row")
		parts := make([]int32, 4)
		got := m.Margin(row, parts)
		if got != m.Bias()+parts[0]+parts[1]+parts[2]+parts[3] {
			t.Fatalf("%d is not %d plus %v", got, m.Bias(), parts)
		}
	})
}
