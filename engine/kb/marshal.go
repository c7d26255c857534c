package kb

const (
	magic  = "LMPB"
	format = 1

	headerSize  = 64
	placeRecord = 12
)

// Numbers of the sections.
const (
	secMeta = iota
	secEnds
	secArticles
	secPlaces
	secKeys
	secMedia
	secIndex
	secModel
	sections
)

// Source is what a bundle is made of. Marshal sorts the articles by id and
// the media by ref; ids must be unique.
type Source struct {
	Site     string // the site's key
	Locale   string // BCP 47
	Articles []Article
	Media    []Asset
	Index    []byte // of engine/index, opaque here
	Model    []byte // of engine/predict, opaque here; may be empty
}

// Marshal returns the bundle file for src. The same source, in any order of
// its articles and media, gives the same bytes.
func Marshal(src *Source) ([]byte, error) {
	if len(src.Articles) > MaxArticles || len(src.Media) > MaxMedia {
		return nil, ErrLimit
	}
	order := sortedBy(len(src.Articles), func(i, j int) bool { return src.Articles[i].ID < src.Articles[j].ID })
	var ends, records writer
	var places []place
	for n, i := range order {
		a := &src.Articles[i]
		if n > 0 && src.Articles[order[n-1]].ID >= a.ID {
			return nil, ErrOrder
		}
		start := len(records.b)
		records.article(a)
		if len(records.b)-start > MaxArticle || len(records.b) > MaxBundle {
			return nil, ErrLimit
		}
		ends.u32(uint32(len(records.b)))
		places = placesOf(places, uint32(n), a)
	}
	if records.code != 0 {
		return nil, records.code
	}
	if len(places) > MaxPlaces {
		return nil, ErrLimit
	}
	table, keys := marshalPlaces(places)
	media, err := marshalMedia(src.Media)
	if err != nil {
		return nil, err
	}
	var meta writer
	meta.str(src.Site)
	meta.str(src.Locale)
	if meta.code != 0 {
		return nil, meta.code
	}
	parts := [sections][]byte{meta.b, ends.b, records.b, table, keys, media, src.Index, src.Model}
	return assemble(parts, uint32(len(src.Articles)), uint32(len(places)), uint32(len(src.Media)))
}

func assemble(parts [sections][]byte, articles, places, media uint32) ([]byte, error) {
	size := uint64(headerSize)
	for _, p := range parts {
		size = (size+7)&^7 + uint64(len(p))
	}
	if size > MaxBundle {
		return nil, ErrLimit
	}
	b := make([]byte, headerSize, size)
	copy(b, magic)
	b[4] = format
	putU32(b, 8, uint32(size))
	putU32(b, 12, articles)
	putU32(b, 16, places)
	putU32(b, 20, media)
	for i, p := range parts {
		for len(b)%8 != 0 {
			b = append(b, 0)
		}
		b = append(b, p...)
		putU32(b, uint32(32+4*i), uint32(len(b)))
	}
	return b, nil
}

// place is one way to find an article.
type place struct {
	kind    PlaceKind
	key     string
	article uint32
	anchor  uint32 // index into the article's anchors or signals
}

func placesOf(dst []place, n uint32, a *Article) []place {
	for i := range a.Anchors {
		dst = append(dst, place{kindOf(&a.Anchors[i]), keyOf(&a.Anchors[i]), n, uint32(i)})
	}
	for i, s := range a.Signals {
		dst = append(dst, place{BySignal, s, n, uint32(i)})
	}
	return dst
}

func (p *place) less(q *place) bool {
	switch {
	case p.kind != q.kind:
		return p.kind < q.kind
	case p.key != q.key:
		return p.key < q.key
	case p.article != q.article:
		return p.article < q.article
	}
	return p.anchor < q.anchor
}

func marshalPlaces(places []place) (table, keys []byte) {
	var t, k writer
	for _, i := range sortedBy(len(places), func(i, j int) bool { return places[i].less(&places[j]) }) {
		p := &places[i]
		k.b = append(k.b, p.key...)
		t.u32(p.article)
		t.u32(uint32(p.kind)<<16 | p.anchor)
		t.u32(uint32(len(k.b)))
	}
	return t.b, k.b
}

func marshalMedia(media []Asset) ([]byte, error) {
	var w writer
	last := -1
	for _, i := range sortedBy(len(media), func(i, j int) bool { return media[i].Ref < media[j].Ref }) {
		if last >= 0 && media[last].Ref == media[i].Ref {
			return nil, ErrOrder
		}
		w.str(media[i].Ref)
		w.str(media[i].Type)
		w.varint(media[i].Size)
		last = i
	}
	return w.b, w.code.err()
}

// sortedBy returns 0..n-1 ordered by less: a heap sort, because package sort
// reaches for reflection. Orders are total, so stability does not matter.
func sortedBy(n int, less func(i, j int) bool) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	sink := func(root, end int) {
		for {
			child := 2*root + 1
			if child >= end {
				return
			}
			if child+1 < end && less(v[child], v[child+1]) {
				child++
			}
			if !less(v[root], v[child]) {
				return
			}
			v[root], v[child] = v[child], v[root]
			root = child
		}
	}
	for i := n/2 - 1; i >= 0; i-- {
		sink(i, n)
	}
	for end := n - 1; end > 0; end-- {
		v[0], v[end] = v[end], v[0]
		sink(0, end)
	}
	return v
}
