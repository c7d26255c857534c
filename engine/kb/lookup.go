package kb

// Found is one article and which of its anchors or signals led there.
type Found struct {
	Article int32
	Anchor  int32 // index into Article.Anchors, or into Signals for BySignal
}

// ByID returns the number of the article with this id, or -1.
func (v *Bundle) ByID(id string) int32 {
	lo, hi := int32(0), v.Len()
	for lo < hi {
		mid := lo + (hi-lo)/2
		if v.ID(mid) < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < v.Len() && v.ID(lo) == id {
		return lo
	}
	return -1
}

// Places returns how many places the bundle has: anchors and signals of all
// its articles, numbered from 0, sorted by kind, key, article.
func (v *Bundle) Places() int32 { return int32(v.places) }

// Place returns place i. The key is the help id, "role<TAB>folded name", the
// selector, the route template, or the signal.
func (v *Bundle) Place(i int32) (kind PlaceKind, key string, at Found, err error) {
	if i < 0 || uint32(i) >= v.places {
		return 0, "", Found{}, ErrRange
	}
	table, keys := v.sec[secPlaces], v.sec[secKeys]
	o, start := uint32(i)*placeRecord, uint32(0)
	if i > 0 {
		start = u32at(table, o-4)
	}
	end, article, how := u32at(table, o+8), u32at(table, o), u32at(table, o+4)
	if start > end || end > uint32(len(keys)) || article >= v.articles {
		return 0, "", Found{}, ErrOffset
	}
	kind = PlaceKind(how >> 16 & 0xff)
	if kind == 0 || kind > BySignal || how>>24 != 0 {
		return 0, "", Found{}, ErrKind
	}
	return kind, view(keys[start:end]), Found{int32(article), int32(how & 0xffff)}, nil
}

// AppendPlaces appends to dst what is filed under exactly this kind and key.
func (v *Bundle) AppendPlaces(dst []Found, kind PlaceKind, key string) []Found {
	for i := v.first(kind, key); i < v.Places(); i++ {
		k, s, at, err := v.Place(i)
		if err != nil || k != kind || s != key {
			break
		}
		dst = append(dst, at)
	}
	return dst
}

// AppendRole is AppendPlaces for an element with this role and accessible name.
func (v *Bundle) AppendRole(dst []Found, role, name string) []Found {
	return v.AppendPlaces(dst, ByRole, roleKey(role, name))
}

// AppendRoute appends the articles about the whole page at route. It looks at
// every route template; call it when the route changes, not at every event.
func (v *Bundle) AppendRoute(dst []Found, route string) []Found {
	for i := v.first(ByRoute, ""); i < v.Places(); i++ {
		k, template, at, err := v.Place(i)
		if err != nil || k != ByRoute {
			break
		}
		if MatchRoute(template, route) {
			dst = append(dst, at)
		}
	}
	return dst
}

// Anchor returns one anchor of one article without decoding the rest.
func (v *Bundle) Anchor(at Found) (Anchor, error) {
	r := v.record(at.Article)
	if r.code != 0 {
		return Anchor{}, r.code
	}
	r.bytes(MaxString)
	r.bytes(MaxString)
	for range 5 {
		r.passStrs()
	}
	r.bytes(MaxString)
	list := r.anchors()
	if r.code != 0 {
		return Anchor{}, r.code
	}
	if at.Anchor < 0 || int(at.Anchor) >= len(list) {
		return Anchor{}, ErrRange
	}
	return list[at.Anchor], nil
}

// first returns the number of the first place not before kind and key.
func (v *Bundle) first(kind PlaceKind, key string) int32 {
	lo, hi := int32(0), v.Places()
	for lo < hi {
		mid := lo + (hi-lo)/2
		k, s, _, err := v.Place(mid)
		if err == nil && (k < kind || k == kind && s < key) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
