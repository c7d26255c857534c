package journey

import "github.com/lamplight-help/lamplight/engine/wire"

// Sizes of the place table.
const (
	placeSets = 32
	placeWays = 4
	MaxPlaces = placeSets * placeWays
)

// Place is what this visitor did at one route template.
type Place struct {
	Key    uint32 // Hash of the route
	Route  string
	Title  string
	Visits uint16
	First  uint32 // time of the first arrival
	Last   uint32 // time of the last one
	Dwell  uint32 // ms altogether, the present stay not included
	used   uint32
}

// Stay is the present visit of a place, and what was done in it.
type Stay struct {
	Place      uint32 // Hash of the route, 0 before the first place
	Title      uint32 // Hash of the title
	From       uint32 // the place before, 0 for none
	By         uint32 // owner of the press that led here, 0 for none
	ByName     uint32 // hash of its help id, role and name: the same when the page makes it anew
	At         uint32
	Need       uint16 // fields or steps that the page says it wants, 0 unknown
	Presses    uint16
	Keys       uint32
	Edits      uint32
	Scrolls    uint32
	Fields     uint16 // fields first edited during this stay
	Submits    uint16
	Failures   uint16 // attempts refused
	StepsBegun uint16
	Back       bool // the visitor went back here, not on
}

// Visit is a stay that is over.
type Visit struct {
	Place uint32
	Title uint32
	By    uint32
	At    uint32
	Dwell uint32
	Acts  uint32 // presses, edits and submits in it
}

// MaxVisits is how many stays are remembered.
const MaxVisits = 32

type visits struct {
	ring  [MaxVisits]Visit
	count uint32
}

type places struct {
	way [MaxPlaces]Place
}

func (t *places) find(key uint32) *Place {
	first := key % placeSets * placeWays
	for i := first; i < first+placeWays; i++ {
		if t.way[i].Key == key {
			return &t.way[i]
		}
	}
	return nil
}

func (t *places) place(key uint32) *Place {
	if e := t.find(key); e != nil {
		return e
	}
	first := key % placeSets * placeWays
	e := &t.way[first]
	for i := first; i < first+placeWays; i++ {
		if w := &t.way[i]; w.Key == 0 {
			e = w
			break
		} else if w.used < e.used {
			e = w
		}
	}
	*e = Place{Key: key}
	return e
}

// ledWithin is how long after a press a place belongs to it, ms.
const ledWithin = 5000

// arrive ends the stay and begins the next one. The same route with the same
// title is no new stay.
func (p *Path) arrive(b *wire.Place) {
	key, title := max(hash(b.Route), 1), hash(b.Title)
	p.answer(SignPlace, &wire.Event{Act: wire.Act{At: p.now}})
	if p.stay.Place == key && p.stay.Title == title {
		p.stay.Need = b.Steps
		return
	}
	next := Stay{Place: key, Title: title, From: p.stay.Place, At: p.now, Need: b.Steps}
	if r := p.Press(0); r != nil && p.now-r.At <= ledWithin {
		next.By, next.ByName = r.Owner, p.Identity(r.Owner)
	}
	next.Back = p.way.enter(key)
	p.depart()
	e := p.places.place(key)
	if e.Visits == 0 {
		e.First = p.now
		if p.submitted != 0 && p.now-p.submitted <= ledWithin {
			p.progressed()
		}
	}
	e.Route, e.Title = keep(e.Route, b.Route), keep(e.Title, b.Title)
	e.Last, e.used = p.now, p.now
	bump(&e.Visits)
	p.stay, p.focus = next, 0
}

// way is the way that leads here, as a browser keeps it: going back takes the
// last place off, going on puts one on. Opening one entry of a list after the
// other is going on, although the same two places alternate.
type way struct {
	place [16]uint32
	n     uint32
}

// enter notes an arrival and reports whether it was by going back.
func (w *way) enter(key uint32) bool {
	switch {
	case w.n > 1 && w.place[w.n-2] == key:
		w.n--
		return true
	case w.n > 0 && w.place[w.n-1] == key:
	case w.n == uint32(len(w.place)):
		copy(w.place[:], w.place[1:])
		w.place[w.n-1] = key
	default:
		w.place[w.n] = key
		w.n++
	}
	return false
}

// depart files the present stay.
func (p *Path) depart() {
	s := &p.stay
	if s.Place == 0 {
		return
	}
	dwell := p.now - s.At
	if e := p.places.find(s.Place); e != nil {
		e.Dwell += dwell
	}
	p.Dwell.Add(dwell)
	acts := uint32(s.Presses) + s.Edits + uint32(s.Submits)
	p.visits.ring[p.visits.count%MaxVisits] = Visit{s.Place, s.Title, s.By, s.At, dwell, acts}
	p.visits.count++
}

// Stay returns the present visit.
func (p *Path) Stay() *Stay { return &p.stay }

// Place returns what is known of a place by its key, or nil.
func (p *Path) Place(key uint32) *Place { return p.places.find(key) }

// Visit returns the i-th latest stay that is over, 0 the last one; nil beyond.
func (p *Path) Visit(i uint32) *Visit {
	if i >= MaxVisits || i >= p.visits.count {
		return nil
	}
	return &p.visits.ring[(p.visits.count-1-i)%MaxVisits]
}

// AppendVisits appends the latest stays, oldest first, the present one last,
// in the form that may go to a person.
func (p *Path) AppendVisits(dst []wire.Visit) []wire.Visit {
	for i := uint32(MaxVisits); i > 0; i-- {
		if v := p.Visit(i - 1); v != nil {
			dst = append(dst, p.visit(v.Place, v.At, v.Dwell))
		}
	}
	if p.stay.Place != 0 {
		dst = append(dst, p.visit(p.stay.Place, p.stay.At, p.now-p.stay.At))
	}
	return dst
}

func (p *Path) visit(key, at, dwell uint32) wire.Visit {
	v := wire.Visit{At: at, Dwell: dwell}
	if e := p.places.find(key); e != nil {
		v.Route, v.Title = e.Route, e.Title
	}
	return v
}
