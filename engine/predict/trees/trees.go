// Package trees evaluates boosted decision trees where they lie in memory.
//
// A model is a sum of small trees over a row of features. Each leaf adds to
// the log-odds; each inner node knows the mean of its leaves, so that a path
// through a tree says which feature moved the sum by how much (Saabas, 2014).
//
// The encoding is one block of bytes, little-endian:
//
//	magic "LT1" · features u8 · trees u16 · bias i32
//	per tree:  bytes u8, then its nodes, each followed by what is left of it
//	    inner:  feature u8 · right u8, offset in the tree · mean i16 · threshold,
//	            upper half of a float32
//	    leaf:   255 · mean i16
//
// Everything is a comparison of float32 and an addition of integers, so every
// build gives the same sum. Offsets are checked by Open, never trusted later.
package trees

import "math"

// Scale is how many units of the encoding make 1 in log-odds.
const Scale = 4096

// Limits of a model.
const (
	MaxFeatures = 250
	MaxTrees    = 2000
	MaxLeaves   = 28 // of one tree: its offsets fit a byte
	innerSize   = 6
	leafSize    = 3
	headSize    = 10
	leafMark    = 255 // feature number of a leaf
)

// Error is why bytes are not a model.
type Error string

// Error returns the reason in English.
func (e Error) Error() string { return string(e) }

// The errors.
const (
	ErrMagic = Error("trees: not a model, or of another version")
	ErrShort = Error("trees: the model ends too early")
	ErrLong  = Error("trees: the model has bytes left over")
	ErrNode  = Error("trees: a node points outside its tree")
)

// Model is an opened model. The zero value has no trees.
type Model struct {
	b        []byte // the trees
	features int
	trees    int
	bias     int32
}

// Open checks b, which must not change afterwards.
func Open(b []byte) (*Model, error) {
	if len(b) < headSize || string(b[:3]) != "LT1" {
		return nil, ErrMagic
	}
	m := &Model{features: int(b[3]), trees: int(u16(b[4:])), bias: int32(u32(b[6:])), b: b[headSize:]}
	if m.features > MaxFeatures || m.trees > MaxTrees {
		return nil, ErrMagic
	}
	rest := m.b
	for range m.trees {
		if len(rest) == 0 || len(rest)-1 < int(rest[0]) {
			return nil, ErrShort
		}
		n := 1 + int(rest[0])
		if !m.sound(rest[1:n]) {
			return nil, ErrNode
		}
		rest = rest[n:]
	}
	if len(rest) > 0 {
		return nil, ErrLong
	}
	return m, nil
}

// sound makes sure that every walk through a tree ends at a leaf: nodes fill
// the tree, features exist, and both children are nodes that come later.
func (m *Model) sound(tree []byte) bool {
	var starts [256]bool
	for at := 0; at < len(tree); {
		starts[at] = true
		size := innerSize
		if tree[at] == leafMark {
			size = leafSize
		} else if int(tree[at]) >= m.features {
			return false
		}
		if at += size; at > len(tree) {
			return false
		}
	}
	for at := range tree {
		if !starts[at] || tree[at] == leafMark {
			continue
		}
		left, right := at+innerSize, int(tree[at+1])
		if right <= left || right >= len(tree) || !starts[right] {
			return false
		}
	}
	return len(tree) > 0
}

// Features is how many values a row has.
func (m *Model) Features() int { return m.features }

// Trees is how many trees there are.
func (m *Model) Trees() int { return m.trees }

// Margin returns the log-odds of a row of Features values, in units of
// 1/Scale. When parts is not nil, entry f of it receives what feature f adds,
// and the result is the bias plus all parts.
func (m *Model) Margin(row []float32, parts []int32) int32 {
	if len(row) < m.features {
		return m.bias
	}
	sum, rest := m.bias, m.b
	for range m.trees {
		n := 1 + int(rest[0])
		sum += walk(rest[1:n], row, parts)
		rest = rest[n:]
	}
	return sum
}

// Bias is the log-odds before any feature is known, in units of 1/Scale. The
// means of the roots belong to it.
func (m *Model) Bias() int32 { return m.bias }

// walk follows one tree to its leaf. The root's mean is 0 by construction:
// the encoder moves it into the bias.
func walk(tree []byte, row []float32, parts []int32) int32 {
	at, mean := 0, int32(0)
	for tree[at] != leafMark {
		feature := tree[at]
		next := at + innerSize
		if threshold := math.Float32frombits(uint32(u16(tree[at+4:])) << 16); !(row[feature] < threshold) {
			next = int(tree[at+1])
		}
		below := tree[next+2:]
		if tree[next] == leafMark {
			below = tree[next+1:]
		}
		v := int32(int16(u16(below)))
		if parts != nil {
			parts[feature] += v - mean
		}
		at, mean = next, v
	}
	return mean
}

func u16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }
func u32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}
