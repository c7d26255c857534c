package kb

// Bundle reads a bundle file where it lies. It is a value of views: copying
// it is cheap, and any number of readers may share it.
type Bundle struct {
	site, locale string
	articles     uint32
	places       uint32
	media        uint32
	sec          [sections][]byte
}

// Open looks at the header of b and keeps views into it. It checks what every
// later read relies on: magic, format, length, caps, the order of the
// sections and the sizes of the fixed tables. Its time does not depend on the
// size of b. The caller must not change b afterwards.
func Open(b []byte) (*Bundle, error) {
	switch {
	case len(b) < headerSize:
		return nil, ErrShort
	case view(b[:4]) != magic:
		return nil, ErrMagic
	case b[4] != format || b[5] != 0 || b[6] != 0 || b[7] != 0:
		return nil, ErrFormat
	case len(b) > MaxBundle:
		return nil, ErrLimit
	case u32at(b, 8) != uint32(len(b)):
		return nil, ErrLength
	case u32at(b, 24) != 0 || u32at(b, 28) != 0:
		return nil, ErrPadding
	}
	v := &Bundle{articles: u32at(b, 12), places: u32at(b, 16), media: u32at(b, 20)}
	if v.articles > MaxArticles || v.places > MaxPlaces || v.media > MaxMedia {
		return nil, ErrLimit
	}
	if code := v.cut(b); code != 0 {
		return nil, code
	}
	if uint32(len(v.sec[secEnds])) != 4*v.articles || uint32(len(v.sec[secPlaces])) != placeRecord*v.places {
		return nil, ErrOffset
	}
	r := reader{b: v.sec[secMeta]}
	v.site, v.locale = r.str(), r.str()
	if err := r.done(); err != nil {
		return nil, err
	}
	return v, nil
}

// cut finds the sections.
func (v *Bundle) cut(b []byte) Fault {
	at := uint32(headerSize)
	for i := range &v.sec {
		end := u32at(b, uint32(32+4*i))
		start := (at + 7) &^ 7
		if end < start || end > uint32(len(b)) {
			return ErrOffset
		}
		for ; at < start; at++ {
			if b[at] != 0 {
				return ErrPadding
			}
		}
		v.sec[i] = b[start:end:end]
		at = end
	}
	if at != uint32(len(b)) {
		return ErrTrailing
	}
	return 0
}

// Site returns the key of the site that the bundle was made for.
func (v *Bundle) Site() string { return v.site }

// Locale returns the BCP 47 tag of the bundle.
func (v *Bundle) Locale() string { return v.locale }

// Len returns the number of articles; they are numbered from 0 in the order
// of their ids.
func (v *Bundle) Len() int32 { return int32(v.articles) }

// Index returns the search index as engine/index wrote it. It begins at a
// multiple of 8 bytes from the start of the file.
func (v *Bundle) Index() []byte { return v.sec[secIndex] }

// Model returns the path model as engine/predict wrote it; empty when the
// site has none yet.
func (v *Bundle) Model() []byte { return v.sec[secModel] }

// record returns a reader over the record of article n.
func (v *Bundle) record(n int32) reader {
	if n < 0 || uint32(n) >= v.articles {
		return reader{code: ErrRange}
	}
	start, ends := uint32(0), v.sec[secEnds]
	if n > 0 {
		start = u32at(ends, uint32(n-1)*4)
	}
	end, all := u32at(ends, uint32(n)*4), v.sec[secArticles]
	if start > end || end > uint32(len(all)) {
		return reader{code: ErrOffset}
	}
	if end-start > MaxArticle {
		return reader{code: ErrLimit}
	}
	return reader{b: all[start:end:end]}
}

// Article decodes article n. Its strings are views into the bundle.
func (v *Bundle) Article(n int32) (Article, error) {
	r := v.record(n)
	if r.code != 0 {
		return Article{}, r.code
	}
	a := r.article()
	if err := r.done(); err != nil {
		return Article{}, err
	}
	a.Locale = v.locale
	return a, nil
}

// ID returns the id of article n, or "" when there is none or it is damaged.
func (v *Bundle) ID(n int32) string {
	r := v.record(n)
	if r.code != 0 {
		return ""
	}
	return r.str()
}

// Title returns the title of article n, or "" as ID does.
func (v *Bundle) Title(n int32) string {
	r := v.record(n)
	if r.code != 0 {
		return ""
	}
	r.str()
	return r.str()
}

// Questions returns the questions of article n without decoding its answer.
func (v *Bundle) Questions(n int32) []string {
	r := v.record(n)
	if r.code != 0 {
		return nil
	}
	r.str()
	r.str()
	return r.strs()
}

// Audience returns the labels of the people that article n is for; none means
// everybody.
func (v *Bundle) Audience(n int32) []string {
	r := v.record(n)
	if r.code != 0 {
		return nil
	}
	r.bytes(MaxString)
	r.bytes(MaxString)
	for range 3 { // questions, keywords, signals
		r.passStrs()
	}
	return r.strs()
}

// Blocks returns the answer of article n as bytes for DecodeBlocks, or for
// the page, which reads the same encoding.
func (v *Bundle) Blocks(n int32) ([]byte, error) {
	r := v.record(n)
	if r.code != 0 {
		return nil, r.code
	}
	r.bytes(MaxString)
	r.bytes(MaxString)
	for range 5 {
		r.passStrs()
	}
	r.bytes(MaxString)
	r.anchors()
	r.media()
	r.variants()
	b := r.bytes(MaxArticle)
	if err := r.done(); err != nil {
		return nil, err
	}
	return b, nil
}

// Media returns the media table.
func (v *Bundle) Media() ([]Asset, error) {
	r := reader{b: v.sec[secMedia]}
	list := make([]Asset, 0, min(v.media, r.left()))
	for i := uint32(0); i < v.media && r.code == 0; i++ {
		list = append(list, Asset{Ref: r.str(), Type: r.str(), Size: r.varint()})
	}
	if err := r.done(); err != nil {
		return nil, err
	}
	return list, nil
}
