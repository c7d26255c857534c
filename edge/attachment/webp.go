package attachment

import (
	"bytes"
	"encoding/binary"
)

// A WebP is RIFF (RFC 9649): EXIF, XMP, ICCP and unknown chunks go, in frames
// of an animation too, and the flags that announced them.

var webpKept = map[string]bool{"VP8 ": true, "VP8L": true, "VP8X": true, "ALPH": true, "ANIM": true, "ANMF": true}

const webpAnnounced = 0x20 | 0x08 | 0x04 // ICC profile, EXIF, XMP

func isWebP(data []byte) bool {
	return len(data) >= 16 && bytes.HasPrefix(data, []byte("RIFF")) && string(data[8:15]) == "WEBPVP8"
}

func cleanWebP(data []byte) ([]byte, error) {
	size := binary.LittleEndian.Uint32(data[4:])
	if uint64(size)+8 > uint64(len(data)) || size < 12 {
		return nil, ErrDamaged
	}
	out := append(make([]byte, 0, len(data)), data[:12]...)
	out, pictures, err := riff(out, data[12:8+size], true)
	if err != nil {
		return nil, err
	}
	if pictures == 0 {
		return nil, ErrDamaged
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

// riff copies the chunks that may stay and counts pictures among them.
func riff(out, data []byte, top bool) ([]byte, int, error) {
	pictures := 0
	for len(data) > 0 {
		if len(data) < 8 {
			return nil, 0, ErrDamaged
		}
		name, size := string(data[:4]), uint64(binary.LittleEndian.Uint32(data[4:]))
		padded := size + size&1
		if padded > uint64(len(data)-8) {
			return nil, 0, ErrDamaged
		}
		body := data[8 : 8+size]
		data = data[8+padded:]
		if !webpKept[name] || !top && (name == "ANMF" || name == "VP8X" || name == "ANIM") {
			continue
		}
		n, err := 0, error(nil)
		if out, n, err = webpChunk(out, name, body); err != nil {
			return nil, 0, err
		}
		pictures += n
	}
	return out, pictures, nil
}

func webpChunk(out []byte, name string, body []byte) ([]byte, int, error) {
	at := len(out)
	out = append(append(out, name...), 0, 0, 0, 0)
	pictures := 0
	switch name {
	case "VP8X":
		if len(body) != 10 {
			return nil, 0, ErrDamaged
		}
		if err := pixels(triple(body[4:])+1, triple(body[7:])+1); err != nil {
			return nil, 0, err
		}
		out = append(append(out, body[0]&^webpAnnounced), body[1:]...)
	case "ANMF":
		if len(body) < 16 {
			return nil, 0, ErrDamaged
		}
		var err error
		if out, pictures, err = riff(append(out, body[:16]...), body[16:], false); err != nil {
			return nil, 0, err
		}
	default:
		if err := webpPixels(name, body); err != nil {
			return nil, 0, err
		}
		if name == "VP8 " || name == "VP8L" {
			pictures = 1
		}
		out = append(out, body...)
	}
	binary.LittleEndian.PutUint32(out[at+4:], uint32(len(out)-at-8))
	if len(out)&1 == 1 {
		out = append(out, 0)
	}
	return out, pictures, nil
}

// webpPixels reads the size from a picture's own header (RFC 6386, 9.1;
// RFC 9649, 3.4).
func webpPixels(name string, body []byte) error {
	switch {
	case name == "VP8 ":
		if len(body) < 10 || string(body[3:6]) != "\x9d\x01\x2a" {
			return ErrDamaged
		}
		return pixels(uint32(binary.LittleEndian.Uint16(body[6:])&0x3fff), uint32(binary.LittleEndian.Uint16(body[8:])&0x3fff))
	case name == "VP8L":
		if len(body) < 5 || body[0] != 0x2f {
			return ErrDamaged
		}
		bits := binary.LittleEndian.Uint32(body[1:])
		return pixels(bits&0x3fff+1, bits>>14&0x3fff+1)
	}
	return nil
}

func triple(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }
