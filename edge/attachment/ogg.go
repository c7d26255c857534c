package attachment

import (
	"bytes"
	"encoding/binary"
)

// An Ogg file is pages (RFC 3533). Its second packet holds the comments
// (RFC 7845, 5.2): it keeps its length and loses its words. One logical
// stream of Opus is what browsers record, so nothing else is taken.

type oggPage struct {
	at, body, end int
	serial        uint32
}

func oggAt(data []byte, at int) (p oggPage, ok bool) {
	if len(data)-at < 27 || string(data[at:at+4]) != "OggS" || data[at+4] != 0 {
		return p, false
	}
	segments := int(data[at+26])
	if len(data)-at < 27+segments {
		return p, false
	}
	p = oggPage{at: at, body: at + 27 + segments, serial: binary.LittleEndian.Uint32(data[at+14:])}
	p.end = p.body
	for _, n := range data[at+27 : p.body] {
		p.end += int(n)
	}
	return p, p.end <= len(data)
}

func cleanOgg(data []byte) ([]byte, error) {
	out := append([]byte{}, data...)
	var serial uint32
	for at, n := 0, 0; at < len(out); n++ {
		p, ok := oggAt(out, at)
		if !ok || n > 0 && p.serial != serial || oggSum(out[p.at:p.end]) != binary.LittleEndian.Uint32(out[p.at+22:]) {
			return nil, ErrDamaged
		}
		serial = p.serial
		switch body := out[p.body:p.end]; {
		case n == 0:
			if !bytes.HasPrefix(body, []byte("OpusHead")) {
				return nil, ErrUnknown
			}
		case n == 1:
			if !onePacket(out[p.at+27:p.body]) || !blankComments(body) {
				return nil, ErrDamaged
			}
			binary.LittleEndian.PutUint32(out[p.at+22:], oggSum(out[p.at:p.end]))
		}
		at = p.end
		if at == len(out) && n < 2 {
			return nil, ErrDamaged
		}
	}
	return out, nil
}

// onePacket wants a page to hold one packet that ends on it.
func onePacket(segments []byte) bool {
	for i, n := range segments {
		if (n < 255) != (i == len(segments)-1) {
			return false
		}
	}
	return len(segments) > 0
}

// blankComments leaves a vendor of blanks and no comments, in the same length.
func blankComments(body []byte) bool {
	if !bytes.HasPrefix(body, []byte("OpusTags")) || len(body) < 16 {
		return false
	}
	vendor := len(body) - 16
	binary.LittleEndian.PutUint32(body[8:], uint32(vendor))
	for i := range vendor {
		body[12+i] = ' '
	}
	binary.LittleEndian.PutUint32(body[12+vendor:], 0)
	return true
}

// oggTable is for the checksum of RFC 3533: CRC-32 with 0x04c11db7, not
// reflected, from zero.
var oggTable = func() (t [256]uint32) {
	for i := range t {
		r := uint32(i) << 24
		for range 8 {
			r = r<<1 ^ (r>>31)*0x04c11db7
		}
		t[i] = r
	}
	return t
}()

// oggSum is a page's checksum, computed as if its own field were zero.
func oggSum(page []byte) (sum uint32) {
	for i, b := range page {
		if i >= 22 && i < 26 {
			b = 0
		}
		sum = sum<<8 ^ oggTable[byte(sum>>24)^b]
	}
	return sum
}
