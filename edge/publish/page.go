package publish

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// Page is one article file, parsed, with the places of its parts so that
// checks can point at them. The lists of places run parallel to the lists of
// the article.
type Page struct {
	kb.Article
	File     string
	At       Pos // of the id
	TitleAt  Pos
	QuestAt  []Pos
	FollowAt []Pos
	AnchorAt []Pos
	SignalAt []Pos
	BodyAt   Pos   // first line of the body
	Links    []Use // in the body and the variants
	Images   []Use // in the body and the variants
	// MediaUsed are the assets that the article shows, doubles included.
	MediaUsed []kb.Asset
}

// parsePage reads one file. The page is nil when not even its front matter
// could be read, and not good when there was an error in it.
func parsePage(file string, raw []byte, site *Site, shelf *shelf, out *Diagnostics) (page *Page, good bool) {
	var own Diagnostics
	defer func() { *out = append(*out, own...) }()
	s := readSource(file, raw, &own)
	if s == nil {
		return nil, false
	}
	f := readFront(s, &own)
	if f == nil {
		return nil, false
	}
	p := &Page{File: file, BodyAt: Pos{file, s.bodyLine, 1}}
	p.header(f, site, s, &own)
	p.lists(f, &own)
	p.body(f, s, site, &library{shelf: shelf, dir: path.Dir(file), locale: p.Locale, declared: map[string]kb.Medium{}}, &own)
	if _, err := kb.AppendBlocks(nil, p.Blocks); err != nil {
		own.add(Error, p.BodyAt, "body", "The body cannot be stored: "+err.Error()+".", "Nest less deep, or split the article.")
	}
	return p, !own.Broken()
}

// Validate reads one file on its own and says what is wrong with it. Media
// are not looked for. Importers ask it before they hand a file over.
func Validate(file string, raw []byte) Diagnostics {
	var out Diagnostics
	parsePage(file, raw, &Site{}, newShelf(noFiles{}, nil), &out)
	return out
}

// noFiles is a file system without files.
type noFiles struct{}

// Open finds nothing.
func (noFiles) Open(string) (fs.File, error) { return nil, fs.ErrNotExist }

// header fills the single values.
func (p *Page) header(f *front, site *Site, s *source, out *Diagnostics) {
	p.ID, p.At = f.id.text, or(f.id.at, s.pos(0))
	p.Title, p.TitleAt = clean(f.title.text), or(f.title.at, s.pos(0))
	p.Locale, p.Task = f.locale.text, clean(f.task.text)
	if !idForm.MatchString(p.ID) {
		out.add(Error, p.At, "id", fmt.Sprintf("%q is no id.", clip(p.ID, 60)), "An id has lower-case letters, digits, - _ . / and at most 128 of them.")
	}
	if p.Title == "" || len(p.Title) > MaxTitle {
		out.add(Error, p.TitleAt, "title", fmt.Sprintf("The title has %d bytes.", len(p.Title)), fmt.Sprintf("Give it 1 to %d.", MaxTitle))
	}
	folder := folderLocale(p.File, site)
	if p.Locale == "" {
		p.Locale = folder
	}
	switch {
	case p.Locale == "" && site.Locale != "":
		p.Locale = site.Locale
	case p.Locale == "":
		out.add(Error, p.At, "locale", "Nothing says which language this is.", "Add \"locale: en\", or put the file into a folder named by its locale.")
	case !localeForm.MatchString(p.Locale):
		out.add(Error, or(f.locale.at, p.At), "locale", fmt.Sprintf("%q is no locale.", clip(p.Locale, 40)), "Write a tag as en, zh, pt-BR or zh-Hant.")
	case folder != "" && folder != p.Locale:
		out.add(Error, or(f.locale.at, p.At), "locale", fmt.Sprintf("The locale is %q and the folder is %q.", p.Locale, folder), "Move the file or change the field.")
	}
}

// folderLocale returns the first folder of a path when it is named by a
// locale: one of the site's, or one that begins with a two-letter language.
// Folders such as "api" and "ui" are no languages to anybody who made them.
func folderLocale(file string, site *Site) string {
	first, _, nested := strings.Cut(file, "/")
	switch {
	case !nested || !localeForm.MatchString(first):
		return ""
	case slices.Contains(site.Locales, first):
		return first
	}
	if _, err := language.ParseBase(first[:2]); err == nil && (len(first) == 2 || first[2] == '-') {
		return first
	}
	return ""
}

func or(a, b Pos) Pos {
	if a.Line == 0 {
		return b
	}
	return a
}

// lists fills the lists of words.
func (p *Page) lists(f *front, out *Diagnostics) {
	p.Questions, p.QuestAt = words(f.questions, MaxQuestion, out)
	p.Keywords, _ = words(f.keywords, MaxQuestion, out)
	p.Audience, _ = words(f.audience, 64, out)
	p.Followups, p.FollowAt = words(f.followups, 128, out)
	p.Signals, p.SignalAt = words(f.signals, 64, out)
	known := Signals()
	for i, s := range p.Signals {
		p.Signals[i] = strings.ReplaceAll(strings.ToLower(s), "_", "-")
		if !slices.Contains(known, p.Signals[i]) {
			out.add(Error, p.SignalAt[i], "signal", fmt.Sprintf("There is no signal %q.", clip(s, 40)), didYouMean(s, known))
		}
	}
	for _, a := range f.anchors {
		a.Help, a.Role, a.Name = clean(a.Help), strings.ToLower(clean(a.Role)), clean(a.Name)
		p.Anchors, p.AnchorAt = append(p.Anchors, a.Anchor), append(p.AnchorAt, a.at)
	}
}

// words cleans a list and refuses what is too long; doubles are dropped.
func words(list []word, limit int, out *Diagnostics) (texts []string, at []Pos) {
	for _, w := range list {
		t := strings.Join(strings.Fields(clean(w.text)), " ")
		switch {
		case len(t) > limit:
			out.add(Error, w.at, "too-big", fmt.Sprintf("The value has %d bytes; the cap is %d.", len(t), limit), "Shorten it.")
		case slices.Contains(texts, t):
			out.add(Warning, w.at, "double-value", fmt.Sprintf("%q comes twice.", clip(t, 40)), "Keep one.")
		case t != "":
			texts, at = append(texts, t), append(at, w.at)
		}
	}
	return texts, at
}

// body converts the media, the Markdown below the front matter, and the
// variants.
func (p *Page) body(f *front, s *source, site *Site, lib *library, out *Diagnostics) {
	for _, m := range f.media {
		p.medium(m, lib, out)
	}
	c := &converter{src: s.body, at: s.bodyPos, media: lib, out: out, hosts: site.Links}
	p.Blocks = c.convert()
	for _, v := range f.variants {
		c := &converter{src: []byte(v.text.text), at: func(int) Pos { return v.text.at }, media: lib, out: out, hosts: site.Links}
		p.Variants = append(p.Variants, kb.Variant{Name: clean(v.name.text), Form: v.form.text, Blocks: c.convert()})
		p.Links, p.Images = append(p.Links, c.links...), append(p.Images, c.images...)
	}
	p.Links, p.Images = append(p.Links, c.links...), append(p.Images, c.images...)
	p.appendUnshown(lib)
	p.MediaUsed = lib.used
}

// medium resolves one entry of media and declares it for the body.
func (p *Page) medium(m medium, lib *library, out *Diagnostics) {
	resolve := func(w word, what string) kb.Asset {
		if w.text == "" {
			return kb.Asset{}
		}
		a, problem := lib.asset(w.text)
		if problem != "" {
			out.add(Error, w.at, "media", fmt.Sprintf("The %s %q cannot be used. %s", what, clip(clean(w.text), 60), problem), "Put the file beside the article and name it by its path.")
		}
		return a
	}
	a := resolve(m.file, "medium")
	if a.Ref == "" {
		return
	}
	entry := kb.Medium{Ref: a.Ref, Type: a.Type, Alt: clean(m.alt.text),
		Captions: resolve(m.captions, "captions file").Ref, Poster: resolve(m.poster, "poster").Ref}
	if m.alt.text == "" {
		out.add(Warning, m.file.at, "no-alt", "The medium has no text.", "Say in \"alt:\" what is to be seen.")
	}
	p.Media = append(p.Media, entry)
	lib.declared[m.file.text] = entry
}

// appendUnshown puts media that the body does not show after its end.
func (p *Page) appendUnshown(lib *library) {
	for _, m := range p.Media {
		if !shows(p.Blocks, m.Ref) && m.Type != "text/vtt" {
			p.Blocks = append(p.Blocks, lib.medium(m, ""))
		}
	}
}

func shows(blocks []kb.Block, ref string) bool {
	return slices.ContainsFunc(blocks, func(b kb.Block) bool { return b.Ref == ref || shows(b.Kids, ref) })
}
