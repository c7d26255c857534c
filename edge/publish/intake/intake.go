// Package intake brings knowledge from elsewhere into a folder of articles.
//
//	format     source                                             documented at
//	sections   JSONL: path, lang, title, section, text             AUTHORING.md
//	docs       a folder of plain Markdown; sections become articles
//	qa         CSV or JSONL: question, answer, …                   AUTHORING.md
//	zendesk    GET /api/v2/help_center/{locale}/articles.json      https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/
//	intercom   GET /articles                                       https://developers.intercom.com/docs/references/rest-api/api.intercom.io/articles
//	freshdesk  GET /api/v2/solutions/folders/{id}/articles         https://developers.freshdesk.com/api/#solution_article_attributes
//	chatwoot   GET /api/v1/accounts/{id}/portals/{slug}/articles   https://developers.chatwoot.com/api-reference/help-center/add-a-new-article
//
// Read turns a source into Items, Write puts them into a folder as files with
// front matter. Ids come from the source's own ids or titles, so importing
// again updates the same files. A file that somebody has edited since is
// left alone and reported; one whose source is gone is removed.
package intake

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Caps on a source.
const (
	// MaxSource is the size of one source file in bytes.
	MaxSource = 64 << 20
	// MaxItems is the number of articles of one import.
	MaxItems = 30000
	// MaxHTML is the size of one article's HTML in bytes.
	MaxHTML = 1 << 20
)

// Item is one article on its way in.
type Item struct {
	ID        string
	Locale    string
	Title     string
	Questions []string
	Keywords  []string
	Body      string // Markdown
}

// Problem is something in a source that could not be used.
type Problem struct {
	File string
	Line int // 0 when the file has no lines
	What string
}

// Error returns "file:line: what".
func (p *Problem) Error() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.What)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.What)
}

// Formats are the names that Read takes, besides "" for finding out.
var Formats = []string{"sections", "docs", "qa", "zendesk", "intercom", "freshdesk", "chatwoot"}

// Read reads every file of a source. locale is used where the source names
// none. Drafts and archived articles are passed over. The problems name what
// else was passed over; the error, when there is one, that nothing can be used.
func Read(fsys fs.FS, format, locale string) (items []Item, problems []*Problem, err error) {
	files, err := list(fsys)
	if err != nil {
		return nil, nil, err
	}
	r := &reader{}
	if r.locale = r.localeOf(locale); r.locale == "" {
		return nil, nil, &Problem{File: ".", What: fmt.Sprintf("%q is no locale; write a tag as en, zh or pt-BR", locale)}
	}
	if format == "docs" || format == "" && mostlyMarkdown(files) {
		r.docs(fsys, files)
		return r.result()
	}
	for _, name := range files {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, nil, err
		}
		if len(raw) > MaxSource {
			r.problem(name, 0, fmt.Sprintf("%d bytes are over the cap of %d", len(raw), MaxSource))
			continue
		}
		text, ok := r.decode(name, raw)
		if !ok {
			continue
		}
		f := format
		if f == "" {
			f = guess(name, text)
		}
		r.file(f, name, text)
	}
	return r.result()
}

// reader collects items and problems.
type reader struct {
	locale   string
	items    []Item
	problems []*Problem
}

func (r *reader) problem(file string, line int, what string) {
	r.problems = append(r.problems, &Problem{file, line, what})
}

func (r *reader) file(format, name, text string) {
	switch format {
	case "sections":
		r.sections(name, text)
	case "qa":
		r.questions(name, text)
	case "zendesk", "intercom", "freshdesk", "chatwoot":
		r.desk(format, name, text)
	default:
		r.problem(name, 0, "the format is not known; name it with -from "+strings.Join(Formats, "|"))
	}
}

func (r *reader) result() ([]Item, []*Problem, error) {
	if len(r.items) == 0 {
		if len(r.problems) > 0 {
			return nil, r.problems, r.problems[0]
		}
		return nil, nil, &Problem{File: ".", What: "there are no articles in the source"}
	}
	if len(r.items) > MaxItems {
		return nil, r.problems, &Problem{File: ".", What: fmt.Sprintf("%d articles are over the cap of %d", len(r.items), MaxItems)}
	}
	r.fit()
	unique(r.items)
	return r.items, r.problems, nil
}

// unique numbers ids that come twice in a locale, in order of appearance.
func unique(items []Item) {
	taken := map[string]int{}
	for i := range items {
		key := items[i].Locale + " " + items[i].ID
		if taken[key]++; taken[key] > 1 {
			items[i].ID = fmt.Sprintf("%s-%d", items[i].ID, taken[key])
		}
	}
}

// list names the files of a source in order.
func list(fsys fs.FS) (files []string, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if base := path.Base(name); name != "." && strings.HasPrefix(base, ".") {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.Type().IsRegular() {
			files = append(files, name)
		}
		return nil
	})
	return files, err
}

func mostlyMarkdown(files []string) bool {
	n := 0
	for _, f := range files {
		if ext := path.Ext(f); ext == ".md" || ext == ".markdown" {
			n++
		}
	}
	return n*2 > len(files)
}

// guess tells a format by its first characters and names.
func guess(name, text string) string {
	head := text[:min(len(text), 4096)]
	has := func(keys ...string) bool {
		for _, k := range keys {
			if !strings.Contains(head, `"`+k+`"`) {
				return false
			}
		}
		return true
	}
	switch ext := path.Ext(name); {
	case ext == ".csv" || ext == ".tsv":
		return "qa"
	case has("section", "text", "path"):
		return "sections"
	case has("question"):
		return "qa"
	case has("articles", "section_id") || has("articles", "html_url"):
		return "zendesk"
	case has("type", "data") || has("workspace_id", "title"):
		return "intercom"
	case has("description_text") || has("folder_id", "title"):
		return "freshdesk"
	case has("payload", "title") || has("portal_id"):
		return "chatwoot"
	}
	return ""
}
