package attachment

import (
	"bytes"
	"encoding/binary"
)

// cleanGIF keeps the screen, colour tables, pictures, their timing and the
// loop (GIF89a, appendix A). Comments, plain text and what applications add,
// XMP among it, go, and so does whatever follows the trailer.
func cleanGIF(data []byte) ([]byte, error) {
	r := &gifReader{data: data, out: make([]byte, 0, len(data))}
	if len(data) < 13 || data[4] != '7' && data[4] != '9' || data[5] != 'a' {
		return nil, ErrDamaged
	}
	if err := pixels(uint32(binary.LittleEndian.Uint16(data[6:])), uint32(binary.LittleEndian.Uint16(data[8:]))); err != nil {
		return nil, err
	}
	if !r.keep(13) || !r.keep(table(data[10])) {
		return nil, ErrDamaged
	}
	for pictures := 0; ; {
		switch b := r.peek(); {
		case b == ';' && pictures > 0:
			return append(r.out, ';'), nil
		case b == ',':
			if !r.picture() {
				return nil, ErrDamaged
			}
			pictures++
		case b == '!':
			if !r.extension() {
				return nil, ErrDamaged
			}
		default:
			return nil, ErrDamaged
		}
	}
}

type gifReader struct {
	data, out []byte
	at        int
}

// table is the size of a colour table by the flags before it.
func table(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

func (r *gifReader) peek() byte {
	if r.at >= len(r.data) {
		return 0
	}
	return r.data[r.at]
}

func (r *gifReader) keep(n int) bool {
	if n > len(r.data)-r.at {
		return false
	}
	r.out = append(r.out, r.data[r.at:r.at+n]...)
	r.at += n
	return true
}

// picture copies a descriptor, its colours and its compressed pixels. What
// would need more pixels than the cap is refused as damaged.
func (r *gifReader) picture() bool {
	if len(r.data)-r.at < 10 {
		return false
	}
	d := r.data[r.at:]
	if pixels(uint32(binary.LittleEndian.Uint16(d[5:])), uint32(binary.LittleEndian.Uint16(d[7:]))) != nil {
		return false
	}
	return r.keep(10) && r.keep(table(d[9])) && r.keep(1) && r.blocks(true)
}

// extension copies timing and the loop, and drops the rest.
func (r *gifReader) extension() bool {
	rest := r.data[r.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("!\xf9\x04")):
		return len(rest) >= 8 && rest[7] == 0 && r.keep(8)
	case bytes.HasPrefix(rest, []byte("!\xff\x0bNETSCAPE2.0\x03\x01")):
		return len(rest) >= 19 && rest[18] == 0 && r.keep(19)
	case len(rest) < 2:
		return false
	}
	r.at += 2
	return r.blocks(false)
}

// blocks goes over sub-blocks to the empty one.
func (r *gifReader) blocks(keep bool) bool {
	for {
		if r.at >= len(r.data) {
			return false
		}
		n := int(r.data[r.at]) + 1
		if n > len(r.data)-r.at {
			return false
		}
		if keep {
			r.out = append(r.out, r.data[r.at:r.at+n]...)
		}
		r.at += n
		if n == 1 {
			return true
		}
	}
}
