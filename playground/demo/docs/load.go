package docs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
)

const (
	maxFile = 8 << 20 // bytes of export that are read; the real one has 100 KB
	maxLine = 1 << 20 // bytes of one section
)

// A section is one line of the export.
type section struct {
	Path    string `json:"path"`
	Lang    string `json:"lang"`
	Title   string `json:"title"`
	Section string `json:"section"`
	Text    string `json:"text"`
}

// A page is one document in one language.
type page struct {
	Slug     string // "installation/from-binary"; "overview" for the first page
	Group    string // the folder: "installation"
	Title    string
	Sections []section
}

// A library is the whole documentation in one language, in reading order.
type library struct {
	pages  []*page
	bySlug map[string]*page
}

// groupOrder is the order in which a reader meets the folders.
var groupOrder = []string{"", "installation", "usage", "features", "upgrade", "advanced", "help"}

const overview = "overview"

// load reads the export. The error of a missing file wraps os.ErrNotExist.
func load(file string) (map[string]*library, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s: %d bytes, more than the %d that are read", file, info.Size(), maxFile)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	libs := map[string]*library{"en": newLibrary(), "zh": newLibrary()}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		var s section
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
		if lib := libs[shortLang(s.Lang)]; lib != nil {
			lib.add(s)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, lib := range libs {
		lib.order()
	}
	return libs, nil
}

func newLibrary() *library { return &library{bySlug: map[string]*page{}} }

func shortLang(lang string) string {
	short, _, _ := strings.Cut(lang, "-")
	return short
}

func (l *library) add(s section) {
	slug := slugOf(s.Path)
	p := l.bySlug[slug]
	if p == nil {
		group, _, found := strings.Cut(slug, "/")
		if !found {
			group = ""
		}
		p = &page{Slug: slug, Group: group, Title: s.Title}
		l.bySlug[slug] = p
		l.pages = append(l.pages, p)
	}
	p.Sections = append(p.Sections, s)
}

func (l *library) order() {
	slices.SortStableFunc(l.pages, func(a, b *page) int {
		return slices.Index(groupOrder, a.Group) - slices.Index(groupOrder, b.Group)
	})
}

// slugOf turns "content/doc/installation/from-binary.en-us.md" into
// "installation/from-binary".
func slugOf(file string) string {
	slug := strings.TrimPrefix(strings.TrimPrefix(file, "content/"), "doc/")
	dir, base := path.Split(slug)
	base, _, _ = strings.Cut(base, ".")
	if dir == "page/" {
		return overview
	}
	return dir + base
}
