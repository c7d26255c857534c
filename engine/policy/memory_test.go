package policy

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// TestMemoryRoundTrip wants what was remembered to come back.
func TestMemoryRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m memory
		for _, k := range rapid.SliceOfN(rapid.Uint32Min(1), 0, 100).Draw(t, "keys") {
			m.add(k, k%5, k%90_000)
			m.outcome(wire.Form(k%7), k%3 == 0)
			if k%4 == 0 {
				m.offPlace(k)
			}
		}
		m.everywhere = rapid.Bool().Draw(t, "everywhere")
		var back memory
		back.load(m.marshal())
		if !bytes.Equal(back.marshal(), m.marshal()) {
			t.Fatal("what comes back differs")
		}
	})
}

// FuzzMemory wants damaged bytes to be forgotten, and accepted ones to be the
// only encoding of what they say.
func FuzzMemory(f *testing.F) {
	var m memory
	m.add(1, 2, 3)
	m.offPlace(9)
	f.Add(m.marshal())
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{255}, 700))
	f.Fuzz(func(t *testing.T, b []byte) {
		var m memory
		m.load(b)
		got := m.marshal()
		if !bytes.Equal(got, b) && !bytes.Equal(got, new(memory).marshal()) {
			t.Errorf("%x was taken for %x", b, got)
		}
		if len(got) > 1024 {
			t.Errorf("%d bytes", len(got))
		}
	})
}

func TestRingForgetsTheOldest(t *testing.T) {
	var r ring
	for k := uint32(1); k <= 100; k++ {
		r.add(k)
	}
	if r.has(36) || !r.has(37) || !r.has(100) {
		t.Error("a full ring must hold the latest 64")
	}
}
