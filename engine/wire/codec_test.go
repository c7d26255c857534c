package wire

import (
	"bytes"
	"reflect"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// everyKind lists all numbers that are kinds of events.
func everyKind() []EventKind {
	var out []EventKind
	for k := range 256 {
		if validEvent(EventKind(k)) {
			out = append(out, EventKind(k))
		}
	}
	return out
}

// fill sets every field of v from t: strings are valid UTF-8, lists are short.
func fill(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "bytes"))
			if v.Len() == 0 {
				v.SetZero()
			}
			return
		}
		n := rapid.IntRange(0, 3).Draw(t, "n")
		if n == 0 {
			v.SetZero()
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, v.Index(i))
		}
	case reflect.String:
		v.SetString(rapid.StringN(0, 30, -1).Draw(t, "s"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "b"))
	case reflect.Int16:
		v.SetInt(int64(rapid.Int16().Draw(t, "i")))
	case reflect.Int32:
		v.SetInt(int64(rapid.Int32().Draw(t, "i")))
	default:
		v.SetUint(rapid.Uint64().Draw(t, "u") & (1<<v.Type().Bits() - 1))
	}
}

func TestEventRoundTrip(t *testing.T) {
	kinds := everyKind()
	rapid.Check(t, func(t *rapid.T) {
		var e Event
		fill(t, reflect.ValueOf(&e.Act).Elem())
		e.Kind = rapid.SampledFrom(kinds).Draw(t, "kind")
		if e.Body = NewBody(e.Kind); e.Body != nil {
			fill(t, reflect.ValueOf(e.Body).Elem())
		}
		b := AppendEvent(nil, &e)
		got, rest, err := ParseEvent(append(b, 0xAA))
		if err != ErrNone || len(rest) != 1 {
			t.Fatalf("%v: error %v, %d bytes left", e.Kind, err, len(rest))
		}
		if !reflect.DeepEqual(got, e) {
			t.Fatalf("got %+v, want %+v", got, e)
		}
	})
}

func TestCommandRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCommand(CommandKind(rapid.Uint8Range(1, uint8(CommandTraced)).Draw(t, "kind")))
		fill(t, reflect.ValueOf(c).Elem())
		got, rest, err := ParseCommand(AppendCommand(nil, c))
		if err != ErrNone || len(rest) != 0 || !reflect.DeepEqual(got, c) {
			t.Fatalf("got %+v (%v), want %+v", got, err, c)
		}
	})
}

// FuzzParseEvent checks that whatever is accepted has that one encoding.
func FuzzParseEvent(f *testing.F) {
	f.Add(AppendEvent(nil, &Event{Act: Act{Kind: EventClick, At: 5}}))
	f.Add(AppendEvent(nil, &Event{Act: Act{Kind: EventAsk}, Body: &Words{Text: "wie geht das?"}}))
	f.Add(AppendEvent(nil, &Event{Act: Act{Kind: EventHello}, Body: &Hello{ABI: ABI, Memory: []byte{1, 2}}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, rest, err := ParseEvent(b)
		if err != ErrNone {
			return
		}
		if again := AppendEvent(nil, &e); !bytes.Equal(again, b[:len(b)-len(rest)]) {
			t.Fatalf("% x became % x", b, again)
		}
	})
}

func FuzzParseCommand(f *testing.F) {
	f.Add(AppendCommand(nil, &Show{Tip: 1, Blocks: []Block{{Kind: BlockStep, Spans: []Span{{Text: "x"}}}}}))
	f.Add(AppendCommand(nil, &Traced{Text: "why"}))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, rest, err := ParseCommand(b)
		if err != ErrNone {
			return
		}
		if again := AppendCommand(nil, c); !bytes.Equal(again, b[:len(b)-len(rest)]) {
			t.Fatalf("% x became % x", b, again)
		}
	})
}

func TestParseEventRefuses(t *testing.T) {
	click := AppendEvent(nil, &Event{Act: Act{Kind: EventClick}})
	ask := AppendEvent(nil, &Event{Act: Act{Kind: EventAsk}, Body: &Words{Text: "ab"}})
	edit := func(b []byte, at int, v byte) []byte {
		c := bytes.Clone(b)
		c[at] = v
		return c
	}
	cases := []struct {
		name string
		b    []byte
		want Error
	}{
		{"nothing", nil, ErrShort},
		{"half a record", click[:HeadSize-1], ErrShort},
		{"kind 0", edit(click, 0, 0), ErrKind},
		{"kind 255", edit(click, 0, 255), ErrKind},
		{"a body on a hot event", append(edit(click, ActSize, 1), 0), ErrTrailing},
		{"a body that ends early", ask[:len(ask)-1], ErrShort},
		{"a string longer than its body", edit(ask, HeadSize, 3), ErrShort},
		{"a string shorter than its body", edit(ask, HeadSize, 1), ErrTrailing},
		{"a body of 4 GB", edit(ask, ActSize+3, 255), ErrLong},
	}
	for _, c := range cases {
		if _, _, err := ParseEvent(c.b); err != c.want {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestHardening23TextThatIsNotUTF8(t *testing.T) {
	for _, bad := range []string{"\xff", "a\xc0\x80", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80"} {
		e := Event{Act: Act{Kind: EventAsk}, Body: &Words{Text: bad}}
		got, _, err := ParseEvent(AppendEvent(nil, &e))
		if err != ErrNone || !utf8.ValidString(got.Body.(*Words).Text) {
			t.Errorf("% x was not replaced when written: %v", bad, err)
		}
		raw := AppendEvent(nil, &Event{Act: Act{Kind: EventAsk}, Body: &Words{Text: string(make([]byte, len(bad)))}})
		copy(raw[HeadSize+2:], bad)
		if _, _, err := ParseEvent(raw); err != ErrText {
			t.Errorf("% x was read: %v", bad, err)
		}
	}
	long := Event{Act: Act{Kind: EventAsk}, Body: &Words{Text: string(bytes.Repeat([]byte("语"), MaxString))}}
	got, _, err := ParseEvent(AppendEvent(nil, &long))
	if text := got.Body.(*Words).Text; err != ErrNone || len(text) > MaxString || !utf8.ValidString(text) {
		t.Errorf("long text: %d bytes, %v", len(text), err)
	}
}

func BenchmarkAppendClick(b *testing.B) {
	buf := make([]byte, 0, 64)
	e := Event{Act: Act{Kind: EventClick, Flags: FlagTrusted, Target: 7, At: 1234, X: 10, Y: 20}}
	for b.Loop() {
		buf = AppendEvent(buf[:0], &e)
	}
}

func BenchmarkParseClick(b *testing.B) {
	buf := AppendEvent(nil, &Event{Act: Act{Kind: EventClick, Flags: FlagTrusted, Target: 7, At: 1234}})
	for b.Loop() {
		if _, _, err := ParseEvent(buf); err != ErrNone {
			b.Fatal(err)
		}
	}
}
