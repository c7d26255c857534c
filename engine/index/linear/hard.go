package linear

import "slices"

// With many classes nearly all rows of other classes teach a class nothing:
// they share no telling feature with it. Time would grow with the square of
// the knowledge base. So each class looks at its own rows, at the rows of
// others that resemble it most, and at a sample of the rest that keeps the
// bias where it belongs.

// hard chooses the rows that one class is trained on.
type hard struct {
	rows   []Row
	limit  int
	own    [][]int32 // by class
	having [][]int32 // by feature, rows that have it; nil for features of many rows
	likes  []float32 // by row
	near   []int32
}

// commonPart is the part of all rows from which on a feature tells nothing
// about likeness.
const commonPart = 20

func newHard(rows []Row, labels []int32, classes, features, limit int) *hard {
	h := &hard{rows: rows, limit: limit}
	if limit <= 0 || limit >= len(rows) {
		return h
	}
	h.own, h.having, h.likes = make([][]int32, classes), make([][]int32, features), make([]float32, len(rows))
	for i, r := range rows {
		h.own[labels[i]] = append(h.own[labels[i]], int32(i))
		for _, f := range r.Features {
			h.having[f] = append(h.having[f], int32(i))
		}
	}
	for f, list := range h.having {
		if len(list) > len(rows)/commonPart {
			h.having[f] = nil
		}
	}
	return h
}

// choose appends the rows for one class to dst, in order.
func (h *hard) choose(class int32, dst []int32) []int32 {
	if h.own == nil {
		for i := range h.rows {
			dst = append(dst, int32(i))
		}
		return dst
	}
	h.compare(class)
	const own = 1e30
	for _, i := range h.own[class] {
		h.likes[i] = own
	}
	least := h.least(max(0, h.limit/2-len(h.own[class])))
	step := max(1, 2*len(h.rows)/h.limit)
	for i, v := range h.likes {
		if v > least || (i+int(class))%step == 0 {
			dst = append(dst, int32(i))
		}
	}
	return dst
}

// compare sets how much every row resembles the rows of a class.
func (h *hard) compare(class int32) {
	clear(h.likes)
	for _, i := range h.own[class] {
		r := &h.rows[i]
		for k, f := range r.Features {
			for _, j := range h.having[f] {
				h.likes[j] += float32(r.Values[k] * r.Values[k])
			}
		}
	}
}

// least returns the likeness above which n rows of other classes lie.
func (h *hard) least(n int) float32 {
	h.near = h.near[:0]
	for i, v := range h.likes {
		if v > 0 && v < 1e30 {
			h.near = append(h.near, int32(i))
		}
	}
	if len(h.near) <= n {
		return 0
	}
	slices.SortFunc(h.near, func(a, b int32) int {
		switch {
		case h.likes[a] > h.likes[b]:
			return -1
		case h.likes[a] < h.likes[b]:
			return 1
		}
		return int(a - b)
	})
	return h.likes[h.near[n]]
}
