package journey

import (
	"strings"
	"unicode/utf8"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// Sizes of the element table. Numbers of elements grow by one, so that the
// lowest bits spread them evenly.
const (
	elementSets = 128
	elementWays = 4
	MaxElements = elementSets * elementWays
)

// MaxName is how many bytes of a name, help id, path, route or title are kept.
const MaxName = 160

// Element is a control that the page has described, and its history.
type Element struct {
	ID      uint32
	Role    wire.Role
	Traits  wire.Traits
	Owner   uint32 // nearest interactive ancestor; itself when it is one
	Form    uint32
	Name    string
	Help    string
	Path    string
	Field   Field // what was done to it, for fields
	Refuses bool  // it was disabled when it was last pressed

	used uint32 // when last looked at, for eviction
}

// Has reports whether e has any of the traits.
func (e *Element) Has(t wire.Traits) bool { return e.Traits&t != 0 }

type elements struct {
	way [MaxElements]Element
}

func (t *elements) find(id uint32) *Element {
	if id == 0 {
		return nil
	}
	first := id % elementSets * elementWays
	for i := first; i < first+elementWays; i++ {
		if t.way[i].ID == id {
			return &t.way[i]
		}
	}
	return nil
}

// place returns the entry of id, making room by forgetting the longest unused
// of its set, and whether one was forgotten.
func (t *elements) place(id uint32) (e *Element, evicted bool) {
	if e = t.find(id); e != nil {
		return e, false
	}
	first := id % elementSets * elementWays
	e = &t.way[first]
	for i := first; i < first+elementWays; i++ {
		if w := &t.way[i]; w.ID == 0 {
			e = w
			break
		} else if w.used < e.used {
			e = w
		}
	}
	evicted = e.ID != 0
	*e = Element{ID: id, Owner: id}
	return e, evicted
}

// describe takes over what the page says of an element. Its history stays.
func (p *Path) describe(id uint32, b *wire.Element) {
	if id == 0 {
		return
	}
	e, evicted := p.elements.place(id)
	if evicted {
		p.Counters.Evicted++
	}
	e.Role, e.Traits, e.Owner, e.Form = b.Role, b.Traits, b.Owner, b.Form
	if e.Owner == 0 {
		e.Owner = id
	}
	e.Name, e.Help, e.Path = keep(e.Name, b.Name), keep(e.Help, b.Help), keep(e.Path, b.Path)
	e.used = p.now
}

// Element returns what is known of an element, or nil.
func (p *Path) Element(id uint32) *Element { return p.elements.find(id) }

// Owner returns the interactive element that id belongs to: the entry of its
// owner, else its own, else a blank one.
func (p *Path) Owner(id uint32) Element {
	e := p.elements.find(id)
	if e == nil {
		return Element{ID: id, Owner: id}
	}
	if e.Owner != id {
		if o := p.elements.find(e.Owner); o != nil {
			return *o
		}
		own := *e
		own.ID = e.Owner
		return own
	}
	return *e
}

// Identity is a number for what an element is, whatever number the page gives
// it: pages that render anew make new elements for the same control.
func (p *Path) Identity(id uint32) uint32 {
	e := p.elements.find(id)
	if e == nil {
		return id
	}
	return max(hash(e.Help)*31+hash(e.Name)*7+hash(e.Path)+uint32(e.Role), 1)
}

// touch finds the entry of an element that something happened to.
func (p *Path) touch(id uint32) *Element {
	e := p.elements.find(id)
	if e == nil {
		if id != 0 {
			p.Counters.Unknown++
		}
		return nil
	}
	e.used = p.now
	return e
}

// keep returns s cut to MaxName bytes at the start of a character, in memory
// of its own; the old string when nothing changed.
func keep(old, s string) string {
	if len(s) > MaxName {
		n := MaxName
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	if s == old {
		return old
	}
	return strings.Clone(s)
}

// hash is FNV-1a over 32 bits, never 0 but for the empty string.
func hash(s string) uint32 {
	if s == "" {
		return 0
	}
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return max(h, 1)
}

// Hash is the number under which names of places, steps and goals are kept.
func Hash(name string) uint32 { return hash(name) }
