package index

import (
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/text"
)

// Document is what the index needs to know of one article. The position in the
// list that Build is given is the article's number in every Hit.
type Document struct {
	Title     string
	Questions []string // phrasings of users, and the author's keywords
	Headings  string
	Body      string
}

// Fields of BM25F.
const (
	fieldTitle = iota
	fieldQuestions
	fieldHeadings
	fieldBody
	fieldCount
)

// documentOf reads the words of an article.
func documentOf(a *kb.Article) Document {
	d := Document{Title: a.Title, Headings: kb.Headings(a.Blocks), Body: kb.Body(a.Blocks)}
	d.Questions = append(d.Questions, a.Questions...)
	d.Questions = append(d.Questions, a.Keywords...)
	for i := range a.Variants {
		d.Body += "\n" + kb.Plain(a.Variants[i].Blocks)
	}
	return d
}

// bag counts stems of one field.
type bag struct {
	terms []int32 // term numbers in order of first use
	count map[int32]int32
	size  int32 // tokens, with repetitions
}

// vocabulary numbers the stems of a knowledge base in order of first use.
type vocabulary struct {
	stemmer *text.Stemmer
	ids     map[string]int32
	stems   []string
	cache   map[string]int32 // folded word to stem number
	tokens  []text.Token
}

func newVocabulary(locale string) *vocabulary {
	return &vocabulary{
		stemmer: text.NewStemmer(locale),
		ids:     map[string]int32{},
		cache:   map[string]int32{},
	}
}

// add counts the stems of s in b.
func (v *vocabulary) add(b *bag, s string) {
	if b.count == nil {
		b.count = map[int32]int32{}
	}
	v.tokens = text.Tokens(v.tokens[:0], s)
	for i := range v.tokens {
		id := v.id(&v.tokens[i])
		if b.count[id] == 0 {
			b.terms = append(b.terms, id)
		}
		b.count[id]++
		b.size++
	}
}

// id returns the number of a token's stem and adds it when it is new.
func (v *vocabulary) id(t *text.Token) int32 {
	if id, ok := v.cache[t.Text]; ok {
		return id
	}
	stem := cut(v.stemmer.Stem(t.Text))
	id, ok := v.ids[stem]
	if !ok {
		id = int32(len(v.stems))
		v.ids[stem] = id
		v.stems = append(v.stems, stem)
	}
	v.cache[t.Text] = id
	return id
}

// cut keeps a stem within the dictionary's limit, at a byte: both sides cut at
// the same place.
func cut(stem string) string {
	if len(stem) > maxTerm {
		return stem[:maxTerm]
	}
	return stem
}

// bags returns the counts of the four fields of one document.
func (v *vocabulary) bags(d *Document) [fieldCount]bag {
	var f [fieldCount]bag
	v.add(&f[fieldTitle], d.Title)
	for _, q := range d.Questions {
		v.add(&f[fieldQuestions], q)
	}
	v.add(&f[fieldHeadings], d.Headings)
	v.add(&f[fieldBody], d.Body)
	return f
}
