package attachment

// A WebM is EBML (RFC 8794, RFC 9559): elements of an id, a size and a body.
// Browsers record it as a stream, so the segment and its clusters may have no
// size. Tags, attachments, titles and dates become Void elements of the same
// length, filled with zeros, so that positions stay true.

const (
	ebmlDocType                       = 0x4282
	webmSegment, webmCluster          = 0x18538067, 0x1f43b675
	webmInfo, webmTracks              = 0x1549a966, 0x1654ae6b
	webmSeek, webmCues                = 0x114d9b74, 0x1c53bb6b
	webmTitle, webmDate, webmFile     = 0x7ba9, 0x4461, 0x7384
	webmUID, webmTrack, webmTrackType = 0x73a4, 0xae, 0x83
	webmTrackName                     = 0x536e
	ebmlVoid, webmTrackAudio          = 0xec, 2
)

type ebml struct {
	id          uint32
	at, in, end int  // of the element, of its body, behind it
	open        bool // without a size
}

// element reads the head of one element within data[:limit].
func element(data []byte, at, limit int) (e ebml, ok bool) {
	id, n, ok := vint(data, at, limit, false)
	if !ok || n > 4 {
		return e, false
	}
	size, m, ok := vint(data, at+n, limit, true)
	if !ok {
		return e, false
	}
	e = ebml{id: uint32(id), at: at, in: at + n + m}
	if size == 1<<(7*m)-1 {
		e.open, e.end = true, limit
		return e, true
	}
	if size > uint64(limit-e.in) {
		return e, false
	}
	e.end = e.in + int(size)
	return e, true
}

// vint reads a variable-size integer; sizes come without their marker bit.
func vint(data []byte, at, limit int, size bool) (v uint64, n int, ok bool) {
	if at >= limit || data[at] == 0 {
		return 0, 0, false
	}
	n = 1
	for mask := byte(0x80); data[at]&mask == 0; mask >>= 1 {
		n++
	}
	if n > limit-at {
		return 0, 0, false
	}
	for _, b := range data[at : at+n] {
		v = v<<8 | uint64(b)
	}
	if size {
		v &= 1<<(7*n) - 1
	}
	return v, n, true
}

func cleanWebM(data []byte) ([]byte, error) {
	head, ok := element(data, 0, len(data))
	if !ok || head.open || !docType(data, head) {
		return nil, ErrDamaged
	}
	segment, ok := element(data, head.end, len(data))
	if !ok || segment.id != webmSegment || segment.end != len(data) {
		return nil, ErrDamaged
	}
	w := &webm{data: append([]byte{}, data...)}
	if err := w.segment(segment.in); err != nil {
		return nil, err
	}
	if !w.voice {
		return nil, ErrDamaged
	}
	return w.data, nil
}

// docType wants "webm".
func docType(data []byte, head ebml) bool {
	for at := head.in; at < head.end; {
		e, ok := element(data, at, head.end)
		if !ok || e.open {
			return false
		}
		if e.id == ebmlDocType {
			return string(data[e.in:e.end]) == "webm"
		}
		at = e.end
	}
	return false
}

type webm struct {
	data  []byte
	voice bool // there is a track of sound
}

// segment goes through what a segment holds. An open cluster ends where an
// element begins that cannot be in one, so its children are read as if they
// were the segment's.
func (w *webm) segment(at int) error {
	for at < len(w.data) {
		e, ok := element(w.data, at, len(w.data))
		if !ok {
			return ErrDamaged
		}
		at = e.end
		switch e.id {
		case webmCluster:
			if e.open {
				at = e.in
			} else if !w.inside(e, nil) {
				return ErrDamaged
			}
		case webmInfo:
			if e.open || !w.inside(e, []uint32{webmTitle, webmDate, webmFile, webmUID}) {
				return ErrDamaged
			}
		case webmTracks:
			if err := w.tracks(e); err != nil {
				return err
			}
		case webmSeek, webmCues, 0xe7, 0xa3, 0xa0, 0xab, 0xa7: // positions; time code, blocks, sizes of clusters
			if e.open {
				return ErrDamaged
			}
		default: // tags, files, chapters, voids, and what nobody has heard of
			if e.open || !w.blank(e) {
				return ErrDamaged
			}
		}
	}
	return nil
}

// inside checks the children of an element and blanks those with the ids.
func (w *webm) inside(e ebml, ids []uint32) bool {
	for at := e.in; at < e.end; {
		c, ok := element(w.data, at, e.end)
		if !ok || c.open {
			return false
		}
		drop := c.id == ebmlVoid
		for _, id := range ids {
			drop = drop || c.id == id
		}
		if drop && !w.blank(c) {
			return false
		}
		at = c.end
	}
	return true
}

// tracks wants sound only, and blanks the names of tracks.
func (w *webm) tracks(e ebml) error {
	if e.open {
		return ErrDamaged
	}
	for at := e.in; at < e.end; {
		track, ok := element(w.data, at, e.end)
		if !ok || track.open {
			return ErrDamaged
		}
		at = track.end
		if track.id != webmTrack {
			if !w.blank(track) {
				return ErrDamaged
			}
			continue
		}
		for in := track.in; in < track.end; {
			c, ok := element(w.data, in, track.end)
			if !ok || c.open {
				return ErrDamaged
			}
			if c.id == webmTrackType {
				if c.end-c.in != 1 || w.data[c.in] != webmTrackAudio {
					return ErrFilm
				}
				w.voice = true
			}
			in = c.end
		}
		if !w.inside(track, []uint32{webmTrackName}) {
			return ErrDamaged
		}
	}
	return nil
}

// blank makes an element a Void of the same length.
func (w *webm) blank(e ebml) bool {
	n := e.end - e.at
	if n < 2 {
		return false
	}
	clear(w.data[e.at:e.end])
	w.data[e.at] = ebmlVoid
	if n <= 128 {
		w.data[e.at+1] = 0x80 | byte(n-2)
		return true
	}
	if n < 9 {
		return false
	}
	w.data[e.at+1] = 0x01 // a size of eight bytes
	for i, size := 0, uint64(n-9); i < 7; i++ {
		w.data[e.at+8-i] = byte(size >> (8 * i))
	}
	return true
}
