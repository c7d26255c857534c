// Package counts is what all pages of a site have counted about help: how
// often each article was shown in each form, and how often it helped.
//
// The counts lie in the bundle, in front of the path model, and are read where
// they lie. They are what the policy draws with, so that a form which never
// helps is not chosen any more, on pages that have never shown it.
//
// Encoding, little-endian: "LC1" · entries u16 · entries × (key u32 · form u8
// · helped u16 · shown u16), sorted by key and form. What follows is not of
// this package.
package counts

import "github.com/lamplight-help/lamplight/engine/wire"

// Limits of a record.
const (
	Most      = 2000   // entries
	MostShown = 65_535 // larger counts are halved until they fit; their ratio stays
	headSize  = 5
	entrySize = 9
)

// Past is how one form of one article fared.
type Past struct {
	Shown  uint32
	Helped uint32 // at most Shown
}

// Table is an opened record. The zero value has counted nothing.
type Table struct{ b []byte }

// Fault is why bytes are not a record.
type Fault string

// Error returns the reason in English.
func (f Fault) Error() string { return string(f) }

// The faults.
const (
	ErrShort = Fault("counts: the record ends too early")
	ErrOrder = Fault("counts: entries out of order, or with a form or number that there is not")
)

// Cut takes the record off the front of b and returns what follows. Without
// one the table is empty and everything follows. A record that is damaged is
// an error, with the whole of b as what follows. b must not change afterwards.
func Cut(b []byte) (Table, []byte, error) {
	if len(b) < headSize || string(b[:3]) != "LC1" {
		return Table{}, b, nil
	}
	n := int(b[3]) | int(b[4])<<8
	if n > Most || len(b) < headSize+n*entrySize {
		return Table{}, b, ErrShort
	}
	t := Table{b[headSize : headSize+n*entrySize]}
	for i := range n {
		form := t.b[i*entrySize+4]
		past := t.at(i)
		if form < byte(wire.FormBeacon) || form > byte(wire.FormPerson) || past.Helped > past.Shown ||
			i > 0 && t.order(i-1) >= t.order(i) {
			return Table{}, b, ErrOrder
		}
	}
	return t, b[headSize+n*entrySize:], nil
}

// Len is the number of entries.
func (t Table) Len() int { return len(t.b) / entrySize }

// Of returns how a form of an article fared; key is journey.Hash of its id,
// of "" for what has no article.
func (t Table) Of(key uint32, form wire.Form) Past {
	want := uint64(key)<<8 | uint64(form)
	lo, hi := 0, t.Len()
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if t.order(mid) < want {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == t.Len() || t.order(lo) != want {
		return Past{}
	}
	return t.at(lo)
}

func (t Table) order(i int) uint64 {
	e := t.b[i*entrySize:]
	return uint64(uint32(e[0])|uint32(e[1])<<8|uint32(e[2])<<16|uint32(e[3])<<24)<<8 | uint64(e[4])
}

func (t Table) at(i int) Past {
	e := t.b[i*entrySize:]
	return Past{Helped: uint32(e[5]) | uint32(e[6])<<8, Shown: uint32(e[7]) | uint32(e[8])<<8}
}

// Entry is one line of a record that is being made.
type Entry struct {
	Key  uint32
	Form wire.Form
	Past
}

// Append adds a record to b. Entries come sorted by key and form, none twice,
// at most Most.
func Append(b []byte, entries []Entry) []byte {
	entries = entries[:min(len(entries), Most)]
	b = append(b, 'L', 'C', '1', byte(len(entries)), byte(len(entries)>>8))
	for _, e := range entries {
		shown, helped := e.Shown, min(e.Helped, e.Shown)
		for shown > MostShown {
			shown, helped = shown/2, helped/2
		}
		b = append(b, byte(e.Key), byte(e.Key>>8), byte(e.Key>>16), byte(e.Key>>24), byte(e.Form),
			byte(helped), byte(helped>>8), byte(shown), byte(shown>>8))
	}
	return b
}
