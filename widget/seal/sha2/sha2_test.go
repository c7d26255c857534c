package sha2

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"testing"
)

// Every length around a block's edge, in one part and in three.
func TestSumsAreTheStandardLibrarys(t *testing.T) {
	for n := range 300 {
		data := bytes.Repeat([]byte{byte(n), 0x80, 0}, 100)[:n]
		a, b := data[:n/3], data[n/3:n/2]
		if got, want := Sum256(a, b, data[n/2:]), sha256.Sum256(data); got != want {
			t.Errorf("SHA-256 of %d bytes: %x, want %x", n, got, want)
		}
		if got, want := Sum512(a, b, data[n/2:]), sha512.Sum512(data); got != want {
			t.Errorf("SHA-512 of %d bytes: %x, want %x", n, got, want)
		}
	}
}

func FuzzAgainstStandardLibrary(f *testing.F) {
	f.Add([]byte("key"), []byte("data"), uint16(32))
	f.Add(bytes.Repeat([]byte{1}, 65), []byte{}, uint16(0))
	f.Fuzz(func(t *testing.T, key, data []byte, n uint16) {
		h := hmac.New(sha256.New, key)
		h.Write(data)
		if got := HMAC256(key, data); !hmac.Equal(got[:], h.Sum(nil)) {
			t.Errorf("HMAC(%x, %x) = %x, want %x", key, data, got, h.Sum(nil))
		}
		secret := Extract(key, data)
		if want, _ := hkdf.Extract(sha256.New, data, key); !bytes.Equal(secret[:], want) {
			t.Errorf("Extract(%x, %x) = %x, want %x", key, data, secret, want)
		}
		length := int(n) % (255*32 + 1)
		want, err := hkdf.Expand(sha256.New, secret[:], string(key), length)
		if err != nil {
			t.Fatal(err)
		}
		if got := Expand(secret[:], key, length); !bytes.Equal(got, want) {
			t.Errorf("Expand(%x, %x, %d) = %x, want %x", secret, key, length, got, want)
		}
	})
}
