package counts

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/engine/wire"
)

func sample() []Entry {
	return []Entry{{1, wire.FormCallout, Past{100, 40}}, {1, wire.FormCard, Past{7, 7}}, {9, wire.FormChat, Past{200_000, 50_000}}}
}

// TestRoundTrip wants what was counted to be found, and what follows untouched.
func TestRoundTrip(t *testing.T) {
	b := append(Append(nil, sample()), "LM1 and more"...)
	table, rest, err := Cut(b)
	if err != nil || string(rest) != "LM1 and more" || table.Len() != 3 {
		t.Fatalf("%d entries, %q follows, %v", table.Len(), rest, err)
	}
	for _, c := range []struct {
		key  uint32
		form wire.Form
		want Past
	}{{1, wire.FormCallout, Past{100, 40}}, {1, wire.FormCard, Past{7, 7}}, {9, wire.FormChat, Past{50_000, 12_500}}, {9, wire.FormCard, Past{}}, {2, wire.FormCallout, Past{}}} {
		if got := table.Of(c.key, c.form); got != c.want {
			t.Errorf("%d %s: %+v, want %+v", c.key, c.form, got, c.want)
		}
	}
}

// TestWithoutRecord wants a bundle of before to be read as one that counted
// nothing.
func TestWithoutRecord(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("LM1xyz"), []byte("L")} {
		table, rest, err := Cut(b)
		if err != nil || !bytes.Equal(rest, b) || table.Len() != 0 || table.Of(1, wire.FormCard) != (Past{}) {
			t.Errorf("%q: %v, %v", b, rest, err)
		}
	}
}

// TestDamage wants a record that is cut short or out of order to be refused
// whole.
func TestDamage(t *testing.T) {
	good := Append(nil, sample())
	for n := headSize; n < len(good); n++ {
		if _, rest, err := Cut(good[:n]); err == nil || len(rest) != n {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
	for _, at := range []int{headSize, headSize + 4, headSize + 5 + 1} {
		bad := bytes.Clone(good)
		bad[at] = 200
		if _, _, err := Cut(bad); err == nil {
			t.Errorf("byte %d changed: no error", at)
		}
	}
}

// TestArbitraryBytes wants no trap, and no more helped than shown.
func TestArbitraryBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := append([]byte("LC1"), rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "bytes")...)
		table, _, err := Cut(b)
		if err != nil && table.Len() != 0 {
			t.Fatal("a table beside an error")
		}
		for i := range table.Len() {
			if p := table.at(i); p.Helped > p.Shown {
				t.Fatalf("%+v", p)
			}
		}
	})
}
