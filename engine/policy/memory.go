package policy

import "github.com/lamplight-help/lamplight/engine/wire"

// memory is what outlives the page: what was had, where it must be quiet, how
// much there was today and in this session, and how the forms fared with this
// visitor. It holds hashes and counts, no words.
type memory struct {
	everywhere bool
	lot        uint16 // 1 to 1000, drawn once: those up to the holdout's share get no help; 0 not drawn
	tired      uint8  // dismissals in a row
	day        uint32
	today      uint8
	session    uint8
	last       uint32 // second since 1970 of the last tip or outcome, 0 never
	forms      [wire.FormPerson + 1]fared
	keys       ring
	places     ring
}

// fared are outcomes of one form.
type fared struct{ good, bad uint8 }

// SessionGap is how many seconds without a tip or an outcome end a session.
const SessionGap = 1800

// ring is a short list of hashes; the oldest makes room.
type ring struct {
	v [64]uint32
	n uint32
}

func (r *ring) has(k uint32) bool {
	for i := uint32(0); i < min(r.n, uint32(len(r.v))); i++ {
		if r.v[i] == k {
			return true
		}
	}
	return false
}

func (r *ring) add(k uint32) {
	if !r.has(k) {
		r.v[r.n%uint32(len(r.v))] = k
		r.n++
	}
}

// drop takes back the entry that was added last.
func (r *ring) drop(k uint32) {
	if r.n > 0 && r.n <= uint32(len(r.v)) && r.v[r.n-1] == k {
		r.n--
	}
}

func (m *memory) had(key uint32) bool     { return m.keys.has(key) }
func (m *memory) offAt(place uint32) bool { return m.places.has(place) }
func (m *memory) offPlace(place uint32)   { m.places.add(place) }

// onDay is how many tips a day had.
func (m *memory) onDay(day uint32) uint8 {
	if m.day != day {
		return 0
	}
	return m.today
}

// sessionAt is how many tips the session that includes this second had.
func (m *memory) sessionAt(second uint32) uint8 {
	if m.last == 0 || second-min(m.last, second) > SessionGap {
		return 0
	}
	return m.session
}

// add notes a tip.
func (m *memory) add(key, day, second uint32) {
	m.keys.add(key)
	m.today = inc(m.onDay(day))
	m.session = inc(m.sessionAt(second))
	m.day, m.last = day, max(second, 1)
}

// missed takes back a tip that never appeared; last is what it was before. It stays among those that were
// had: its anchor will not be there a second later either.
func (m *memory) missed(last uint32) {
	m.last = last
	m.today -= min(m.today, 1)
	m.session -= min(m.session, 1)
}

// outcome counts how a form fared.
func (m *memory) outcome(f wire.Form, good bool) {
	c := &m.forms[min(f, wire.FormPerson)]
	if good {
		c.good, m.tired = inc(c.good), 0
		return
	}
	c.bad, m.tired = inc(c.bad), inc(m.tired)
}

func inc(n uint8) uint8 { return n + min(1, 255-n) }
