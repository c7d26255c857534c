package trees

import "math"

// Node is one node of a tree that is being made. The first of a tree is its
// root; children come after their parent.
type Node struct {
	Feature     int     // -1 for a leaf
	Threshold   float32 // rows below it go left; see Threshold
	Left, Right int     // numbers in the tree
	Mean        float64 // log-odds: of a leaf its value, else the mean of its rows' leaves
}

// Threshold cuts a value to what the encoding holds: 8 bits of precision.
func Threshold(v float32) float32 { return math.Float32frombits(math.Float32bits(v) &^ 0xffff) }

// Encode writes a model. Means are rounded to 1/Scale and cut to what 16 bits
// hold; the means of the roots move into the bias. A tree has at most
// MaxLeaves leaves.
func Encode(features int, bias float64, list [][]Node) []byte {
	b := append([]byte("LT1"), byte(features), byte(len(list)), byte(len(list)>>8), 0, 0, 0, 0)
	for _, nodes := range list {
		root := nodes[0].Mean
		bias += root
		start := len(b)
		b = appendNode(append(b, 0), nodes, 0, start+1, root)
		b[start] = byte(len(b) - start - 1)
	}
	v := uint32(int32(math.Round(bias * Scale)))
	b[6], b[7], b[8], b[9] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
	return b
}

// appendNode writes a node and what is below it. The tree begins at start.
func appendNode(b []byte, nodes []Node, i, start int, root float64) []byte {
	n := &nodes[i]
	mean := uint16(int16(min(max(math.Round((n.Mean-root)*Scale), math.MinInt16), math.MaxInt16)))
	if n.Feature < 0 {
		return append(b, leafMark, byte(mean), byte(mean>>8))
	}
	t := uint16(math.Float32bits(n.Threshold) >> 16)
	at := len(b)
	b = append(b, byte(n.Feature), 0, byte(mean), byte(mean>>8), byte(t), byte(t>>8))
	b = appendNode(b, nodes, n.Left, start, root)
	b[at+1] = byte(len(b) - start)
	return appendNode(b, nodes, n.Right, start, root)
}
