package ristretto

import (
	"bytes"
	"crypto/sha512"
	"encoding/hex"
	"testing"

	"pgregory.net/rapid"
)

// Equal reports whether both are the same element.
func (e Element) Equal(o Element) bool { return e.p.RistrettoEqualsI(o.p) == 1 }

// IsIdentity reports the neutral element.
func (e Element) IsIdentity() bool { return e.Equal(Identity()) }

// RFC 9496, A.1: small multiples of the generator.
func TestMultiplesOfTheGenerator(t *testing.T) {
	e := Identity()
	for i, want := range []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
		"6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
		"94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
		"da80862773358b466ffadfe0b3293ab3d9fd53c5ea6c955358f568322daf6a57",
		"e882b131016b52c1d3337080187cf768423efccbb517bb495ab812c4160ff44e",
	} {
		if got := hex.EncodeToString(e.Bytes()); got != want {
			t.Errorf("%d times the generator is %s, want %s", i, got, want)
		}
		if got := Base().Mul(Number(uint64(i))); !got.Equal(e) {
			t.Errorf("%d: Mul and Add differ", i)
		}
		e = e.Add(Base())
	}
}

// RFC 9496, A.2: encodings that are none.
func TestBadEncodings(t *testing.T) {
	for _, s := range []string{
		"00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
		"c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
		"26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
		"4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
		"3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0000000000000000000000000000000000000000000000000000000000000000",
	} {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := Parse(b); ok {
			t.Errorf("%s is an element", s)
		}
	}
}

// RFC 9496, A.3: elements from the SHA-512 of a label.
func TestFromUniform(t *testing.T) {
	for label, want := range map[string]string{
		"Ristretto is traditionally a short shot of espresso coffee":      "3066f82a1a747d45120d1740f14358531a8f04bbffe6a819f86dfe50f44a0a46",
		"made with the normal amount of ground coffee but extracted with": "f26e5b6f7d362d2d2a94c5d0e7602cb4773c95a2e5c31a64f133189fa76ed61b",
	} {
		sum := sha512.Sum512([]byte(label))
		if got := hex.EncodeToString(FromUniform(&sum).Bytes()); got != want {
			t.Errorf("%q gives %s, want %s", label, got, want)
		}
	}
}

func TestGroupLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawScalar(t, "a"), drawScalar(t, "b")
		x, y := Base().Mul(a), Base().Mul(b)
		if !x.Add(y).Equal(Base().Mul(a.Add(b))) || !x.Mul(b).Equal(y.Mul(a)) || !x.Add(Identity()).Equal(x) {
			t.Fatalf("the laws do not hold for %x and %x", a.Bytes(), b.Bytes())
		}
		if a.Zero() != x.IsIdentity() {
			t.Fatalf("%x: identity %v", a.Bytes(), x.IsIdentity())
		}
		if again, ok := Parse(x.Bytes()); !a.Zero() && (!ok || !again.Equal(x) || !bytes.Equal(again.Bytes(), x.Bytes())) {
			t.Fatalf("%x does not come back", x.Bytes())
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(Base().Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, ok := Parse(b); ok && !bytes.Equal(e.Bytes(), b) {
			t.Errorf("%x has the encoding %x as well", b, e.Bytes())
		}
	})
}
