package course

// Orders is the number of context lengths: the place alone, then with the
// kinds of the latest 1 to Depth steps.
const Orders = Depth + 1

// Fines is the number of contexts with the very controls of the latest steps.
const Fines = 2

// Facts is the number of combinations of facts about the present.
const Facts = 8

// Keys is how many numbers describe the present: contexts by kind, shortest
// first, contexts by control, facts.
const Keys = Orders + Fines + Facts

// Present returns the numbers of the present, 0 where there is none yet. Own is
// the median pause of this visitor, ms, 0 when unknown.
func (c *Course) Present(now, own uint32) (keys [Keys]uint32) {
	key := mix(11, c.place)
	keys[0] = key
	fine := mix(12, c.place)
	for i := uint32(0); i < Depth; i++ {
		s := c.step(i)
		if s == nil {
			break
		}
		key = mix(key, s.kind)
		keys[1+i] = key
		if i < Fines {
			fine = mix(fine, s.what)
			keys[Orders+i] = fine
		}
	}
	c.facts(keys[Orders+Fines:], now, own)
	return keys
}

func (c *Course) facts(keys []uint32, now, own uint32) {
	spent, idle := bucket(now-c.start, 1000), bucket(now-c.last, 500)
	steps, kind := counted(c.n), uint32(0)
	if s := c.step(0); s != nil {
		kind = s.kind
	}
	at := func(salt uint32) uint32 { return mix(salt, c.place) }
	keys[0] = mix(at(21), spent)
	keys[1] = mix(at(22), steps)
	keys[2] = mix(mix(at(23), steps), spent)
	keys[3] = mix(mix(at(24), kind), idle)
	keys[4] = mix(mix(at(25), kind), steps)
	keys[5] = mix(mix(at(26), counted(c.retries+c.run)), c.direction())
	keys[6] = mix(mix(at(27), c.recency(now)), counted(c.fails))
	keys[7] = mix(mix(at(28), bucket(own, 300)), idle)
}

// direction tells going on from going back, and from having gone back before.
func (c *Course) direction() uint32 {
	if c.back {
		return 2
	}
	return min(c.backs, 1)
}

// recency is how long ago help was sought, in steps of a factor of two.
func (c *Course) recency(now uint32) uint32 {
	if c.helps == 0 {
		return 15
	}
	return bucket(now-c.helpAt, 8000)
}

// bucket is 0 below one unit, and one more for every doubling.
func bucket(x, unit uint32) (b uint32) {
	for x /= unit; x > 0 && b < 10; x >>= 1 {
		b++
	}
	return b
}

// counted is n up to 4, then one more for every half as many again.
func counted(n uint32) uint32 {
	b, limit := uint32(4), uint32(4)
	if n <= limit {
		return n
	}
	for n > limit && b < 14 {
		limit += limit / 2
		b++
	}
	return b
}

// mix is one round of a hash over 32-bit words, never 0.
func mix(h, v uint32) uint32 {
	h ^= 2166136261
	for range 4 {
		h = (h ^ v&255) * 16777619
		v >>= 8
	}
	return max(h^h>>15, 1)
}
