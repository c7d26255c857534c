package envelope

import (
	"bytes"
	"testing"

	"github.com/oklog/ulid/v2"
	"pgregory.net/rapid"
)

// sample is an envelope with nothing at zero.
func sample(opening bool) *Envelope {
	e := &Envelope{Kind: Message, Direction: ToTeam, Epoch: 3, Text: bytes.Repeat([]byte{9}, smallestBucket+tagSize)}
	for i := range 16 {
		e.Conversation[i], e.Message[i], e.Thread[i], e.Salt[i] = byte(i+1), byte(i+2), byte(i+3), byte(i+4)
	}
	if opening {
		e.Opening = bytes.Repeat([]byte{7}, OpeningSize)
	}
	return e
}

func TestRoundTrip(t *testing.T) {
	for _, opening := range []bool{true, false} {
		b := sample(opening).Bytes()
		e, err := Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(e.Bytes(), b) {
			t.Error("what was parsed has other bytes")
		}
		if (e.Opening != nil) != opening || e.Epoch != 3 || e.Conversation != sample(false).Conversation {
			t.Errorf("parsed %+v", e)
		}
	}
}

func TestHardening77Refused(t *testing.T) {
	change := func(at int, to ...byte) []byte {
		b := sample(true).Bytes()
		copy(b[at:], to)
		return b
	}
	whole := sample(true).Bytes()
	answer := sample(true)
	answer.Direction = ToVisitor
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"nothing":              {nil, ErrShort},
		"one byte short":       {whole[:len(whole)-1], ErrBucket},
		"cut in the opening":   {whole[:headerSize+OpeningSize-1], ErrShort},
		"cut in the header":    {whole[:40], ErrShort},
		"one byte more":        {append(bytes.Clone(whole), 0), ErrBucket},
		"megabytes":            {make([]byte, 1<<21), ErrShort},
		"other magic":          {change(0, 'X'), ErrMagic},
		"suite 0":              {change(4, 0), ErrSuite},
		"suite downgrade":      {change(4, 2), ErrSuite},
		"kind 0":               {change(5, 0), ErrField},
		"kind 3":               {change(5, 3), ErrField},
		"direction 3":          {change(6, 3), ErrField},
		"form 0":               {change(7, 0), ErrField},
		"form 3":               {change(7, 3), ErrField},
		"opening to a visitor": {answer.Bytes(), ErrField},
		"epoch 0":              {change(8, 0, 0, 0, 0), ErrEpoch},
		"zero team enc":        {change(headerSize, make([]byte, encSize)...), ErrZeroEnc},
		"zero recovery enc":    {change(headerSize+encSize, make([]byte, encSize)...), ErrZeroEnc},
		"opening as following": {change(7, formFollowing), ErrBucket},
	} {
		if _, err := Parse(c.b); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestBuckets(t *testing.T) {
	for _, c := range []struct{ n, size int }{
		{0, 256}, {252, 256}, {253, 512}, {508, 512}, {509, 1024}, {MessageCap, 16384}, {MessageCap + 1, 32768}, {65532, 65536},
	} {
		if size, ok := Bucket(c.n); !ok || size != c.size {
			t.Errorf("Bucket(%d) = %d, %v, want %d", c.n, size, ok, c.size)
		}
	}
	if size, ok := Bucket(65533); ok {
		t.Errorf("Bucket(65533) = %d", size)
	}
}

func TestPadding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.Byte(), 0, 3000).Draw(t, "text")
		b, err := Pad(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Unpad(b); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("Unpad = %x, %v", got, err)
		}
		at := rapid.IntRange(lengthSize+len(text), len(b)).Draw(t, "at")
		if at < len(b) {
			b[at] = 1
			if _, err := Unpad(b); err != ErrPadding {
				t.Fatalf("a byte in the padding: %v", err)
			}
		}
	})
	if _, err := Pad(make([]byte, 1<<17)); err != ErrTooLong {
		t.Errorf("128 KiB: %v", err)
	}
	long := make([]byte, 512)
	long[3] = 10 // fits into 256
	if _, err := Unpad(long); err != ErrPadding {
		t.Errorf("a short text in a large bucket: %v", err)
	}
}

func TestParseID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want ulid.ULID
		copy(want[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		if got, ok := ParseID(want.String()); !ok || got != want {
			t.Fatalf("ParseID(%s) = %x, %v, want %x", want, got, ok, want[:])
		}
	})
	for _, bad := range []string{"", "01JDABCDEFGHJKMNPQRSTVWXY", "81JDABCDEFGHJKMNPQRSTVWXYZ", "01jdabcdefghjkmnpqrstvwxyz", "01JDABCDEFGHJKMNPQRSTVWXYU", "01JDABCDEFGHJKMNPQRSTVWXYI"} {
		if _, ok := ParseID(bad); ok {
			t.Errorf("%q is an id", bad)
		}
	}
}

// What parses is what it was written as.
func FuzzParse(f *testing.F) {
	f.Add(sample(true).Bytes())
	f.Add(sample(false).Bytes())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := Parse(b)
		if err != nil {
			return
		}
		if !bytes.Equal(e.Bytes(), b) {
			t.Errorf("%x parses and is written as %x", b, e.Bytes())
		}
	})
}
