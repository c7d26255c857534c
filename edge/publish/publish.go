package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
)

// Options says what to publish, as whom, and when.
type Options struct {
	Site    string // the site's key, as in data-site
	FS      fs.FS  // the folder of articles
	Keys    *Keys
	Version uint64 // one more than the last published
	Now     int64  // ms since 1970
	Life    int64  // ms until the head is stale; 0 is DefaultLife
	// Model is the path model that every bundle carries; may be empty.
	Model []byte
	// Previous are earlier bundles of this site, newest first. The first
	// MaxDeltas of each locale get a delta to the new one.
	Previous [][]byte
}

const (
	// DefaultLife is how long a head is fresh. A page that sees only older
	// ones knows that somebody holds back news.
	DefaultLife = 7 * day
	// MaxDeltas is from how many earlier bundles of a locale there is a delta.
	MaxDeltas = 4
)

// Published is everything that has to reach the edge. The head goes last.
type Published struct {
	Head     Head
	Envelope []byte            // signed head
	Bundles  map[string][]byte // by hash
	Deltas   map[string][]byte // by hash
	Media    map[string][]byte // by ref, "media:" and hash
	// Diagnostics are the warnings; what they name was left out.
	Diagnostics Diagnostics
}

// Publish turns a folder into bundles and a signed head. It is a function of
// its options: the same folder, version and time give the same bytes. When
// anything in the folder is broken the error is of type Diagnostics, nothing
// comes back, and the last published head stays what it was.
func Publish(o Options) (*Published, error) {
	return PublishFolder(Read(o.FS), o)
}

// PublishFolder is Publish for a folder that has been read; o.FS is unused.
func PublishFolder(f *Folder, o Options) (*Published, error) {
	if f.Diagnostics.Broken() {
		return nil, f.Diagnostics
	}
	p := &Published{Bundles: map[string][]byte{}, Deltas: map[string][]byte{}, Media: map[string][]byte{}, Diagnostics: f.Diagnostics}
	life := o.Life
	if life == 0 {
		life = DefaultLife
	}
	p.Head = Head{Site: o.Site, Version: o.Version, Issued: o.Now, Expires: o.Now + life, Bundles: map[string]Entry{}}
	for _, locale := range f.Locales() {
		b, n, err := p.bundle(f, o, locale)
		if errors.Is(err, kb.ErrLimit) || errors.Is(err, index.ErrTooMany) {
			return nil, fmt.Errorf("the %d articles in %q do not fit into one bundle (%d MiB, %d articles): split the knowledge base over two sites: %w",
				n, locale, kb.MaxBundle>>20, kb.MaxArticles, err)
		}
		if err != nil {
			return nil, fmt.Errorf("the bundle %q cannot be built: %w", locale, err)
		}
		hash := Hash(b)
		p.Bundles[hash] = b
		entry := Entry{Hash: hash, Size: uint32(len(b)), Articles: n}
		p.deltas(&entry, b, locale, o.Previous)
		p.Head.Bundles[locale] = entry
	}
	env, err := SignHead(p.Head, o.Keys)
	p.Envelope = env
	return p, err
}

// bundle builds the bundle of one locale.
func (p *Published) bundle(f *Folder, o Options, locale string) (b []byte, articles int, err error) {
	src := &kb.Source{Site: o.Site, Locale: locale, Model: o.Model}
	ids := f.ids(locale)
	p.Diagnostics = append(p.Diagnostics, f.Dangling(locale)...)
	for _, page := range f.Pages {
		if page.Locale != locale {
			continue
		}
		a := page.Article
		a.Followups = slices.DeleteFunc(slices.Clone(a.Followups), func(id string) bool { return !ids[id] })
		a.Blocks = unlink(a.Blocks, ids)
		a.Variants = slices.Clone(a.Variants)
		for i := range a.Variants {
			a.Variants[i].Blocks = unlink(a.Variants[i].Blocks, ids)
		}
		src.Articles = append(src.Articles, a)
		for _, m := range page.MediaUsed {
			if !slices.Contains(src.Media, m) {
				src.Media = append(src.Media, m)
			}
			if bytes, ok := f.shelf.files[m.Ref]; ok {
				p.Media[m.Ref] = bytes
			}
		}
	}
	slices.SortFunc(src.Articles, func(a, b kb.Article) int { return compare(a.ID, b.ID) })
	if src.Index, err = index.Build(src.Articles, locale); err != nil {
		return nil, len(src.Articles), err
	}
	b, err = kb.Marshal(src)
	return b, len(src.Articles), err
}

// unlink replaces links to articles that are not there by their words.
func unlink(blocks []kb.Block, ids map[string]bool) []kb.Block {
	out := make([]kb.Block, 0, len(blocks))
	for _, b := range blocks {
		b.Kids = unlink(b.Kids, ids)
		if id, ok := articleRef(b.Ref); ok && b.Kind == kb.Link && !ids[id] {
			out = append(out, b.Kids...)
			continue
		}
		out = append(out, b)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// Renew signs the bundles of a live head anew, with the next version and a
// new time, so that pages can tell that nothing is held back. Nothing has to
// be uploaded but the head itself. life is in ms; 0 is DefaultLife.
func Renew(env []byte, site string, keys *Keys, now, life int64) (*Published, error) {
	v, err := Verify(env, Trust{Site: site, Keys: keys.Public()}, now)
	if err != nil {
		return nil, err
	}
	h := v.Head
	if life == 0 {
		life = DefaultLife
	}
	h.Version, h.Issued, h.Expires = h.Version+1, now, now+life
	signed, err := SignHead(h, keys)
	return &Published{Head: h, Envelope: signed}, err
}

// Files returns everything that must be uploaded before the head: bundles,
// deltas and media, each named by its SHA-256, in the order of their names.
func (p *Published) Files() (files [][]byte) {
	all := map[string][]byte{}
	for _, group := range []map[string][]byte{p.Bundles, p.Deltas, p.Media} {
		for name, b := range group {
			all[strings.TrimPrefix(name, "media:")] = b
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		files = append(files, all[name])
	}
	return files
}
