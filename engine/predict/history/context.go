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

// Situations is the number of pairs of facts about the present.
const Situations = 12

// Named is how many of the situations come first and are about places by name;
// the others are the same in every product.
const Named = 8

// Situations returns a number for each pair of facts: the present place with
// how recently help was sought, and so on.
func (h *History) Situations(now uint32) (keys [Situations]uint32) {
	v := h.back(0)
	if v == nil {
		return keys
	}
	ago := h.recency(now)
	p1, p2 := uint32(0), uint32(0)
	if b := h.back(1); b != nil {
		p1 = b.place
	}
	if b := h.back(2); b != nil {
		p2 = b.place
	}
	p3 := uint32(0)
	if b := h.back(3); b != nil {
		p3 = b.place
	}
	dwell := v.dwell
	if dwell == 0 {
		dwell = now - v.at
	}
	keys[0] = mix(mix(1, v.place), ago)
	keys[1] = mix(mix(mix(2, v.place), p1), ago)
	keys[2] = mix(mix(3, v.place), bucket(dwell, 1000))
	keys[3] = mix(4, p1)
	keys[4] = mix(5, p2)
	keys[5] = mix(mix(mix(6, v.place), p1), p2)
	keys[6] = mix(mix(mix(mix(7, v.place), p1), p2), p3)
	keys[7] = mix(mix(mix(8, v.place), ago), min(h.helps, 6))
	keys[8] = h.pattern(9, 4)
	keys[9] = h.pattern(10, 6)
	keys[10] = mix(h.pattern(11, 3), ago)
	keys[11] = mix(mix(h.pattern(12, 3), bucket(dwell, 1000)), ago)
	return keys
}

// pattern is a number for the shape of the latest n stays: which of them were
// at the same place, and which at a place of help.
func (h *History) pattern(salt, n uint32) uint32 {
	key := salt
	for i := range n {
		v := h.back(i)
		if v == nil {
			return mix(key, 99)
		}
		same := i
		for j := range i {
			if h.back(j).place == v.place {
				same = j
				break
			}
		}
		if h.spot(v.place).help {
			same += 16
		}
		key = mix(key, same)
	}
	return key
}

// recency is how long ago help was sought, in steps of a factor of three.
func (h *History) recency(now uint32) uint32 {
	if h.helps == 0 {
		return 7
	}
	return bucket(now-h.helpAt, 10_000)
}

func bucket(x, unit uint32) (b uint32) {
	for x /= unit; x > 0 && b < 6; x /= 3 {
		b++
	}
	return b
}

// mix is one round of a hash over 32-bit words, never 0.
func mix(h, v uint32) uint32 {
	for range 4 {
		h = (h ^ v&255) * 16777619
		v >>= 8
	}
	return max(h^h>>15, 1)
}
