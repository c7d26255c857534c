package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Folder is a folder of articles, parsed.
type Folder struct {
	Site        *Site
	Pages       []*Page // by file
	Spoilt      []*Page // those with errors, as far as they could be read
	Diagnostics Diagnostics
	shelf       *shelf
}

// Read parses every .md file below the root of fsys. Names that begin with
// "." or "_", and README.md files without front matter, are passed over. It
// never fails: what is wrong is in the diagnostics, and a page with an error
// is in Spoilt instead of Pages.
func Read(fsys fs.FS) *Folder {
	f := &Folder{}
	f.Site = readSite(fsys, &f.Diagnostics)
	f.shelf = newShelf(fsys, f.Site.Media)
	files := 0
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch base := path.Base(name); {
		case err != nil:
			return err
		case name != "." && (base[0] == '.' || base[0] == '_'):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.Type().IsRegular() || !strings.HasSuffix(name, ".md"):
		default:
			if files++; files > MaxFiles {
				return errTooBig
			}
			f.file(fsys, name)
		}
		return nil
	})
	if err != nil {
		f.Diagnostics.add(Error, Pos{File: "."}, "folder", "The folder cannot be read: "+err.Error()+".", "Check its name and its rights.")
	}
	if files == 0 && err == nil {
		f.Diagnostics.add(Error, Pos{File: "."}, "empty", "The folder has no articles.", "Put .md files into it, or name another folder.")
	}
	f.doubles()
	f.Diagnostics.Sort()
	return f
}

func (f *Folder) file(fsys fs.FS, name string) {
	raw, err := readCapped(fsys, name, MaxFile+1)
	if err != nil && !errors.Is(err, errTooBig) {
		f.Diagnostics.add(Error, Pos{File: name}, "unreadable", "The file cannot be read: "+err.Error()+".", "Check its rights.")
		return
	}
	if errors.Is(err, errTooBig) {
		f.Diagnostics.add(Error, Pos{File: name}, "too-big", fmt.Sprintf("The file is over %d bytes.", MaxFile), "Split it into several articles.")
		return
	}
	if strings.EqualFold(path.Base(name), "README.md") && !strings.HasPrefix(string(raw), "---") {
		return
	}
	switch p, good := parsePage(name, raw, f.Site, f.shelf, &f.Diagnostics); {
	case good:
		f.Pages = append(f.Pages, p)
	case p != nil:
		f.Spoilt = append(f.Spoilt, p)
	}
}

// doubles reports ids that come twice in one locale; the first stays.
func (f *Folder) doubles() {
	first := map[string]*Page{}
	f.Pages = slices.DeleteFunc(f.Pages, func(p *Page) bool {
		key := p.Locale + " " + p.ID
		if q := first[key]; q != nil {
			f.Diagnostics.add(Error, p.At, "double-id", fmt.Sprintf("The id %q is taken in %q by %s.", p.ID, p.Locale, q.At), "Give one of them another id.")
			return true
		}
		first[key] = p
		return false
	})
}

// Locales returns the locales of the pages, sorted.
func (f *Folder) Locales() (list []string) {
	for _, p := range f.Pages {
		if !slices.Contains(list, p.Locale) {
			list = append(list, p.Locale)
		}
	}
	slices.Sort(list)
	return list
}

func (f *Folder) ids(locale string) map[string]bool {
	ids := map[string]bool{}
	for _, p := range f.Pages {
		if p.Locale == locale {
			ids[p.ID] = true
		}
	}
	return ids
}

// Dangling reports links and follow-ups that lead to no article in their own
// locale. Publishing leaves their words and drops the reference.
func (f *Folder) Dangling(locale string) (out Diagnostics) {
	ids := f.ids(locale)
	missing := func(p *Page, id string, at Pos, what string) {
		if !ids[id] {
			out.add(Warning, at, "broken-link", fmt.Sprintf("The %s %q is no article in %q.", what, clip(id, 60), p.Locale), nearestID(id, ids))
		}
	}
	for _, p := range f.Pages {
		if p.Locale != locale {
			continue
		}
		for i, id := range p.Followups {
			missing(p, id, p.FollowAt[i], "follow-up")
		}
		for _, l := range p.Links {
			if id, ok := articleRef(l.Ref); ok {
				missing(p, id, l.At, "link")
			}
		}
	}
	return out
}

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
