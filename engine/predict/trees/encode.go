package trees

import "math"

// Node is one node of a tree that is being made. The first of a tree is its
// root; children come after their parent.
type Node struct {
	Feature     int     // -1 for a leaf
	Threshold   float32 // rows below it go left
	Left, Right int     // numbers in the tree
	Mean        float64 // log-odds: of a leaf its value, else the mean of its rows' leaves
}

// Encode writes a model. Means are rounded to 1/Scale and cut to what 16 bits
// hold; the means of the roots move into the bias.
func Encode(features int, bias float64, list [][]Node) []byte {
	b := append([]byte("LT1"), byte(features), byte(len(list)), byte(len(list)>>8), 0, 0, 0, 0)
	for _, nodes := range list {
		root := nodes[0].Mean
		bias += root
		b = append(b, byte(len(nodes)))
		for _, n := range nodes {
			mean := uint16(int16(min(max(math.Round((n.Mean-root)*Scale), math.MinInt16), math.MaxInt16)))
			feature := byte(leafMark)
			if n.Feature >= 0 {
				feature = byte(n.Feature)
			}
			t := math.Float32bits(n.Threshold)
			b = append(b, feature, byte(n.Left), byte(n.Right), byte(mean), byte(mean>>8),
				byte(t), byte(t>>8), byte(t>>16), byte(t>>24))
		}
	}
	v := uint32(int32(math.Round(bias * Scale)))
	b[6], b[7], b[8], b[9] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
	return b
}
