// Package ristretto is the group ristretto255 (RFC 9496) and its scalars: as
// much of it as the page needs for blind tokens, in a few KB of WebAssembly.
// The field is CIRCL's. Tests hold it against the vectors of the RFC and of
// RFC 9497.
//
// Scalar multiplication takes the same steps for every scalar.
package ristretto

import (
	fp "github.com/cloudflare/circl/math/fp25519"
)

// Size is the size of an encoded element in bytes.
const Size = 32

// Element is a point of the group in extended coordinates: x = X/Z, y = Y/Z,
// x*y = T/Z. Its zero value is no element; see Identity.
type Element struct{ x, y, z, t *fp.Elt }

// The constants of RFC 9496, 4.1, little endian.
var (
	edwardsD       = elt("a3785913ca4deb75abd841414d0a700098e879777940c78c73fe6f2bee6c0352")
	sqrtM1         = elt("b0a00e4a271beec478e42fad0618432fa7d7fb3d99004d2b0bdfc14f8024832b")
	sqrtADMinusOne = elt("1b2e7b49a0f6977ebd54781b0c8e9daffdd1f531c9fc3c0fac48832bbf316937")
	invSqrtAMinusD = elt("ea405d80aafdc899be72415a17162f9d40d801fe917bc216a2fcafcf05896c78")
	oneMinusDSq    = elt("76c15f94c1097ce20f355ecd38a1812ce4df70beddab9499d7e0b3b2a8729002")
	dMinusOneSq    = elt("204ded44aa5aad3199191eb02c4a9ed2eb4e9b522fd3dc4c41226cf67ab36859")
)

func elt(hex string) *fp.Elt {
	e := new(fp.Elt)
	digit := func(c byte) byte {
		if c >= 'a' {
			return c - 'a' + 10
		}
		return c - '0'
	}
	for i := range e {
		e[i] = digit(hex[2*i])<<4 | digit(hex[2*i+1])
	}
	return e
}

// Field arithmetic with pointers to fresh numbers, so that formulas read as
// they are printed. Passing the 32 bytes themselves, or inlining, makes TinyGo
// write out every byte: 20 KB of brotli more in the page's module.

//go:noinline
func add(a, b *fp.Elt) *fp.Elt { z := new(fp.Elt); fp.Add(z, a, b); return z }

//go:noinline
func sub(a, b *fp.Elt) *fp.Elt { z := new(fp.Elt); fp.Sub(z, a, b); return z }

//go:noinline
func mul(a, b *fp.Elt) *fp.Elt { z := new(fp.Elt); fp.Mul(z, a, b); return z }

//go:noinline
func sqr(a *fp.Elt) *fp.Elt { return mul(a, a) }

//go:noinline
func neg(a *fp.Elt) *fp.Elt { z := new(fp.Elt); fp.Neg(z, a); return z }

//go:noinline
func unit() *fp.Elt { z := new(fp.Elt); z[0] = 1; return z }

// reduced is a in its one encoding.
//
//go:noinline
func reduced(a *fp.Elt) *fp.Elt {
	z := new(fp.Elt)
	copy(z[:], a[:])
	fp.Modp(z)
	return z
}

// negative is the lowest bit of the canonical encoding.
func negative(a *fp.Elt) uint { return uint(reduced(a)[0] & 1) }

//go:noinline
func isZero(a *fp.Elt) uint {
	var or uint64
	for _, b := range reduced(a)[:] {
		or |= uint64(b)
	}
	return uint((or - 1) >> 63)
}

func equal(a, b *fp.Elt) uint { return isZero(sub(a, b)) }

// choose is b when n is 1, else a.
//
//go:noinline
func choose(a, b *fp.Elt, n uint) *fp.Elt {
	z := new(fp.Elt)
	copy(z[:], a[:])
	fp.Cmov(z, b, n)
	return z
}

//go:noinline
func abs(a *fp.Elt) *fp.Elt { return choose(a, neg(a), negative(a)) }

// pow2523 is a^((p-5)/8), p = 2^255-19: 2^252-3 is 252 bits, all ones but bit 1.
func pow2523(a *fp.Elt) *fp.Elt {
	z := a
	for i := 250; i >= 0; i-- {
		z = sqr(z)
		if i != 1 {
			z = mul(z, a)
		}
	}
	return z
}

// sqrtRatio is SQRT_RATIO_M1 of RFC 9496, 4.2: the square root of u/v, or of
// i*u/v when u/v has none.
//
//go:noinline
func sqrtRatio(u, v *fp.Elt) (wasSquare uint, root *fp.Elt) {
	v3 := mul(sqr(v), v)
	v7 := mul(sqr(v3), v)
	r := mul(mul(u, v3), pow2523(mul(u, v7)))
	check := mul(v, sqr(r))
	correct := equal(check, u)
	flipped := equal(check, neg(u))
	flippedI := equal(check, mul(neg(u), sqrtM1))
	r = choose(r, mul(r, sqrtM1), flipped|flippedI)
	return correct | flipped, abs(r)
}

// Identity is the neutral element.
func Identity() Element { return Element{new(fp.Elt), unit(), unit(), new(fp.Elt)} }

// Parse reads an element from its canonical encoding (RFC 9496, 4.3.1). The
// identity is refused: no blind token has a use for it.
func Parse(b []byte) (e Element, ok bool) {
	if len(b) != Size {
		return e, false
	}
	s := new(fp.Elt)
	copy(s[:], b)
	if string(reduced(s)[:]) != string(b) || s[0]&1 == 1 {
		return e, false
	}
	ss := sqr(s)
	u1, u2 := sub(unit(), ss), add(unit(), ss)
	u2s := sqr(u2)
	v := sub(neg(mul(edwardsD, sqr(u1))), u2s)
	wasSquare, inv := sqrtRatio(unit(), mul(v, u2s))
	denX := mul(inv, u2)
	denY := mul(mul(inv, denX), v)
	x := abs(mul(add(s, s), denX))
	y := mul(u1, denY)
	t := mul(x, y)
	if wasSquare == 0 || negative(t) == 1 || isZero(y) == 1 || isZero(s) == 1 {
		return e, false
	}
	return Element{x, y, unit(), t}, true
}

// Bytes is the canonical encoding (RFC 9496, 4.3.2).
func (e Element) Bytes() []byte {
	u1 := mul(add(e.z, e.y), sub(e.z, e.y))
	u2 := mul(e.x, e.y)
	_, inv := sqrtRatio(unit(), mul(u1, sqr(u2)))
	den1, den2 := mul(inv, u1), mul(inv, u2)
	zInv := mul(mul(den1, den2), e.t)
	rotate := negative(mul(e.t, zInv))
	x := choose(e.x, mul(e.y, sqrtM1), rotate)
	y := choose(e.y, mul(e.x, sqrtM1), rotate)
	den := choose(den2, mul(den1, invSqrtAMinusD), rotate)
	y = choose(y, neg(y), negative(mul(x, zInv)))
	return reduced(abs(mul(den, sub(e.z, y))))[:]
}

// Add is e+o (add-2008-hwcd-3, complete for this curve).
//
//go:noinline
func (e Element) Add(o Element) Element {
	a := mul(sub(e.y, e.x), sub(o.y, o.x))
	b := mul(add(e.y, e.x), add(o.y, o.x))
	c := mul(mul(e.t, add(edwardsD, edwardsD)), o.t)
	d := mul(add(e.z, e.z), o.z)
	p, f, g, h := sub(b, a), sub(d, c), add(d, c), add(b, a)
	return Element{mul(p, f), mul(g, h), mul(f, g), mul(p, h)}
}

// double is e+e (dbl-2008-hwcd, a = -1).
//
//go:noinline
func (e Element) double() Element {
	a, b := sqr(e.x), sqr(e.y)
	zz := sqr(e.z)
	h := add(a, b)
	xy := sub(h, sqr(add(e.x, e.y)))
	g := sub(a, b)
	f := add(add(zz, zz), g)
	return Element{mul(xy, f), mul(g, h), mul(f, g), mul(xy, h)}
}

// Mul is s*e.
//
//go:noinline
func (e Element) Mul(s Scalar) Element {
	b := s.Bytes()
	r := Identity()
	for i := 255; i >= 0; i-- {
		r = r.double()
		sum := r.Add(e)
		n := uint(b[i/8]>>(i%8)) & 1
		r = Element{choose(r.x, sum.x, n), choose(r.y, sum.y, n), choose(r.z, sum.z, n), choose(r.t, sum.t, n)}
	}
	return r
}

// Base is the generator (RFC 9496, 4.4 and appendix A.1).
func Base() Element {
	g := elt("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
	e, _ := Parse(g[:])
	return e
}

// FromUniform maps 64 uniform bytes to an element (RFC 9496, 4.3.4).
func FromUniform(b *[64]byte) Element { return elligator(b[:32]).Add(elligator(b[32:])) }

func elligator(b []byte) Element {
	t := new(fp.Elt)
	copy(t[:], b)
	t[31] &= 0x7f
	r := mul(sqrtM1, sqr(t))
	u := mul(add(r, unit()), oneMinusDSq)
	minusOne := neg(unit())
	v := mul(sub(minusOne, mul(r, edwardsD)), add(r, edwardsD))
	wasSquare, s := sqrtRatio(u, v)
	sPrime := neg(abs(mul(s, t)))
	s = choose(sPrime, s, wasSquare)
	c := choose(r, minusOne, wasSquare)
	n := sub(mul(mul(c, sub(r, unit())), dMinusOneSq), v)
	w0 := mul(add(s, s), v)
	w1 := mul(n, sqrtADMinusOne)
	ss := sqr(s)
	w2, w3 := sub(unit(), ss), add(unit(), ss)
	return Element{mul(w0, w3), mul(w2, w1), mul(w1, w3), mul(w0, w2)}
}
