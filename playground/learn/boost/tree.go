package boost

import (
	"math"
	"slices"

	"github.com/lamplight-help/lamplight/engine/predict/trees"
)

// leaf is a leaf that may still be split.
type leaf struct {
	node int // its number in the tree
	rows []int32
	sums []sums // by used feature and bin
	grad float64
	hess float64
	best split
	// low and high bound its value, so that what is monotone above stays so.
	low, high float64
}

// sums are those of the rows in one bin.
type sums struct {
	grad, hess float64
	n          int
}

type split struct {
	gain    float64
	feature int
	bin     int // rows in bins up to it go left
}

// tree grows one tree, takes its step, and returns nil when nothing could be
// split.
func (l *learner) tree() []trees.Node {
	for i := range l.n {
		p := 1 / (1 + math.Exp(-l.margin[i]))
		l.grad[i] = l.weight[i] * (l.label[i] - p)
		l.hess[i] = l.weight[i] * p * (1 - p)
	}
	rows := make([]int32, 0, l.n)
	for i := range l.n {
		if l.random.float() < l.cfg.Rows {
			rows = append(rows, int32(i))
		}
	}
	l.used = l.used[:0]
	for f := range l.features {
		if l.random.float() < l.cfg.Features && len(l.edges[f]) > 0 {
			l.used = append(l.used, f)
		}
	}
	nodes := []trees.Node{{Feature: -1}}
	leaves := []*leaf{l.leaf(&leaf{rows: rows, sums: l.sum(rows), low: math.Inf(-1), high: math.Inf(1)})}
	for len(leaves) < l.cfg.Leaves {
		at := -1
		for i, v := range leaves {
			if v.best.gain > 0 && (at < 0 || v.best.gain > leaves[at].best.gain) {
				at = i
			}
		}
		if at < 0 {
			break
		}
		left, right := l.divide(leaves[at], &nodes)
		leaves[at] = left
		leaves = append(leaves, right)
	}
	if len(leaves) == 1 {
		return nil
	}
	l.values(nodes, leaves)
	l.step(nodes)
	return nodes
}

// sum adds the rows up by used feature and bin.
func (l *learner) sum(rows []int32) []sums {
	out := make([]sums, len(l.used)*l.cfg.Bins)
	for u, f := range l.used {
		bins, at := l.bins[f], out[u*l.cfg.Bins:(u+1)*l.cfg.Bins]
		for _, i := range rows {
			s := &at[bins[i]]
			s.grad += l.grad[i]
			s.hess += l.hess[i]
			s.n++
		}
	}
	return out
}

// leaf finds the best split of its rows, whose sums are known.
func (l *learner) leaf(v *leaf) *leaf {
	v.best.feature = -1
	for _, i := range v.rows {
		v.grad += l.grad[i]
		v.hess += l.hess[i]
	}
	if len(v.rows) >= 2*l.cfg.MinRows {
		for u, f := range l.used {
			l.try(v, f, v.sums[u*l.cfg.Bins:])
		}
	}
	return v
}

// try finds the best split of a leaf by one feature.
func (l *learner) try(v *leaf, f int, bins []sums) {
	whole := v.grad * v.grad / (v.hess + l.cfg.L2)
	var g, h float64
	n := 0
	for b := range l.edges[f] {
		g, h, n = g+bins[b].grad, h+bins[b].hess, n+bins[b].n
		if n < l.cfg.MinRows {
			continue
		}
		if len(v.rows)-n < l.cfg.MinRows {
			break
		}
		rest := v.grad - g
		if way := l.monotone[f]; way != 0 {
			a, b := l.value(v, g, h), l.value(v, rest, v.hess-h)
			if way > 0 && a > b || way < 0 && a < b {
				continue
			}
		}
		gain := g*g/(h+l.cfg.L2) + rest*rest/(v.hess-h+l.cfg.L2) - whole
		if gain > v.best.gain {
			v.best = split{gain, f, b}
		}
	}
}

// divide makes two leaves of one. Only the smaller one is summed up; the other
// is what remains.
func (l *learner) divide(v *leaf, nodes *[]trees.Node) (left, right *leaf) {
	bins := l.bins[v.best.feature]
	var a, b []int32
	for _, i := range v.rows {
		if int(bins[i]) <= v.best.bin {
			a = append(a, i)
		} else {
			b = append(b, i)
		}
	}
	n := len(*nodes)
	*nodes = append(*nodes, trees.Node{Feature: -1}, trees.Node{Feature: -1})
	(*nodes)[v.node] = trees.Node{Feature: v.best.feature, Threshold: l.edges[v.best.feature][v.best.bin], Left: n, Right: n + 1}
	few := a
	if len(b) < len(a) {
		few = b
	}
	less, more := l.sum(few), v.sums
	for i := range more {
		more[i].grad -= less[i].grad
		more[i].hess -= less[i].hess
		more[i].n -= less[i].n
	}
	if len(b) < len(a) {
		less, more = more, less
	}
	left = &leaf{node: n, rows: a, sums: less, low: v.low, high: v.high}
	right = &leaf{node: n + 1, rows: b, sums: more, low: v.low, high: v.high}
	l.leaf(left)
	l.leaf(right)
	if way := l.monotone[v.best.feature]; way != 0 {
		middle := (l.value(v, left.grad, left.hess) + l.value(v, right.grad, right.hess)) / 2
		if way > 0 {
			left.high, right.low = middle, middle
		} else {
			left.low, right.high = middle, middle
		}
	}
	return left, right
}

// value is the step of a leaf with these sums inside the bounds of v.
func (l *learner) value(v *leaf, grad, hess float64) float64 {
	return min(max(grad/(hess+l.cfg.L2), v.low), v.high)
}

// values gives leaves their step and inner nodes the mean of their rows'.
func (l *learner) values(nodes []trees.Node, leaves []*leaf) {
	rows := make([]float64, len(nodes))
	for _, v := range leaves {
		nodes[v.node].Mean = l.cfg.Rate * l.value(v, v.grad, v.hess)
		rows[v.node] = float64(len(v.rows))
	}
	for i := len(nodes) - 1; i >= 0; i-- {
		n := &nodes[i]
		if n.Feature < 0 {
			continue
		}
		a, b := rows[n.Left], rows[n.Right]
		rows[i] = a + b
		n.Mean = (nodes[n.Left].Mean*a + nodes[n.Right].Mean*b) / (a + b)
	}
}

// step moves every row, seen by this tree or not.
func (l *learner) step(nodes []trees.Node) {
	starts := make([]uint8, len(nodes)) // the bin in which the threshold begins
	for i := range nodes {
		if n := &nodes[i]; n.Feature >= 0 {
			b, _ := slices.BinarySearch(l.edges[n.Feature], n.Threshold)
			starts[i] = uint8(b + 1)
		}
	}
	for i := range l.n {
		at := 0
		for nodes[at].Feature >= 0 {
			n := &nodes[at]
			next := n.Right
			if l.bins[n.Feature][i] < starts[at] {
				next = n.Left
			}
			at = next
		}
		l.margin[i] += nodes[at].Mean
	}
}
