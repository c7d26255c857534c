package xwing

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	std "crypto/sha3"
	"encoding/hex"
	"testing"

	circl "github.com/cloudflare/circl/kem/xwing"
)

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func TestCIRCL(t *testing.T) {
	for range 20 {
		seed, eseed := random(SeedSize), random(RandomSize)
		_, public := circl.DeriveKeyPairPacked(seed)
		if got := Public(seed); !bytes.Equal(got, public) {
			t.Fatal("public keys differ")
		}
		ss, ct, err := circl.Encapsulate(public, eseed)
		if err != nil {
			t.Fatal(err)
		}
		shared, enc := Encapsulate(public, eseed)
		if !bytes.Equal(enc, ct) || !bytes.Equal(shared, ss) {
			t.Fatal("encapsulations differ")
		}
		if !bytes.Equal(Decapsulate(ct, seed), ss) {
			t.Fatal("decapsulations differ")
		}
		ct[7] ^= 1 // ML-KEM rejects implicitly, and both in the same way
		if !bytes.Equal(Decapsulate(ct, seed), circl.Decapsulate(ct, seed)) {
			t.Fatal("decapsulations of a changed ciphertext differ")
		}
	}
}

func TestX25519(t *testing.T) {
	for range 100 {
		k, u := random(32), random(32)
		private, err := ecdh.X25519().NewPrivateKey(k)
		if err != nil {
			t.Fatal(err)
		}
		other, err := ecdh.X25519().NewPublicKey(u)
		if err != nil {
			t.Fatal(err)
		}
		want, err := private.ECDH(other)
		if got := multiply((*point)(k), (*point)(u)); err != nil || !bytes.Equal(got[:], want) {
			t.Errorf("%x times %x is %x, want %x, %v", k, u, got, want, err)
		}
	}
	// Coordinates at and above the prime are taken modulo it.
	for _, u := range []string{
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0000000000000000000000000000000000000000000000000000000000000000", "0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157", "0100000000000000000000000000000000000000000000000000000000000080",
	} {
		b, _ := hex.DecodeString(u)
		if !lowOrder(b) {
			t.Errorf("%s is not of low order", u)
		}
	}
	if lowOrder(base[:]) {
		t.Error("the base point is of low order")
	}
}

func TestKeccak(t *testing.T) {
	for n := range rate {
		data := random(n)
		got, want := make([]byte, 96), std.SumSHAKE256(data, 96)
		if keccak(got, shake256, data[:n/2], data[n/2:]); !bytes.Equal(got, want) {
			t.Errorf("SHAKE256 of %d bytes is %x, want %x", n, got, want)
		}
		sum := std.Sum256(data)
		if keccak(got[:32], sha3, data); !bytes.Equal(got[:32], sum[:]) {
			t.Errorf("SHA3-256 of %d bytes is %x, want %x", n, got[:32], sum)
		}
	}
}
