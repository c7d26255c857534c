package index

// The dictionary holds the stems in byte order, front-coded in blocks of 16:
//
//	block table  u32 offset of the block in data, u32 offset of its postings
//	data         per term: shared prefix length, suffix length, suffix,
//	             length of its postings as uvarint
//	signatures   u16 per term: which letters it holds, folded to 16 bits
//
// A lookup is a binary search over the first terms of the blocks, then a walk
// through one block. The signatures let a search for misspellings skip almost
// every term with one population count.

const (
	blockTerms = 16
	maxTerm    = 64 // longest stem in bytes
)

// dict is the mapped dictionary.
type dict struct {
	blocks, data, sigs []byte
	terms              int32 // number of terms
}

// entry is one term read from the dictionary.
type entry struct {
	id         int32
	text       []byte // valid until the next step of the same cursor
	start, end uint32 // its postings
}

// cursor walks the terms of the dictionary from one block on.
type cursor struct {
	d    *dict
	at   int // next byte in data, -1 after damage
	next entry
	buf  [maxTerm]byte
	size int
}

func (d *dict) blockCount() int32 { return (d.terms + blockTerms - 1) / blockTerms }

// seek places the cursor before the first term of a block.
func (c *cursor) seek(d *dict, block int32) {
	c.d, c.size = d, 0
	c.at = int(u32(d.blocks, int(block)*8))
	c.next = entry{id: block*blockTerms - 1, end: u32(d.blocks, int(block)*8+4)}
	if block < 0 || block >= d.blockCount() {
		c.at = -1
	}
}

// step moves to the next term, also across blocks. It reports false at the end.
func (c *cursor) step() bool {
	id := c.next.id + 1
	if c.at < 0 || id >= c.d.terms {
		return false
	}
	if id%blockTerms == 0 {
		c.size = 0
	}
	data := c.d.data
	if c.at+2 > len(data) {
		return c.fail()
	}
	shared, suffix := int(data[c.at]), int(data[c.at+1])
	from := c.at + 2
	if shared > c.size || shared+suffix > maxTerm || from+suffix > len(data) {
		return c.fail()
	}
	copy(c.buf[shared:], data[from:from+suffix])
	c.size = shared + suffix
	length, at := uvarint(data, from+suffix)
	if at < 0 || length > MaxBytes {
		return c.fail()
	}
	c.at = at
	c.next = entry{id: id, text: c.buf[:c.size], start: c.next.end, end: c.next.end + length}
	return true
}

func (c *cursor) fail() bool {
	c.at = -1
	return false
}

// floor returns the block that would hold word: the last one whose first term
// is not greater.
func (d *dict) floor(word string) int32 {
	var c cursor
	lo, hi := int32(0), d.blockCount()
	for lo < hi {
		mid := (lo + hi) / 2
		c.seek(d, mid)
		if !c.step() || compare(c.next.text, word) > 0 {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return max(lo-1, 0)
}

// find looks one stem up.
func (d *dict) find(word string) (entry, bool) {
	var c cursor
	c.seek(d, d.floor(word))
	for i := 0; i < blockTerms && c.step(); i++ {
		if order := compare(c.next.text, word); order == 0 {
			e := c.next
			e.text = nil
			return e, true
		} else if order > 0 {
			break
		}
	}
	return entry{}, false
}

// compare orders bytes against a string like bytes.Compare.
func compare(a []byte, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			return int(a[i]) - int(b[i])
		}
	}
	return len(a) - len(b)
}

// signature folds the letters of a word to 16 bits. One insertion, deletion or
// swap changes at most one bit, one substitution at most two.
func signature(word string) uint32 {
	var s uint32
	for i := 0; i < len(word); i++ {
		s |= 1 << (word[i] * 7 % 16)
	}
	return s
}

// dictWriter collects terms in byte order.
type dictWriter struct {
	blocks, data, sigs []byte
	terms              int32
	prev               string
	postings           uint32
}

// add appends a term whose postings take the given number of bytes.
func (w *dictWriter) add(term string, postings int) {
	shared := 0
	if w.terms%blockTerms == 0 {
		w.blocks = appendU32(w.blocks, uint32(len(w.data)))
		w.blocks = appendU32(w.blocks, w.postings)
	} else {
		for shared < len(term) && shared < len(w.prev) && term[shared] == w.prev[shared] {
			shared++
		}
	}
	w.data = append(w.data, byte(shared), byte(len(term)-shared))
	w.data = append(w.data, term[shared:]...)
	w.data = appendUvarint(w.data, uint32(postings))
	w.sigs = appendU16(w.sigs, signature(term))
	w.postings += uint32(postings)
	w.prev = term
	w.terms++
}
