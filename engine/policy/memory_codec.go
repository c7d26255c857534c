package policy

// memoryVersion is the first byte of a marshalled memory. Bytes of another
// version are forgotten.
const memoryVersion = 2

const memoryHead = 1 + 1 + 2 + 1 + 4 + 1 + 1 + 4 + 2*formCount // bytes before the lists

const formCount = uint32(len(memory{}.forms))

func (m *memory) marshal() []byte {
	b := []byte{memoryVersion, 0, byte(m.lot), byte(m.lot >> 8), m.tired}
	if m.everywhere {
		b[1] = 1
	}
	b = append32(b, m.day)
	b = append(b, m.today, m.session)
	b = append32(b, m.last)
	for _, c := range &m.forms {
		b = append(b, c.good, c.bad)
	}
	b = m.keys.append(b)
	return m.places.append(b)
}

// append writes a list, oldest first.
func (r *ring) append(b []byte) []byte {
	n := min(r.n, uint32(len(r.v)))
	b = append(b, byte(n))
	for i := uint32(0); i < n; i++ {
		b = append32(b, r.v[(r.n-n+i)%uint32(len(r.v))])
	}
	return b
}

// load reads what marshal wrote. Anything else is forgotten: the worst that
// damaged bytes can do is a tip too many.
func (m *memory) load(b []byte) {
	*m = memory{}
	if uint32(len(b)) < memoryHead || b[0] != memoryVersion || b[1] > 1 || uint16(b[2])|uint16(b[3])<<8 > 1000 {
		return
	}
	v := memory{everywhere: b[1] == 1, lot: uint16(b[2]) | uint16(b[3])<<8, tired: b[4],
		day: u32(b[5:]), today: b[9], session: b[10], last: u32(b[11:])}
	for i := range &v.forms {
		v.forms[i] = fared{b[15+2*i], b[16+2*i]}
	}
	rest, ok := v.keys.load(b[memoryHead:])
	if ok {
		rest, ok = v.places.load(rest)
	}
	if ok && len(rest) == 0 {
		*m = v
	}
}

// load refuses a list that is too long or names something twice.
func (r *ring) load(b []byte) ([]byte, bool) {
	if len(b) == 0 || int(b[0]) > len(r.v) || len(b)-1 < 4*int(b[0]) {
		return b, false
	}
	n := int(b[0])
	for i := range n {
		r.add(u32(b[1+4*i:]))
	}
	return b[1+4*n:], r.n == uint32(n)
}

func u32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
