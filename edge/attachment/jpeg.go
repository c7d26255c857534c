package attachment

import (
	"bytes"
	"encoding/binary"
)

// A JPEG is segments, then compressed scans with segments between them
// (ITU-T T.81, B.1). APP0 keeps its density and loses its thumbnail, APP14
// stays because it says how colours are coded, all other APPn and comments go.
// A picture that EXIF says is to be turned gets a new EXIF block that says
// this and nothing else.

const (
	jpegSOI, jpegEOI, jpegSOS = 0xd8, 0xd9, 0xda
	jpegAPP0, jpegAPP1        = 0xe0, 0xe1
	jpegAdobe, jpegCOM        = 0xee, 0xfe
)

func cleanJPEG(data []byte) ([]byte, error) {
	head, out := []byte{0xff, jpegSOI}, make([]byte, 0, len(data))
	turned, framed, scanned := byte(0), false, false
	for at := 2; ; {
		marker, body, next, ok := jpegSegment(data, at)
		if !ok {
			return nil, ErrDamaged
		}
		switch {
		case marker == jpegEOI:
			if !framed || !scanned {
				return nil, ErrDamaged
			}
			return append(append(appendTurned(head, turned), out...), 0xff, jpegEOI), nil
		case marker == jpegAPP0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) >= 14:
			if len(head) == 2 {
				head = jpegAppend(head, marker, append(append([]byte{}, body[:12]...), 0, 0))
			}
		case marker == jpegAPP1 && turned == 0:
			turned = orientation(body)
		case marker == jpegAdobe && bytes.HasPrefix(body, []byte("Adobe")) && len(body) >= 12:
			out = jpegAppend(out, marker, body[:12])
		case marker >= jpegAPP0 && marker <= 0xef || marker == jpegCOM || marker >= 0xf0:
		case isFrame(marker):
			if framed || len(body) < 6 {
				return nil, ErrDamaged
			}
			framed = true
			if err := pixels(uint32(binary.BigEndian.Uint16(body[3:])), uint32(binary.BigEndian.Uint16(body[1:]))); err != nil {
				return nil, err
			}
			out = jpegAppend(out, marker, body)
		case marker == jpegSOS:
			end := scanEnd(data, next)
			out = append(jpegAppend(out, marker, body), data[next:end]...)
			next, scanned = end, true
		case marker >= 0xc4 && marker <= 0xdf: // tables
			out = jpegAppend(out, marker, body)
		default:
			return nil, ErrDamaged
		}
		at = next
	}
}

// jpegSegment reads one marker with its body. Fill bytes may come before it.
func jpegSegment(data []byte, at int) (marker byte, body []byte, next int, ok bool) {
	if at >= len(data) || data[at] != 0xff {
		return 0, nil, 0, false
	}
	for at < len(data) && data[at] == 0xff {
		at++
	}
	if at >= len(data) {
		return 0, nil, 0, false
	}
	marker = data[at]
	at++
	if marker == jpegEOI {
		return marker, nil, at, true
	}
	if marker < 0xc0 || marker >= 0xd0 && marker <= 0xd8 || len(data)-at < 2 {
		return 0, nil, 0, false // standalone markers have no place between segments
	}
	size := int(binary.BigEndian.Uint16(data[at:]))
	if size < 2 || size > len(data)-at {
		return 0, nil, 0, false
	}
	return marker, data[at+2 : at+size], at + size, true
}

func isFrame(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}

// scanEnd finds the marker that ends a scan: 0xff and neither a stuffed zero
// nor a restart.
func scanEnd(data []byte, at int) int {
	for ; at+1 < len(data); at++ {
		if m := data[at+1]; data[at] == 0xff && m != 0 && m != 0xff && (m < 0xd0 || m > 0xd7) {
			return at
		}
	}
	return len(data)
}

func jpegAppend(out []byte, marker byte, body []byte) []byte {
	out = binary.BigEndian.AppendUint16(append(out, 0xff, marker), uint16(len(body)+2))
	return append(out, body...)
}

// appendTurned writes EXIF with the orientation alone (EXIF 2.32, 4.6.4 A).
func appendTurned(out []byte, turned byte) []byte {
	if turned < 2 {
		return out
	}
	return jpegAppend(out, jpegAPP1, []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"+string(rune(turned))+"\x00\x00\x00\x00\x00\x00"))
}

// orientation reads tag 0x0112 of an EXIF block, 0 when there is none.
func orientation(body []byte) byte {
	tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	n := uint64(order.Uint16(tiff[at:]))
	for i := range n {
		entry := at + 2 + 12*i
		if entry+12 > uint64(len(tiff)) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if v := order.Uint16(tiff[entry+8:]); v >= 1 && v <= 8 {
				return byte(v)
			}
			return 0
		}
	}
	return 0
}
