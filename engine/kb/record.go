package kb

// A record is: id, title, questions, keywords, signals, audience, followups,
// task, anchors, media, variants, blocks. Anchors and media are lists of
// their strings in field order; a variant is name, form, and blocks as bytes
// with a length; blocks are bytes with a length, so that a reader can pass
// over them and a page can take them whole.

func (w *writer) article(a *Article) {
	w.str(a.ID)
	w.str(a.Title)
	w.strs(a.Questions)
	w.strs(a.Keywords)
	w.strs(a.Signals)
	w.strs(a.Audience)
	w.strs(a.Followups)
	w.str(a.Task)
	w.list(len(a.Anchors))
	for i := range a.Anchors {
		w.anchor(&a.Anchors[i])
	}
	w.list(len(a.Media))
	for i := range a.Media {
		w.medium(&a.Media[i])
	}
	w.list(len(a.Variants))
	for i := range a.Variants {
		v := &a.Variants[i]
		w.str(v.Name)
		w.str(v.Form)
		w.blob(v.Blocks)
	}
	w.blob(a.Blocks)
}

func (w *writer) list(n int) {
	if n > MaxList {
		w.fail(ErrLimit)
		n = 0
	}
	w.varint(uint32(n))
}

func (w *writer) anchor(a *Anchor) {
	if kindOf(a) == 0 {
		w.fail(ErrKind)
	}
	w.str(a.Help)
	w.str(a.Role)
	w.str(a.Name)
	w.str(a.Selector)
	w.str(a.Route)
}

func (w *writer) medium(m *Medium) {
	w.str(m.Ref)
	w.str(m.Type)
	w.str(m.Alt)
	w.str(m.Captions)
	w.str(m.Poster)
}

// blob writes blocks with their length in front.
func (w *writer) blob(v []Block) {
	inner := writer{}
	inner.blocks(v)
	w.fail(inner.code)
	w.varint(uint32(len(inner.b)))
	w.b = append(w.b, inner.b...)
}

func (r *reader) anchor() Anchor {
	a := Anchor{Help: r.str(), Role: r.str(), Name: r.str(), Selector: r.str(), Route: r.str()}
	if r.code == 0 && kindOf(&a) == 0 {
		r.fail(ErrKind)
	}
	return a
}

func (r *reader) anchors() []Anchor {
	n := r.count(MaxList)
	if n == 0 {
		return nil
	}
	v := make([]Anchor, 0, n)
	for ; n > 0 && r.code == 0; n-- {
		v = append(v, r.anchor())
	}
	return v
}

func (r *reader) media() []Medium {
	n := r.count(MaxList)
	if n == 0 {
		return nil
	}
	v := make([]Medium, 0, n)
	for ; n > 0 && r.code == 0; n-- {
		v = append(v, Medium{Ref: r.str(), Type: r.str(), Alt: r.str(), Captions: r.str(), Poster: r.str()})
	}
	return v
}

func (r *reader) variants() []Variant {
	n := r.count(MaxList)
	if n == 0 {
		return nil
	}
	v := make([]Variant, 0, n)
	for ; n > 0 && r.code == 0; n-- {
		v = append(v, Variant{Name: r.str(), Form: r.str(), Blocks: r.blob()})
	}
	return v
}

func (r *reader) blob() []Block {
	inner := reader{b: r.bytes(MaxArticle)}
	v := inner.blocks()
	if err := inner.done(); err != nil {
		r.fail(inner.code)
	}
	return v
}

func (r *reader) article() Article {
	return Article{
		ID: r.str(), Title: r.str(),
		Questions: r.strs(), Keywords: r.strs(), Signals: r.strs(),
		Audience: r.strs(), Followups: r.strs(), Task: r.str(),
		Anchors: r.anchors(), Media: r.media(), Variants: r.variants(),
		Blocks: r.blob(),
	}
}

// passStrs reads over a list of strings without building it.
func (r *reader) passStrs() {
	for n := r.count(MaxList); n > 0 && r.code == 0; n-- {
		r.bytes(MaxString)
	}
}
