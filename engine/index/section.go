package index

import "errors"

// The container: magic, version, number of sections, then for every section
// its offset and length as little-endian uint32, then the sections.
const (
	magic      = "LLX1"
	headerSize = 8
	entrySize  = 8

	// MaxBytes caps an index. 64 MiB is over sixty times what 20,000
	// documentation passages need.
	MaxBytes = 64 << 20
)

// Sections, in the order of the table. New ones go to the end.
const (
	secMeta = iota
	secDictBlocks
	secDictData
	secDictSigs
	secPostings
	secSelf
	secModelHead
	secModelBits
	secModelRank
	secModelRows
	secModelIDF
	secModelDir
	secModelCols
	secModelCells
	secModelProto
	secCount
)

// Errors of Open. The bytes are not what Build wrote: fetch the bundle again.
var (
	ErrMagic   = errors.New("index: does not start with " + magic + "; this is not an index")
	ErrSize    = errors.New("index: shorter or longer than any index can be; fetch it again")
	ErrSection = errors.New("index: a section reaches past the end; fetch it again")
	ErrMeta    = errors.New("index: the counts in its header contradict its sections; fetch it again")
)

// container is a checked view of the sections.
type container struct {
	sec [secCount][]byte
}

func openContainer(b []byte) (container, error) {
	var c container
	if len(b) < headerSize || len(b) > MaxBytes {
		return c, ErrSize
	}
	if string(b[:4]) != magic {
		return c, ErrMagic
	}
	n := u32(b, 4)
	if n < secCount || n > 64 || len(b) < headerSize+int(n)*entrySize {
		return c, ErrSection
	}
	for i := 0; i < secCount; i++ {
		off, size := u32(b, headerSize+i*entrySize), u32(b, headerSize+i*entrySize+4)
		if off > MaxBytes || size > MaxBytes || int(off)+int(size) > len(b) {
			return c, ErrSection
		}
		c.sec[i] = b[off : off+size : off+size]
	}
	return c, nil
}

// writeContainer lays the sections out behind their table.
func writeContainer(sec [secCount][]byte) []byte {
	size := headerSize + secCount*entrySize
	out := append([]byte(magic), 0, 0, 0, 0)
	putU32(out, 4, secCount)
	for _, s := range sec {
		out = appendU32(out, uint32(size))
		out = appendU32(out, uint32(len(s)))
		size += len(s)
	}
	for _, s := range sec {
		out = append(out, s...)
	}
	return out
}

// u32 reads a little-endian number; past the end it is 0.
func u32(b []byte, at int) uint32 {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return uint32(b[at]) | uint32(b[at+1])<<8 | uint32(b[at+2])<<16 | uint32(b[at+3])<<24
}

func u16(b []byte, at int) uint32 {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return uint32(b[at]) | uint32(b[at+1])<<8
}

func putU32(b []byte, at int, v uint32) {
	b[at], b[at+1], b[at+2], b[at+3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
}

func appendU32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

func appendU16(b []byte, v uint32) []byte { return append(b, byte(v), byte(v>>8)) }

// appendUvarint writes 7 bits a byte, low bits first.
func appendUvarint(b []byte, v uint32) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

// uvarint reads at b[at:] and returns the value and the next position, or
// -1 as position when the bytes end or the number is too long.
func uvarint(b []byte, at int) (uint32, int) {
	var v uint32
	for shift := 0; shift < 35; shift += 7 {
		if at < 0 || at >= len(b) {
			return 0, -1
		}
		c := b[at]
		at++
		v |= uint32(c&0x7F) << shift
		if c < 0x80 {
			return v, at
		}
	}
	return 0, -1
}
