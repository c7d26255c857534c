package shares

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge/seal/ristretto"
)

func newShares(t *testing.T) ([]byte, []string) {
	t.Helper()
	key, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	list, err := Split(key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key, list
}

func TestAnyTwoOfThree(t *testing.T) {
	key, s := newShares(t)
	for _, pick := range [][]string{{s[0], s[1]}, {s[1], s[0]}, {s[0], s[2]}, {s[2], s[1]}, {s[0], s[1], s[2]}, {s[0], s[0], s[2]}} {
		if got, err := Combine(pick...); err != nil || !bytes.Equal(got, key) {
			t.Errorf("%d shares give %x, %v", len(pick), got, err)
		}
	}
	for _, pick := range [][]string{{}, {s[0]}, {s[0], s[0]}} {
		if _, err := Combine(pick...); err == nil {
			t.Errorf("%d shares suffice", len(pick))
		}
	}
	_, others := newShares(t)
	if _, err := Combine(s[0], others[1]); err == nil {
		t.Error("shares of two keys give a third")
	}
	if _, err := Combine(s[0], s[1], others[2]); err == nil {
		t.Error("a third share of another key passes")
	}
}

// As a person copies them: lower case, other separators, O for 0 and l for 1.
func TestCopiedByHand(t *testing.T) {
	key, s := newShares(t)
	hand := strings.NewReplacer("-", "  ", "0", "o", "1", "l").Replace(strings.ToLower(s[1]))
	if got, err := Combine(s[0], hand); err != nil || !bytes.Equal(got, key) {
		t.Errorf("%q: %v", hand, err)
	}
	plain := strings.ReplaceAll(s[2], "-", "")
	for i := range plain {
		wrong := []byte(plain)
		wrong[i] = alphabet[(strings.IndexByte(alphabet, wrong[i])+7)%32]
		if _, err := Combine(s[0], string(wrong)); err == nil {
			t.Errorf("a slip at character %d passes", i)
		}
	}
	if _, err := Combine(s[0], plain[:len(plain)-4]); err == nil {
		t.Error("a missing group passes")
	}
	if _, err := Combine(s[0], plain+"ü"); err == nil {
		t.Error("another alphabet passes")
	}
}

// Shares that CIRCL's secretsharing made with threshold 1 over ristretto255.
func TestCIRCLShares(t *testing.T) {
	for _, v := range [][4]string{
		{"930b64223b403c458e2f3f1ada2c45f9036e9eb67eabb835b8b4715a4f533008", "9482e0124236070d6f1bca28f15a01556d34b3cd38138e766c74662d9d411f02",
			"82cd5260638fe42c26a44cdae6829cc5d6fac7e4f27a63b720345b00eb2f0e0c", "8344cf506a85aff40690d7e8fdb0582140c1dcfbace238f8d4f34fd3381efd05"},
		{"dc3e81c960b9583a40ef8e11080e4c48501477551e0219505975639b0763f204", "091269ec9f63d977dfdd3a3a42d9c9229ced5cee19cea5b772bc29410d624f0e",
			"49115bb2c4aa475da82fefbf9daa68e8e7c64287159a321f8c03f0e61261ac07", "89104d78e9f1b5427181a345f97b07ae33a028201166bf86a54ab68c18600901"},
		{"79b29a701054e36f2c1dd58684d0949eb886394bb9791c549a5e0f5f5d80d707", "78f641c5603e4719fc7b2345b64dd4168570d0f625268bf5acb5e9c1b18f8900",
			"640edf76cb8bbd1aa27769a6c6c4f2a3515a67a292d2f996bf0cc424069f3b09", "635286cb1b7621c471d6b764f841321c1e44fe4dff7e6838d2639e875aaeed01"},
	} {
		var list []share
		for i, text := range v[1:] {
			b, _ := hex.DecodeString(text)
			value, ok := ristretto.ParseScalar(b)
			if !ok {
				t.Fatal(text)
			}
			list = append(list, share{index: byte(i + 1), value: value})
		}
		for _, pair := range [][2]int{{0, 1}, {0, 2}, {1, 2}, {2, 0}} {
			if got := hex.EncodeToString(interpolate(list[pair[0]], list[pair[1]])); got != v[0] {
				t.Errorf("shares %v give %s, want %s", pair, got, v[0])
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("0ABC-DEFG")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := read(text)
		if err != nil {
			return
		}
		if again, err := read(write(s.set, s.index, s.value)); err != nil || again.value != s.value {
			t.Errorf("%q does not come back: %v", text, err)
		}
	})
}
