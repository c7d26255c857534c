package publish

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/engine/kb"
)

func TestPropertyDeltaOfDiffIsTheResult(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Few different bytes make many accidental matches.
		few := rapid.SliceOfN(rapid.ByteRange('a', 'c'), 0, 400)
		base, next := few.Draw(t, "base"), few.Draw(t, "next")
		if rapid.Bool().Draw(t, "edit") {
			at := rapid.IntRange(0, len(base)).Draw(t, "at")
			next = bytes.Join([][]byte{base[:at], few.Draw(t, "insert"), base[at:]}, nil)
		}
		got, err := applyDelta(base, Diff(base, next))
		if err != nil || !bytes.Equal(got, next) {
			t.Fatalf("%v: got %q, want %q", err, got, next)
		}
	})
}

// TestPropertyReader drives a reader through publishes, rollbacks, damaged
// and foreign bytes, lost deltas, late heads and rotated roots. Whatever
// happens: the bundle in use is one that was published whole, it is the one
// of the version last taken, and that version never falls under one root.
func TestPropertyReader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{t: t, keys: keysFrom(1), byHash: map[string]uint64{}}
		m.reader = &Reader{Root: Root{Site: "demo", Number: 1, Keys: keysFrom(9).Public(), Heads: m.keys.Public()}, Locale: "en", Fetch: m.fetch}
		m.publish()
		t.Repeat(map[string]func(*rapid.T){
			"publish": func(*rapid.T) { m.publish() },
			"update":  func(t *rapid.T) { m.update(rapid.IntRange(0, len(m.heads)-1).Draw(t, "head")) },
			"break": func(t *rapid.T) {
				m.trouble = rapid.SampledFrom([]string{"", "flip", "cut", "more", "swap", "gone"}).Draw(t, "trouble")
			},
			"wait":   func(*rapid.T) { m.now += 3 * day },
			"rotate": func(*rapid.T) { m.rotate() },
			"":       func(t *rapid.T) { m.check(t) },
		})
	})
}

var keysMade = map[byte]*Keys{}

// keysFrom makes each pair once; ML-DSA keys take a millisecond.
func keysFrom(n byte) *Keys {
	if k := keysMade[n]; k != nil {
		return k
	}
	k, err := NewKeys(bytes.NewReader(bytes.Repeat([]byte{n}, 64)))
	if err != nil {
		panic(err)
	}
	keysMade[n] = k
	return k
}

// machine is the world around one reader.
type machine struct {
	t       *rapid.T
	reader  *Reader
	keys    *Keys
	heads   [][]byte
	blobs   map[string][]byte
	byHash  map[string]uint64 // bundle to the latest version that named it
	last    []byte
	version uint64
	now     int64
	trouble string
	floor   uint64 // the reader's version when it was last looked at
	roots   uint64
}

func (m *machine) publish() {
	m.version++
	p, err := Publish(Options{Site: "demo", Keys: m.keys, Version: m.version, Now: start + m.now, Previous: [][]byte{m.last},
		FS: folder("a.md", article("a", fmt.Sprintf("Text %d. ", m.version)), "b.md", article("b", "The same each time, and long enough to be copied."))})
	if err != nil {
		m.t.Fatal(err)
	}
	if m.blobs == nil {
		m.blobs = map[string][]byte{}
	}
	for _, b := range p.Files() {
		m.blobs[Hash(b)] = b
	}
	hash := p.Head.Bundles["en"].Hash
	m.last, m.byHash[hash] = p.Bundles[hash], m.version
	m.heads = append(m.heads, p.Envelope)
}

func (m *machine) fetch(hash string) (io.ReadCloser, error) {
	b, ok := m.blobs[hash]
	if !ok || m.trouble == "gone" {
		return nil, os.ErrNotExist
	}
	b = bytes.Clone(b)
	switch m.trouble {
	case "flip":
		b[len(b)/2] ^= 1
	case "cut":
		b = b[:len(b)-1]
	case "more":
		b = append(b, 0)
	case "swap":
		b = bytes.Clone(m.last)
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (m *machine) update(head int) {
	before := m.reader.Bundle()
	out, err := m.reader.Update(m.heads[head], start+m.now)
	if (err != nil || !out.Changed) && !bytes.Equal(before, m.reader.Bundle()) {
		m.t.Fatalf("the bundle changed in silence: %+v %v", out, err)
	}
}

// rotate gives the site other head keys, as after a theft.
func (m *machine) rotate() {
	m.roots++
	m.keys = keysFrom(byte(20 + m.roots%100))
	env, err := SignRoot(Root{Site: "demo", Number: m.reader.Root.Number + 1, Issued: start, Keys: keysFrom(9).Public(), Heads: m.keys.Public()}, keysFrom(9))
	if err == nil {
		err = m.reader.Rotate(env)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	m.floor = 0
}

func (m *machine) check(t *rapid.T) {
	b := m.reader.Bundle()
	if b == nil {
		return
	}
	version, published := m.byHash[Hash(b)]
	if !published {
		t.Fatal("the bundle in use was never published")
	}
	if err := kb.Check(b); err != nil {
		t.Fatal(err)
	}
	if seen := m.reader.Seen(); seen != 0 && version != seen {
		t.Fatalf("the bundle is of version %d, the head of %d", version, seen)
	}
	if m.reader.Seen() < m.floor {
		t.Fatalf("version fell from %d to %d", m.floor, m.reader.Seen())
	}
	m.floor = m.reader.Seen()
}
