package linear

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// blobs makes rows of three classes, each with features of its own and noise.
func blobs(n int, seed uint64) ([]Row, []int32) {
	r := rand.New(rand.NewPCG(seed, 1))
	var rows []Row
	var labels []int32
	for i := range n {
		class := int32(i % 3)
		var row Row
		for f := range int32(12) {
			own := f/3 == class
			if own || r.IntN(4) == 0 {
				row.Features = append(row.Features, f)
				row.Values = append(row.Values, r.Float32()*0.5+0.2)
			}
		}
		rows, labels = append(rows, row), append(labels, class)
	}
	return rows, labels
}

// train keeps a copy of all weights.
func train(rows []Row, labels []int32, classes, features int, o Options) (all [][]float32) {
	Train(rows, labels, classes, features, o, func(_ int, w []float32) { all = append(all, slices.Clone(w)) })
	return all
}

func score(w []float32, r Row) float32 { return dot(w, r) + w[len(w)-1] }

func best(all [][]float32, r Row) int32 {
	win := 0
	for c := range all {
		if score(all[c], r) > score(all[win], r) {
			win = c
		}
	}
	return int32(win)
}

func TestTrainSeparatesWhatIsSeparable(t *testing.T) {
	rows, labels := blobs(300, 1)
	m := train(rows, labels, 3, 12, Options{})
	test, want := blobs(300, 2)
	right := 0
	for i := range test {
		if best(m, test[i]) == want[i] {
			right++
		}
	}
	if right < 285 {
		t.Fatalf("%d of 300 right", right)
	}
}

// At the optimum of the squared hinge loss no row has a gradient that pulls its
// dual variable further than the tolerance. That shows in the primal: the
// objective cannot be lowered by moving one weight a little.
func TestTrainReachesTheOptimum(t *testing.T) {
	rows, labels := blobs(90, 3)
	m := train(rows, labels, 3, 12, Options{Epochs: 2000, Epsilon: 1e-6})
	objective := func(w []float32) float64 {
		sum := 0.0
		for _, v := range w {
			sum += float64(v) * float64(v) / 2
		}
		for i, r := range rows {
			y := float32(-1)
			if labels[i] == 0 {
				y = 1
			}
			if loss := 1 - y*(dot(w, r)+w[12]); loss > 0 {
				sum += float64(loss) * float64(loss)
			}
		}
		return sum
	}
	w := m[0]
	least := objective(w)
	for i := range w {
		for _, step := range []float32{-0.01, 0.01} {
			moved := slices.Clone(w)
			moved[i] += step
			if objective(moved) < least {
				t.Errorf("weight %d: moving it by %v lowers the objective from %v to %v", i, step, least, objective(moved))
			}
		}
	}
}

// Half of the rows, well chosen, separate as well as all of them.
func TestTrainOnHardRows(t *testing.T) {
	rows, labels := blobs(300, 1)
	m := train(rows, labels, 3, 12, Options{Rows: 150})
	test, want := blobs(300, 2)
	right := 0
	for i := range test {
		if best(m, test[i]) == want[i] {
			right++
		}
	}
	if right < 280 {
		t.Fatalf("%d of 300 right", right)
	}
}

func TestChooseKeepsOwnRowsAndTheLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, labels := blobs(rapid.IntRange(10, 120).Draw(t, "rows"), rapid.Uint64().Draw(t, "seed"))
		limit := rapid.IntRange(4, 150).Draw(t, "limit")
		h := newHard(rows, labels, 3, 12, limit)
		for class := range int32(3) {
			chosen := h.choose(class, nil)
			if !slices.IsSorted(chosen) {
				t.Fatalf("out of order: %v", chosen)
			}
			own := 0
			for i := range labels {
				if labels[i] == class {
					own++
					if !slices.Contains(chosen, int32(i)) {
						t.Fatalf("class %d lacks its row %d", class, i)
					}
				}
			}
			if len(chosen) > limit+own+1 && limit < len(rows) {
				t.Fatalf("%d rows, limit %d, own %d", len(chosen), limit, own)
			}
		}
	})
}

func TestTrainIsTheSameEveryTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, labels := blobs(rapid.IntRange(1, 60).Draw(t, "rows"), rapid.Uint64().Draw(t, "seed"))
		a, b := train(rows, labels, 4, 12, Options{}), train(rows, labels, 4, 12, Options{})
		for c := range a {
			if !slices.Equal(a[c], b[c]) {
				t.Fatalf("class %d differs", c)
			}
		}
	})
}

func TestDotAgreesWithTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := make([]float32, 40)
		for i := range w {
			w[i] = float32(i%7) - 3
		}
		r := Row{Features: rapid.SliceOfN(rapid.Int32Range(0, 39), 0, 20).Draw(t, "f")}
		want := float32(0)
		for i, f := range r.Features {
			r.Values = append(r.Values, float32(i%3))
			want += w[f] * float32(i%3)
		}
		if got := dot(w, r); got != want {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func BenchmarkTrain(b *testing.B) {
	rows, labels := blobs(600, 5)
	for b.Loop() {
		train(rows, labels, 3, 12, Options{})
	}
}
