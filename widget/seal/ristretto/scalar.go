package ristretto

import (
	"encoding/binary"
	"math/bits"
)

// Scalar is a number modulo the group's order
// l = 2^252 + 27742317777372353535851937790883648493, in Montgomery form: four
// words, little endian, times 2^256. Its zero value is 0. No operation
// branches on a value.
type Scalar struct{ w [4]uint64 }

// ScalarSize is the size of an encoded scalar in bytes.
const ScalarSize = 32

var (
	order = [4]uint64{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000}
	// rr is 2^512 mod l, which takes a number into Montgomery form.
	rr = [4]uint64{0xa40611e3449c0f01, 0xd00e1ba768859347, 0xceec73d217f5be65, 0x0399411b7c309a3d}
	// minusInverse is -1/l mod 2^64.
	minusInverse = uint64(0xd2b51da312547e1b)
	one          = [4]uint64{1}
)

// montgomery is x*y/2^256 mod l, for x below 2^256 and y below l (HAC 14.36).
func montgomery(x, y *[4]uint64) (z [4]uint64) {
	var t [6]uint64
	for i := range 4 {
		t[4], t[5] = accumulate(&t, x[i], y)
		m := t[0] * minusInverse
		t[4], t[5] = accumulate(&t, m, &order)
		t[0], t[1], t[2], t[3], t[4], t[5] = t[1], t[2], t[3], t[4], t[5], 0
	}
	copy(z[:], t[:4])
	return less(z, t[4])
}

// accumulate adds x*y to the low words of t and returns the two high ones.
func accumulate(t *[6]uint64, x uint64, y *[4]uint64) (uint64, uint64) {
	var carry uint64
	for j := range 4 {
		hi, lo := bits.Mul64(x, y[j])
		var c uint64
		lo, c = bits.Add64(lo, t[j], 0)
		hi += c
		lo, c = bits.Add64(lo, carry, 0)
		t[j], carry = lo, hi+c
	}
	top, over := bits.Add64(t[4], carry, 0)
	return top, t[5] + over
}

// less takes l away once if z, with its overflow, is not below it.
func less(z [4]uint64, over uint64) [4]uint64 {
	var d [4]uint64
	var borrow uint64
	for i := range 4 {
		d[i], borrow = bits.Sub64(z[i], order[i], borrow)
	}
	_, borrow = bits.Sub64(over, 0, borrow)
	keep := -borrow // all ones when z was smaller
	for i := range 4 {
		z[i] = z[i]&keep | d[i]&^keep
	}
	return z
}

func words(b []byte) (w [4]uint64) {
	for i := range w {
		w[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return w
}

// ParseScalar reads 32 bytes, little endian; ok is false unless they are
// below the order.
func ParseScalar(b []byte) (s Scalar, ok bool) {
	if len(b) != ScalarSize {
		return s, false
	}
	w := words(b)
	if less(w, 0) != w {
		return s, false
	}
	return Scalar{montgomery(&w, &rr)}, true
}

// Uniform reduces 64 bytes, little endian, modulo the order.
func Uniform(b *[64]byte) Scalar {
	lo, hi := words(b[:32]), words(b[32:])
	low, high := montgomery(&lo, &rr), montgomery(&hi, &rr)
	high = montgomery(&high, &rr)
	return Scalar{low}.Add(Scalar{high})
}

// Number is a small number as a scalar.
func Number(n uint64) Scalar {
	w := [4]uint64{n}
	return Scalar{montgomery(&w, &rr)}
}

// Bytes is the scalar's encoding, little endian.
func (s Scalar) Bytes() []byte {
	w := montgomery(&s.w, &one)
	b := make([]byte, 0, ScalarSize)
	for _, x := range w {
		b = binary.LittleEndian.AppendUint64(b, x)
	}
	return b
}

// Add is s+x.
func (s Scalar) Add(x Scalar) Scalar {
	var z [4]uint64
	var carry uint64
	for i := range 4 {
		z[i], carry = bits.Add64(s.w[i], x.w[i], carry)
	}
	return Scalar{less(z, carry)}
}

// Mul is s*x.
func (s Scalar) Mul(x Scalar) Scalar { return Scalar{montgomery(&s.w, &x.w)} }

// Zero reports s == 0.
func (s Scalar) Zero() bool { return s.w[0]|s.w[1]|s.w[2]|s.w[3] == 0 }

// Invert is 1/s, and 0 for 0: s^(l-2), by Fermat.
func (s Scalar) Invert() Scalar {
	exponent := order
	exponent[0] -= 2
	z := Number(1)
	for i := 255; i >= 0; i-- {
		z = z.Mul(z)
		if exponent[i/64]>>(i%64)&1 == 1 { // the exponent is public
			z = z.Mul(s)
		}
	}
	return z
}
