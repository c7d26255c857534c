package history

// Orders is the number of context lengths: 1, the present place, to 4, with
// the three before it.
const Orders = 4

// Contexts returns a number for the latest 1 to Orders places, 0 where there
// were not so many. Two stays in a row at the same place count as one.
func (h *History) Contexts() (keys [Orders]uint32) {
	key, last, n := uint32(2166136261), uint32(0), 0
	for i := uint32(0); n < Orders; i++ {
		v := h.back(i)
		if v == nil {
			return keys
		}
		if i > 0 && v.place == last {
			continue
		}
		last = v.place
		key = mix(key, v.place)
		keys[n] = key
		n++
	}
	return keys
}

// Situation returns a number for the present place with how recently help was
// sought: the strongest pair of facts there is.
func (h *History) Situation(now uint32) uint32 {
	v := h.back(0)
	if v == nil {
		return 0
	}
	bucket := uint32(7)
	if h.helps > 0 {
		bucket = 0
		for ago := (now - h.helpAt) / 10_000; ago > 0 && bucket < 6; ago /= 3 {
			bucket++
		}
	}
	return mix(mix(0x5bd1e995, v.place), bucket)
}

// mix is one round of a hash over 32-bit words, never 0.
func mix(h, v uint32) uint32 {
	for range 4 {
		h = (h ^ v&255) * 16777619
		v >>= 8
	}
	return max(h^h>>15, 1)
}

// Known writes the decayed counts of the model's places, MaxKnown for each
// half-life, into row.
func (h *History) Known(row []float32, now uint32) {
	for i := range h.known {
		for j, v := range h.known[i].read(now) {
			row[j*MaxKnown+i] = float32(v)
		}
	}
}
