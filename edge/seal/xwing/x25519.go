package xwing

import fp "github.com/cloudflare/circl/math/fp25519"

const pointSize = 32

// point is a u-coordinate or a scalar, little endian.
type point [pointSize]byte

var base = point{9}

// a24 is (486662-2)/4 of RFC 7748, 5.
var a24 = fp.Elt{0x41, 0xdb, 0x01}

// multiply is X25519 (RFC 7748, 5): the ladder takes the same steps for every
// scalar.
func multiply(scalar, u *point) *point {
	k := *scalar
	k[0] &= 248
	k[31] = k[31]&127 | 64
	var x1, x2, z2, x3, z3 fp.Elt
	copy(x1[:], u[:])
	x1[31] &= 127
	fp.Modp(&x1)
	copy(x3[:], x1[:])
	x2[0], z3[0] = 1, 1
	var swap uint
	for t := 254; t >= 0; t-- {
		bit := uint(k[t/8]>>(t%8)) & 1
		fp.Cswap(&x2, &x3, swap^bit)
		fp.Cswap(&z2, &z3, swap^bit)
		swap = bit
		step(&x1, &x2, &z2, &x3, &z3)
	}
	fp.Cswap(&x2, &x3, swap)
	fp.Cswap(&z2, &z3, swap)
	fp.Inv(&z2, &z2)
	fp.Mul(&x2, &x2, &z2)
	fp.Modp(&x2)
	out := new(point)
	copy(out[:], x2[:])
	return out
}

// step is one double-and-add of the ladder.
func step(x1, x2, z2, x3, z3 *fp.Elt) {
	var a, b, c, d, e fp.Elt
	fp.Add(&a, x2, z2)
	fp.Sub(&b, x2, z2)
	fp.Add(&c, x3, z3)
	fp.Sub(&d, x3, z3)
	fp.Mul(&d, &d, &a)
	fp.Mul(&c, &c, &b)
	fp.Sqr(&a, &a)
	fp.Sqr(&b, &b)
	fp.Sub(&e, &a, &b)
	fp.Add(x3, &d, &c)
	fp.Sqr(x3, x3)
	fp.Sub(z3, &d, &c)
	fp.Sqr(z3, z3)
	fp.Mul(z3, z3, x1)
	fp.Mul(x2, &a, &b)
	fp.Mul(z2, &a24, &e)
	fp.Add(z2, z2, &a)
	fp.Mul(z2, z2, &e)
}

// lowOrder reports a point that gives zero for every scalar: multiplied by
// the cofactor it is the neutral element.
func lowOrder(u []byte) bool {
	var any, p point
	copy(p[:], u)
	return *multiply(&any, &p) == point{}
}
