// Package linear trains one linear classifier per class on sparse rows.
//
// The classifiers are support vector machines with squared hinge loss, solved
// by dual coordinate descent with shrinking (Hsieh et al., 2008), which is what
// LIBLINEAR does. One row is one phrasing of a user, its class is the article.
// On word and character n-grams of short questions this is the strongest
// classical model, and it needs seconds where others need minutes.
//
// It runs at publish time only. The order of every operation is fixed, and
// products are rounded before they are added, so that the same knowledge base
// gives the same bytes on every machine.
package linear

// Row is one example: feature numbers and values, of equal length.
type Row struct {
	Features []int32
	Values   []float32
}

// Options of Train. The zero value of a field means its default.
type Options struct {
	C       float64 // weight of an error against the size of the weights; default 1
	Epochs  int     // passes over the active rows at most; default 30
	Epsilon float64 // stop when no gradient differs by more; default 0.1
	Rows    int     // rows that one class looks at, at most; default all. See hard.go
}

// Train fits one classifier per class and passes its weights on, class by
// class; the last weight is the bias. The weights are only valid during the
// call: keep a copy of what is needed, all classes at once would fill the
// memory of a large knowledge base. labels[i] in [0, classes) belongs to
// rows[i]; a class without rows gets weights that always say no.
func Train(rows []Row, labels []int32, classes, features int, o Options, each func(class int, weights []float32)) {
	if o.C == 0 {
		o.C = 1
	}
	if o.Epochs == 0 {
		o.Epochs = 30
	}
	if o.Epsilon == 0 {
		o.Epsilon = 0.1
	}
	s := newSolver(rows, features, o)
	h := newHard(rows, labels, classes, features, o.Rows)
	for c := 0; c < classes; c++ {
		s.active = h.choose(int32(c), s.active[:0])
		s.solve(labels, int32(c))
		each(c, s.weights)
	}
}

// dot multiplies a weight vector with a row. Four sums run side by side: one
// alone would wait for every addition.
func dot(w []float32, r Row) float32 {
	f, v := r.Features, r.Values
	v = v[:len(f)]
	var a, b, c, d float32
	for len(f) >= 4 && len(v) >= 4 {
		a += float32(w[f[0]] * v[0])
		b += float32(w[f[1]] * v[1])
		c += float32(w[f[2]] * v[2])
		d += float32(w[f[3]] * v[3])
		f, v = f[4:], v[4:]
	}
	for k := range f {
		a += float32(w[f[k]] * v[k])
	}
	return (a + b) + (c + d)
}

// solver holds what the classes share.
type solver struct {
	rows     []Row
	features int
	o        Options
	diagonal []float32 // |x|² + 1 + 1/2C
	weights  []float32
	alpha    []float32
	active   []int32
	seed     uint32
}

func newSolver(rows []Row, features int, o Options) *solver {
	s := &solver{rows: rows, features: features, o: o}
	s.diagonal = make([]float32, len(rows))
	s.alpha = make([]float32, len(rows))
	s.weights = make([]float32, features+1)
	for i, r := range rows {
		sum := float32(1 + 1/(2*o.C))
		for _, v := range r.Values {
			sum += float32(v * v)
		}
		s.diagonal[i] = sum
	}
	return s
}

// solve fits one class against the rest of the active rows.
func (s *solver) solve(labels []int32, class int32) {
	w := s.weights
	clear(w)
	clear(s.alpha)
	s.seed = uint32(class)*2654435761 + 1
	n, limit := len(s.active), float32(1e30)
	for epoch := 0; epoch < s.o.Epochs; epoch++ {
		var high, low float32
		n, high, low = s.epoch(w, labels, class, n, limit)
		if high-low <= float32(s.o.Epsilon) {
			if n == len(s.active) {
				break
			}
			n, limit = len(s.active), 1e30 // check the rows that were set aside
			continue
		}
		if limit = high; limit <= 0 {
			limit = 1e30
		}
	}
}

// epoch visits the first n active rows in random order. Rows that are surely
// right move behind n. It returns the new n and the range of the gradients.
func (s *solver) epoch(w []float32, labels []int32, class int32, n int, limit float32) (int, float32, float32) {
	high, low := float32(-1e30), float32(1e30)
	slack := float32(1 / (2 * s.o.C))
	s.shuffle(n)
	for at := 0; at < n; at++ {
		i := s.active[at]
		y := float32(-1)
		if labels[i] == class {
			y = 1
		}
		g := float32(y*(dot(w, s.rows[i])+w[s.features])) - 1 + float32(s.alpha[i]*slack)
		if s.alpha[i] == 0 && g > limit {
			n--
			s.active[at], s.active[n] = s.active[n], s.active[at]
			at--
			continue
		}
		pg := g
		if s.alpha[i] == 0 {
			pg = min(g, 0)
		}
		high, low = max(high, pg), min(low, pg)
		if pg > 1e-6 || pg < -1e-6 {
			s.update(w, i, y, g)
		}
	}
	return n, high, low
}

func (s *solver) update(w []float32, i int32, y, g float32) {
	old := s.alpha[i]
	s.alpha[i] = max(old-g/s.diagonal[i], 0)
	d := float32((s.alpha[i] - old) * y)
	r := s.rows[i]
	for k, f := range r.Features {
		w[f] += float32(d * r.Values[k])
	}
	w[s.features] += d
}

func (s *solver) shuffle(n int) {
	for i := n - 1; i > 0; i-- {
		s.seed = s.seed*1664525 + 1013904223
		j := int(uint64(s.seed) * uint64(i+1) >> 32)
		s.active[i], s.active[j] = s.active[j], s.active[i]
	}
}
