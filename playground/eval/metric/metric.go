// Package metric has the figures that evaluations print.
package metric

import (
	"math"
	"slices"
)

// Scored is one case: what was predicted and what happened.
type Scored struct {
	Score float64 // any order-preserving number for AUROC and AP; a probability for Brier and ECE
	Yes   bool
}

// AUROC is the probability that a case that happened was scored above one
// that did not, ties counting half; NaN when there is only one kind.
func AUROC(list []Scored) float64 {
	s := sorted(list)
	var yes, no, wins float64
	for i := 0; i < len(s); {
		j, y := i, 0.0
		for ; j < len(s) && s[j].Score == s[i].Score; j++ {
			if s[j].Yes {
				y++
			}
		}
		n := float64(j-i) - y
		wins += y*no + y*n/2
		yes, no, i = yes+y, no+n, j
	}
	return wins / (yes * no)
}

// AP is the average precision: the mean of the precision at each case that
// happened, best scores first; cases with the same score share its precision.
func AP(list []Scored) float64 {
	s := sorted(list)
	slices.Reverse(s)
	var yes, seen, sum, all float64
	for i := 0; i < len(s); {
		j, y := i, 0.0
		for ; j < len(s) && s[j].Score == s[i].Score; j++ {
			if s[j].Yes {
				y++
			}
		}
		seen, yes, i = seen+float64(j-i), yes+y, j
		sum += y * yes / seen
		all += y
	}
	return sum / all
}

// Brier is the mean squared error of the probabilities.
func Brier(list []Scored) float64 {
	sum := 0.0
	for _, c := range list {
		d := c.Score
		if c.Yes {
			d = 1 - c.Score
		}
		sum += d * d
	}
	return sum / float64(len(list))
}

// ECE is the expected calibration error over ten bins of equal width: the
// mean distance between what was predicted and what happened, weighted by the
// cases in the bin (Naeini et al., 2015).
func ECE(list []Scored) float64 {
	var n, score, yes [10]float64
	for _, c := range list {
		b := min(max(int(c.Score*10), 0), 9)
		n[b]++
		score[b] += c.Score
		if c.Yes {
			yes[b]++
		}
	}
	sum := 0.0
	for b := range n {
		sum += math.Abs(score[b] - yes[b])
	}
	return sum / float64(len(list))
}

// sorted returns a copy in the order of scores.
func sorted(list []Scored) []Scored {
	s := slices.Clone(list)
	slices.SortStableFunc(s, func(a, b Scored) int {
		switch {
		case a.Score < b.Score:
			return -1
		case a.Score > b.Score:
			return 1
		}
		return 0
	})
	return s
}
