package knowledge

import (
	"fmt"
	"io"
	"math"
	"sort"
)

// report prints figures as "name<TAB>value".
type report struct{ w io.Writer }

func (r report) ratio(name string, v float64)   { r.line(name, fmt.Sprintf("%.4f", v)) }
func (r report) measure(name string, v float64) { r.line(name, fmt.Sprintf("%.1f", v)) }
func (r report) line(name, value string)        { fmt.Fprintf(r.w, "%s\t%s\n", name, value) }

// auroc is the probability that a positive scores above a negative, ties half.
// Without one of the two it is not a number.
func auroc(positive, negative []float64) float64 {
	if len(positive) == 0 || len(negative) == 0 {
		return math.NaN()
	}
	sorted := append([]float64(nil), negative...)
	sort.Float64s(sorted)
	sum := 0.0
	for _, v := range positive {
		below := sort.SearchFloat64s(sorted, v)
		upto := sort.Search(len(sorted), func(i int) bool { return sorted[i] > v })
		sum += float64(below) + float64(upto-below)/2
	}
	return sum / float64(len(positive)) / float64(len(negative))
}

// spearman is the rank correlation of two lists of equal length, ties averaged.
func spearman(a, b []float64) float64 { return pearson(ranks(a), ranks(b)) }

// ranks gives each value its mean rank among equals.
func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return v[order[i]] < v[order[j]] })
	out := make([]float64, len(v))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && v[order[j]] == v[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			out[k] = float64(i+j-1) / 2
		}
		i = j
	}
	return out
}

func pearson(a, b []float64) float64 {
	ma, mb := mean(a), mean(b)
	var ab, aa, bb float64
	for i := range a {
		ab += (a[i] - ma) * (b[i] - mb)
		aa += (a[i] - ma) * (a[i] - ma)
		bb += (b[i] - mb) * (b[i] - mb)
	}
	return ab / math.Sqrt(aa*bb)
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// sortedKeys lists the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
