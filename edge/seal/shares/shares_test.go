package shares

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
)

func newShares(t *testing.T) ([]byte, []string) {
	t.Helper()
	key, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	list, err := Split(key)
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

// Shares lie on paper for years: these were printed before this code was
// written, and must go on restoring their key and its seed.
func TestOldPaper(t *testing.T) {
	const key, seed = "e652d92818320716edf2c9670b4ae9601a1cef48ced2c0434a6d8e2b57d9da0f", "8c78061a467a46f96d0b0af9c3354bb0bb92b6704ca18d57e7a30b2d6eac7857"
	paper := []string{
		"07JC-K27G-06QN-B4TR-5138-T516-1EH0-KRX0-ZG8R-16FK-7AMQ-F9RA-4ZH8-FEK8-N9P0-DVBS-9CYG",
		"07JC-K27G-09JJ-RGZ5-AAYJ-ATSN-R1RM-X6FH-XVBY-A5QR-5J21-S3PH-0DBR-2JBT-FFZ0-SY1H-0350",
		"07JC-K27G-0CQ2-ZZ8M-CF8T-PTBE-V14Z-0W28-0A4M-Q57W-3SFW-2X4R-W35Q-NP4B-9J80-7BWC-2PPG",
	}
	for _, pick := range [][2]int{{0, 1}, {2, 0}, {1, 2}} {
		got, err := Combine(paper[pick[0]], paper[pick[1]])
		if err != nil || hex.EncodeToString(got) != key {
			t.Fatalf("shares %v give %x, %v", pick, got, err)
		}
		if s, err := Seed(got); err != nil || hex.EncodeToString(s) != seed {
			t.Errorf("the seed is %x, want %s, %v", s, seed, err)
		}
	}
}

// Values that another release of the library made.
func TestOldValues(t *testing.T) {
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
			value, ok := number(b)
			if !ok {
				t.Fatal(text)
			}
			list = append(list, share{index: byte(i + 1), value: value})
		}
		for _, pair := range [][2]int{{0, 1}, {0, 2}, {1, 2}, {2, 0}} {
			got, err := recoverKey([]share{list[pair[0]], list[pair[1]]})
			if err != nil || hex.EncodeToString(got) != v[0] {
				t.Errorf("shares %v give %x, want %s, %v", pair, got, v[0], err)
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
		again, err := write(s.set, s.index, s.value)
		if err != nil {
			t.Fatal(err)
		}
		if o, err := read(again); err != nil || !o.value.IsEqual(s.value) {
			t.Errorf("%q does not come back: %v", text, err)
		}
	})
}
