package attachment

import (
	"encoding/binary"
	"hash/crc32"
)

// pngKept are the chunks that pixels need (PNG, third edition, 5.6; the
// animation's are fcTL, fdAT and acTL). Everything else goes: tEXt, zTXt,
// iTXt, eXIf, tIME, iCCP and chunks that nobody has heard of.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true,
	"gAMA": true, "cHRM": true, "sRGB": true, "sBIT": true, "bKGD": true, "pHYs": true,
	"acTL": true, "fcTL": true, "fdAT": true,
}

const pngSignature = 8

func cleanPNG(data []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(data)), data[:pngSignature]...)
	for at, first := pngSignature, true; ; first = false {
		if len(data)-at < 12 {
			return nil, ErrDamaged
		}
		size := binary.BigEndian.Uint32(data[at:])
		if uint64(size) > uint64(len(data)-at-12) {
			return nil, ErrDamaged
		}
		end := at + 12 + int(size)
		name, body := string(data[at+4:at+8]), data[at+8:end-4]
		if crc32.ChecksumIEEE(data[at+4:end-4]) != binary.BigEndian.Uint32(data[end-4:]) || first != (name == "IHDR") {
			return nil, ErrDamaged
		}
		if first {
			if size != 13 {
				return nil, ErrDamaged
			}
			if err := pixels(binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:])); err != nil {
				return nil, err
			}
		}
		if pngKept[name] {
			out = append(out, data[at:end]...)
		}
		if name == "IEND" {
			return out, nil // what follows is no picture
		}
		at = end
	}
}
