package policy

// memory is what outlives the page: what was had, where it must be quiet, and
// how many tips today saw. Its encoding is one version byte, flags, the day,
// the count, and two lists of hashes.
type memory struct {
	everywhere bool
	day        uint32
	count      uint8
	keys       ring
	places     ring
}

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

func (m *memory) had(key uint32) bool     { return m.keys.has(key) }
func (m *memory) offAt(place uint32) bool { return m.places.has(place) }
func (m *memory) offPlace(place uint32)   { m.places.add(place) }

func (m *memory) today(day uint32) uint8 {
	if m.day != day {
		return 0
	}
	return m.count
}

func (m *memory) add(key, day uint32) {
	m.keys.add(key)
	if m.day != day {
		m.day, m.count = day, 0
	}
	if m.count < 255 {
		m.count++
	}
}

const memoryVersion = 1

func (m *memory) marshal() []byte {
	b := []byte{memoryVersion, 0, m.count}
	if m.everywhere {
		b[1] = 1
	}
	b = append32(b, m.day)
	b = m.keys.append(b)
	return m.places.append(b)
}

func (r *ring) append(b []byte) []byte {
	n := min(r.n, uint32(len(r.v)))
	b = append(b, byte(n))
	for i := uint32(0); i < n; i++ {
		b = append32(b, r.v[(r.n-n+i)%uint32(len(r.v))])
	}
	return b
}

// load reads what marshal wrote. Anything else is forgotten: the worst that
// damaged bytes can do is one tip too many.
func (m *memory) load(b []byte) {
	*m = memory{}
	if len(b) < 7 || b[0] != memoryVersion || b[1] > 1 {
		return
	}
	v := memory{everywhere: b[1] == 1, count: b[2], day: u32(b[3:])}
	rest, ok := v.keys.load(b[7:])
	if ok {
		rest, ok = v.places.load(rest)
	}
	if ok && len(rest) == 0 {
		*m = v
	}
}

func (r *ring) load(b []byte) ([]byte, bool) {
	if len(b) == 0 || int(b[0]) > len(r.v) || len(b)-1 < 4*int(b[0]) {
		return b, false
	}
	n := int(b[0])
	for i := range n {
		r.add(u32(b[1+4*i:]))
	}
	return b[1+4*n:], true
}

func u32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
