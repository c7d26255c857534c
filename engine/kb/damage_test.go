package kb

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestDamageGivesAFault cuts and flips every byte of a bundle: each time the
// answer is a Fault or a readable value, and Check never accepts.
func TestDamageGivesAFault(t *testing.T) {
	good := marshal(t, sample())
	for i := range good {
		if err := Check(good[:i]); err == nil {
			t.Fatalf("cut at %d was accepted", i)
		}
		for _, x := range []byte{1, 0x80, 0xff} {
			b := slices.Clone(good)
			b[i] ^= x
			readEverything(b)
			var fault Fault
			if err := Check(b); err != nil && !errors.As(err, &fault) {
				t.Fatalf("byte %d: %v is no Fault", i, err)
			}
		}
	}
	if err := Check(append(slices.Clone(good), 0)); err != ErrLength {
		t.Errorf("a byte too many: %v", err)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	with := func(change func(b []byte)) []byte {
		b := marshal(t, sample())
		change(b)
		return b
	}
	for name, c := range map[string]struct {
		b    []byte
		want Fault
	}{
		"empty":         {nil, ErrShort},
		"magic":         {with(func(b []byte) { b[0] = 'X' }), ErrMagic},
		"format":        {with(func(b []byte) { b[4] = 9 }), ErrFormat},
		"length":        {with(func(b []byte) { putU32(b, 8, 1<<31) }), ErrLength},
		"reserved":      {with(func(b []byte) { b[24] = 1 }), ErrPadding},
		"articles":      {with(func(b []byte) { putU32(b, 12, 1<<31) }), ErrLimit},
		"article count": {with(func(b []byte) { putU32(b, 12, 2) }), ErrOffset},
		"section end":   {with(func(b []byte) { putU32(b, 36, 1<<30) }), ErrOffset},
		"backwards":     {with(func(b []byte) { putU32(b, 40, 64) }), ErrOffset},
	} {
		if _, err := Open(c.b); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestMarshalRefuses(t *testing.T) {
	deep := []Block{para(text("x"))}
	for range MaxDepth {
		deep = []Block{{Kind: Note, Kids: deep}}
	}
	for name, c := range map[string]struct {
		a    Article
		want Fault
	}{
		"text in a list":      {Article{Blocks: []Block{of(List, text("x"))}}, ErrNesting},
		"inline on its own":   {Article{Blocks: []Block{text("x")}}, ErrNesting},
		"unknown kind":        {Article{Blocks: []Block{{Kind: 200}}}, ErrKind},
		"text on a paragraph": {Article{Blocks: []Block{{Kind: Paragraph, Text: "x"}}}, ErrKind},
		"level 7":             {Article{Blocks: []Block{{Kind: Heading, Arg: 7}}}, ErrKind},
		"too deep":            {Article{Blocks: deep}, ErrNesting},
		"long string":         {Article{Title: strings.Repeat("x", MaxString+1)}, ErrLimit},
		"not UTF-8":           {Article{Title: "\xff"}, ErrUTF8},
		"empty anchor":        {Article{Anchors: []Anchor{{}}}, ErrKind},
		"role without name":   {Article{Anchors: []Anchor{{Role: "button"}}}, ErrKind},
		"many questions":      {Article{Questions: make([]string, MaxList+1)}, ErrLimit},
	} {
		if _, err := Marshal(&Source{Articles: []Article{c.a}}); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	twice := &Source{Articles: []Article{{ID: "a"}, {ID: "a"}}}
	if _, err := Marshal(twice); err != ErrOrder {
		t.Errorf("an id twice: %v", err)
	}
}

func TestVarintIsShortest(t *testing.T) {
	for _, b := range [][]byte{{0x80, 0}, {0xff, 0xff, 0xff, 0xff, 0x1f}, {0x80, 0x80, 0x80, 0x80, 0x80, 0}, {0x80}} {
		r := reader{b: b}
		if r.varint(); r.code == 0 {
			t.Errorf("%x was accepted", b)
		}
	}
	r := reader{b: []byte{0xff, 0xff, 0xff, 0xff, 0x0f}}
	if v := r.varint(); v != 1<<32-1 || r.code != 0 {
		t.Errorf("the largest varint: %d %v", v, r.code)
	}
}

// TestLengthLiesDoNotAllocate declares a list of four billion strings.
func TestLengthLiesDoNotAllocate(t *testing.T) {
	lie := []byte{0xff, 0xff, 0xff, 0xff, 0x0f}
	n := testing.AllocsPerRun(10, func() {
		r := reader{b: lie}
		if r.strs(); r.code == 0 {
			t.Error("accepted")
		}
		if _, err := DecodeBlocks(lie); err == nil {
			t.Error("accepted")
		}
	})
	if n > 4 {
		t.Errorf("%v allocations for a lie", n)
	}
}
