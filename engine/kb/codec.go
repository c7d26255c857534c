package kb

import (
	"unicode/utf8"
	"unsafe"
)

// reader walks over bytes and remembers the first thing that was wrong.
// After an error every read returns zero, so callers check once at the end.
type reader struct {
	b    []byte
	pos  uint32
	code Fault
}

func (r *reader) fail(c Fault) {
	if r.code == 0 {
		r.code = c
	}
	r.pos = uint32(len(r.b))
}

func (r *reader) left() uint32 { return uint32(len(r.b)) - r.pos }

func (r *reader) u8() uint8 {
	if r.left() < 1 {
		r.fail(ErrEnd)
		return 0
	}
	v := r.b[r.pos]
	r.pos++
	return v
}

// varint reads unsigned LEB128 of at most 32 bits in its shortest form.
func (r *reader) varint() uint32 {
	var v uint32
	for shift := uint32(0); shift < 35; shift += 7 {
		c := r.u8()
		if r.code != 0 {
			return 0
		}
		if shift == 28 && c > 0x0f {
			break
		}
		v |= uint32(c&0x7f) << shift
		if c < 0x80 {
			if c == 0 && shift > 0 {
				break
			}
			return v
		}
	}
	r.fail(ErrVarint)
	return 0
}

// bytes reads a length and that many bytes, as a view.
func (r *reader) bytes(limit uint32) []byte {
	n := r.varint()
	if n > limit {
		r.fail(ErrLimit)
		return nil
	}
	if n > r.left() {
		r.fail(ErrEnd)
		return nil
	}
	v := r.b[r.pos : r.pos+n : r.pos+n]
	r.pos += n
	return v
}

// str reads a string as a view into the bytes.
func (r *reader) str() string {
	b := r.bytes(MaxString)
	if !utf8.Valid(b) {
		r.fail(ErrUTF8)
		return ""
	}
	return view(b)
}

// count reads the length of a list whose elements take at least one byte
// each, so a lie about the length cannot make anybody allocate.
func (r *reader) count(limit uint32) uint32 {
	n := r.varint()
	if n > limit {
		r.fail(ErrLimit)
		return 0
	}
	if n > r.left() {
		r.fail(ErrEnd)
		return 0
	}
	return n
}

func (r *reader) strs() []string {
	n := r.count(MaxList)
	if n == 0 {
		return nil
	}
	v := make([]string, 0, n)
	for ; n > 0 && r.code == 0; n-- {
		v = append(v, r.str())
	}
	return v
}

// done returns the first error, or ErrTrailing when bytes are left.
func (r *reader) done() error {
	if r.code == 0 && r.left() > 0 {
		r.code = ErrTrailing
	}
	return r.code.err()
}

// view is string(b) without the copy; b must not change afterwards.
func view(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return unsafe.String(&b[0], len(b))
}

// writer appends to bytes and remembers the first cap that was exceeded.
type writer struct {
	b    []byte
	code Fault
}

func (w *writer) fail(c Fault) {
	if w.code == 0 {
		w.code = c
	}
}

func (w *writer) u8(v uint8) { w.b = append(w.b, v) }

func (w *writer) u32(v uint32) {
	w.b = append(w.b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

func (w *writer) varint(v uint32) {
	for v >= 0x80 {
		w.b = append(w.b, byte(v)|0x80)
		v >>= 7
	}
	w.b = append(w.b, byte(v))
}

func (w *writer) str(s string) {
	if len(s) > MaxString {
		w.fail(ErrLimit)
		return
	}
	if !utf8.ValidString(s) {
		w.fail(ErrUTF8)
		return
	}
	w.varint(uint32(len(s)))
	w.b = append(w.b, s...)
}

func (w *writer) strs(v []string) {
	if len(v) > MaxList {
		w.fail(ErrLimit)
		return
	}
	w.varint(uint32(len(v)))
	for _, s := range v {
		w.str(s)
	}
}

// u32at reads a little-endian integer; the caller has checked the bounds.
func u32at(b []byte, i uint32) uint32 {
	_ = b[i+3]
	return uint32(b[i]) | uint32(b[i+1])<<8 | uint32(b[i+2])<<16 | uint32(b[i+3])<<24
}

func putU32(b []byte, i, v uint32) {
	b[i], b[i+1], b[i+2], b[i+3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
}
