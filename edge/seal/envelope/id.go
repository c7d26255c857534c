package envelope

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ParseID reads the 26 characters of a ULID in their canonical form.
func ParseID(s string) (id [16]byte, ok bool) {
	if len(s) != 26 || s[0] > '7' { // 26*5 is two bits more than an id has
		return id, false
	}
	var bits, n uint32
	at := 0
	for i := range len(s) {
		v := digit(s[i])
		if v > 31 {
			return id, false
		}
		if i == 0 {
			bits, n = v, 3
			continue
		}
		bits, n = bits<<5|v, n+5
		if n >= 8 {
			n -= 8
			id[at] = byte(bits >> n)
			at++
		}
	}
	return id, true
}

func digit(c byte) uint32 {
	for v := range len(crockford) {
		if crockford[v] == c {
			return uint32(v)
		}
	}
	return 32
}
