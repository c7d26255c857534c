package ristretto

import (
	"bytes"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var l, _ = new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)

func little(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}

func bigOf(s Scalar) *big.Int { return little(s.Bytes()) }

func drawScalar(t *rapid.T, name string) Scalar {
	var b [64]byte
	copy(b[:], rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 0x7f, 0x80, 0xff, 0x53, 0xed}), 64, 64).Draw(t, name))
	s := Uniform(&b)
	if want := new(big.Int).Mod(little(b[:]), l); bigOf(s).Cmp(want) != 0 {
		t.Fatalf("Uniform(%x) = %v, want %v", b, bigOf(s), want)
	}
	return s
}

func TestScalarsAgainstBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawScalar(t, "a"), drawScalar(t, "b")
		x, y := bigOf(a), bigOf(b)
		mod := func(z *big.Int) *big.Int { return z.Mod(z, l) }
		for name, c := range map[string]struct{ got, want *big.Int }{
			"add": {bigOf(a.Add(b)), mod(new(big.Int).Add(x, y))},
			"mul": {bigOf(a.Mul(b)), mod(new(big.Int).Mul(x, y))},
		} {
			if c.got.Cmp(c.want) != 0 {
				t.Fatalf("%s of %v and %v is %v, want %v", name, x, y, c.got, c.want)
			}
		}
		if !a.Zero() && bigOf(a.Mul(a.Invert())).Cmp(big.NewInt(1)) != 0 {
			t.Fatalf("%v times its inverse is not 1", x)
		}
		again, ok := ParseScalar(a.Bytes())
		if !ok || again != a {
			t.Fatalf("%v does not come back", x)
		}
	})
}

func TestParseScalarIsCanonical(t *testing.T) {
	b := l.FillBytes(make([]byte, 32))
	slices.Reverse(b)
	if _, ok := ParseScalar(b); ok {
		t.Error("the order itself is a scalar")
	}
	b[0]--
	if s, ok := ParseScalar(b); !ok || !bytes.Equal(s.Bytes(), b) {
		t.Error("the order minus one is none")
	}
	for _, n := range []int{0, 31, 33} {
		if _, ok := ParseScalar(make([]byte, n)); ok {
			t.Errorf("%d bytes are a scalar", n)
		}
	}
	if _, ok := ParseScalar(bytes.Repeat([]byte{0xff}, 32)); ok {
		t.Error("2^256-1 is a scalar")
	}
}
