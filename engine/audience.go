package engine

// Articles may be for some visitors only: administrators, one plan, one
// country. The product says to which groups the visitor belongs, and then
// articles for other groups are neither found nor offered. As long as it says
// nothing every article is for everybody.
//
// This is about relevance. Every page gets the whole bundle, so that whoever
// wants to read an article can; and a link in one article may lead to any.

// address takes over the groups of the visitor: labels with commas between.
func (e *Engine) address(labels string) {
	e.base.groups = e.base.groups[:0]
	for len(labels) > 0 {
		end := 0
		for end < len(labels) && labels[end] != ',' {
			end++
		}
		if label := trimmed(labels[:end]); label != "" {
			e.base.groups = append(e.base.groups, label)
		}
		labels = labels[min(end+1, len(labels)):]
	}
	e.base.hide()
	e.reconsider()
}

// trimmed cuts blanks off both ends.
func trimmed(s string) string {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	return s
}

// hide finds the articles that are for other groups than the visitor's.
func (b *base) hide() {
	b.hidden = nil
	if !b.ready() {
		return
	}
	if len(b.groups) > 0 {
		b.hidden = make([]bool, b.bundle.Len())
		for n := range b.hidden {
			b.hidden[n] = !b.meant(b.bundle.Audience(int32(n)))
		}
	}
	b.index.Hide(b.hidden)
}

// meant reports whether an article with this audience is for the visitor.
func (b *base) meant(audience []string) bool {
	for _, label := range audience {
		for _, group := range b.groups {
			if label == group {
				return true
			}
		}
	}
	return len(audience) == 0
}

// hides reports whether an article is for others.
func (b *base) hides(article int32) bool {
	return int(article) < len(b.hidden) && b.hidden[article]
}
