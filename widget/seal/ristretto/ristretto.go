// Package ristretto is the group ristretto255 (RFC 9496) and its scalars: as
// much of it as the page needs for blind tokens, in a few KB of WebAssembly.
//
// The group is go-ristretto's, which CIRCL uses as well; the page takes its
// curve alone, because its scalars bring big integers and their own hashes.
// Scalars are written out here. Tests hold both against the vectors of the RFC
// and of RFC 9497.
//
// Scalar multiplication takes the same steps for every scalar.
package ristretto

import "github.com/bwesterb/go-ristretto/edwards25519"

// Size is the size of an encoded element in bytes.
const Size = 32

// Element is an element of the group. Its zero value is none; see Identity.
// It holds a pointer, because TinyGo writes out every word of a copied point.
type Element struct{ p *edwards25519.ExtendedPoint }

func point() *edwards25519.ExtendedPoint { return new(edwards25519.ExtendedPoint) }

// Identity is the neutral element.
func Identity() Element { return Element{point().SetZero()} }

// Base is the generator.
func Base() Element { return Element{point().SetBase()} }

// Parse reads an element from its canonical encoding (RFC 9496, 4.3.1). The
// identity is refused: no blind token has a use for it.
func Parse(b []byte) (e Element, ok bool) {
	if len(b) != Size || string(b) == string(make([]byte, Size)) {
		return e, false
	}
	e = Element{point()}
	return e, e.p.SetRistretto((*[Size]byte)(b))
}

// Bytes is the canonical encoding (RFC 9496, 4.3.2).
func (e Element) Bytes() []byte { return e.p.Ristretto() }

// Add is e+o.
func (e Element) Add(o Element) Element { return Element{point().Add(e.p, o.p)} }

// Mul is s*e.
func (e Element) Mul(s Scalar) Element {
	return Element{point().ScalarMult(e.p, (*[ScalarSize]byte)(s.Bytes()))}
}

// FromUniform maps 64 uniform bytes to an element (RFC 9496, 4.3.4).
func FromUniform(b *[64]byte) Element {
	return elligator((*[32]byte)(b[:32])).Add(elligator((*[32]byte)(b[32:])))
}

func elligator(b *[32]byte) Element {
	var field edwards25519.FieldElement
	var completed edwards25519.CompletedPoint
	field.SetBytes(b)
	completed.SetRistrettoElligator2(&field)
	return Element{point().SetCompleted(&completed)}
}
