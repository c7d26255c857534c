package chacha

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/cloudflare/circl/hpke"
)

// RFC 8439, 2.8.2.
func TestRFC8439(t *testing.T) {
	key, _ := hex.DecodeString("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f")
	nonce, _ := hex.DecodeString("070000004041424344454647")
	aad, _ := hex.DecodeString("50515253c0c1c2c3c4c5c6c7")
	plain := []byte("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.")
	sealed := Seal(nil, key, nonce, plain, aad)
	if got := hex.EncodeToString(sealed[len(plain):]); got != "1ae10b594f09e26a7e902ecbd0600691" {
		t.Errorf("tag %s", got)
	}
	if got, ok := Open(nil, key, nonce, sealed, aad); !ok || !bytes.Equal(got, plain) {
		t.Errorf("opened %q, %v", got, ok)
	}
}

// Keys and texts of all ones drive the carries of Poly1305 to their ends.
func TestLengthsAndEnds(t *testing.T) {
	for _, fill := range []byte{0, 0xff, 0x5a} {
		for n := range 200 {
			compare(t, bytes.Repeat([]byte{fill}, KeySize), make([]byte, NonceSize), bytes.Repeat([]byte{fill}, n), bytes.Repeat([]byte{fill}, n/3))
		}
	}
}

// What wraps around 2^130-5: RFC 8439, A.3, 7 to 11.
func TestPolyWraps(t *testing.T) {
	for _, c := range []struct{ r, s, m, tag string }{
		{"02", "00", "ffffffffffffffffffffffffffffffff", "03000000000000000000000000000000"},
		{"02", "ffffffffffffffffffffffffffffffff", "02000000000000000000000000000000", "03000000000000000000000000000000"},
		{"01", "00", "fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff11000000000000000000000000000000", "05000000000000000000000000000000"},
		{"01", "00", "fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe01010101010101010101010101010101", "00000000000000000000000000000000"},
		{"02", "00", "fdffffffffffffffffffffffffffffff", "faffffffffffffffffffffffffffffff"},
	} {
		var key [32]byte
		r, _ := hex.DecodeString(c.r)
		s, _ := hex.DecodeString(c.s)
		m, _ := hex.DecodeString(c.m)
		copy(key[:], r)
		copy(key[16:], s)
		tag := poly1305(&key, m)
		if got := hex.EncodeToString(tag[:]); got != c.tag {
			t.Errorf("poly1305(r %s, s %s, %s) = %s, want %s", c.r, c.s, c.m, got, c.tag)
		}
	}
}

func FuzzAgainstCIRCL(f *testing.F) {
	f.Add([]byte("key"), []byte("nonce"), []byte("plain"), []byte("aad"))
	f.Fuzz(func(t *testing.T, key, nonce, plain, aad []byte) {
		compare(t, append(key, make([]byte, KeySize)...)[:KeySize], append(nonce, make([]byte, NonceSize)...)[:NonceSize], plain, aad)
	})
}

func compare(t *testing.T, key, nonce, plain, aad []byte) {
	t.Helper()
	theirs, err := hpke.AEAD_ChaCha20Poly1305.New(key)
	if err != nil {
		t.Fatal(err)
	}
	sealed := Seal([]byte("before"), key, nonce, plain, aad)
	if want := theirs.Seal([]byte("before"), nonce, plain, aad); !bytes.Equal(sealed, want) {
		t.Fatalf("%d bytes: %x, want %x", len(plain), sealed, want)
	}
	sealed = sealed[len("before"):]
	if got, ok := Open(nil, key, nonce, sealed, aad); !ok || !bytes.Equal(got, plain) {
		t.Fatalf("%d bytes do not open", len(plain))
	}
	for _, i := range []int{0, len(sealed) / 2, len(sealed) - 1} {
		sealed[i] ^= 1
		if _, ok := Open(nil, key, nonce, sealed, aad); ok {
			t.Fatalf("%d bytes open with byte %d changed", len(plain), i)
		}
		sealed[i] ^= 1
	}
	if _, ok := Open(nil, key, nonce, sealed[:len(sealed)-1], aad); ok {
		t.Fatalf("%d bytes open without the last one", len(plain))
	}
	if _, ok := Open(nil, key, nonce, sealed, append(aad, 0)); ok {
		t.Fatalf("%d bytes open with another aad", len(plain))
	}
}
