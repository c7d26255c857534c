package attachment

import (
	"encoding/binary"
	"strings"
)

// An MP4 is boxes (ISO/IEC 14496-12). User data, metadata and unknown boxes
// become "free" boxes of zeros in place, so that the positions inside stay
// true; times of creation are zeroed.

// mp4Kept are the boxes that sound needs; those with true hold boxes.
var mp4Kept = map[string]bool{
	"ftyp": false, "styp": false, "sidx": false, "mdat": false, "mfra": false,
	"moov": true, "trak": true, "mdia": true, "minf": true, "stbl": true, "dinf": true, "edts": true, "mvex": true, "moof": true, "traf": true,
	"mvhd": false, "tkhd": false, "mdhd": false, "hdlr": false, "smhd": false, "dref": false, "elst": false, "stsd": false, "stts": false,
	"stsc": false, "stsz": false, "stz2": false, "stco": false, "co64": false, "ctts": false, "stss": false, "sbgp": false, "sgpd": false,
	"trex": false, "mehd": false, "mfhd": false, "tfhd": false, "tfdt": false, "trun": false,
}

func isMP4(data []byte) bool {
	if len(data) < 16 || string(data[4:8]) != "ftyp" {
		return false
	}
	brand := string(data[8:12])
	return !strings.HasPrefix(brand, "avi") && !strings.HasPrefix(brand, "hei") && !strings.HasPrefix(brand, "mif")
}

func cleanMP4(data []byte) ([]byte, error) {
	m := &mp4{data: append([]byte{}, data...)}
	if err := m.boxes(0, len(data), 0); err != nil {
		return nil, err
	}
	if !m.voice {
		return nil, ErrDamaged
	}
	return m.data, nil
}

type mp4 struct {
	data  []byte
	voice bool // there is a track of sound
}

// boxes goes through the boxes of data[at:end].
func (m *mp4) boxes(at, end, depth int) error {
	if depth > 8 {
		return ErrDamaged
	}
	for at < end {
		if end-at < 8 {
			return ErrDamaged
		}
		size, head := uint64(binary.BigEndian.Uint32(m.data[at:])), 8
		if size == 1 && end-at >= 16 {
			size, head = binary.BigEndian.Uint64(m.data[at+8:]), 16
		} else if size == 0 && depth == 0 {
			size = uint64(end - at)
		}
		if size < uint64(head) || size > uint64(end-at) {
			return ErrDamaged
		}
		if err := m.box(at, at+head, at+int(size), depth); err != nil {
			return err
		}
		at += int(size)
	}
	return nil
}

func (m *mp4) box(at, in, end, depth int) error {
	name := string(m.data[at+4 : at+8])
	holds, kept := mp4Kept[name]
	switch {
	case !kept:
		copy(m.data[at+4:], "free")
		clear(m.data[in:end])
	case holds:
		return m.boxes(in, end, depth+1)
	case name == "mvhd" || name == "tkhd" || name == "mdhd":
		m.forgetTimes(in, end)
	case name == "hdlr":
		return m.handler(in, end)
	}
	return nil
}

// forgetTimes zeroes when a track was made and changed.
func (m *mp4) forgetTimes(in, end int) {
	n := 8
	if in < end && m.data[in] == 1 {
		n = 16
	}
	if in+4+n <= end {
		clear(m.data[in+4 : in+4+n])
	}
}

// handler wants sound, and blanks the handler's name.
func (m *mp4) handler(in, end int) error {
	if end-in < 24 {
		return ErrDamaged
	}
	if string(m.data[in+8:in+12]) != "soun" {
		return ErrFilm
	}
	m.voice = true
	clear(m.data[in+24 : end])
	return nil
}
