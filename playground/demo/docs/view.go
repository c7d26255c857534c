package docs

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"slices"
	"strings"
)

//go:embed words.json
var wordsJSON []byte

// words are the texts of the frame in one language.
type words struct {
	HTMLLang     string            `json:"htmlLang"`
	Site         string            `json:"site"`
	Skip         string            `json:"skip"`
	Menu         string            `json:"menu"`
	OnPage       string            `json:"onPage"`
	Language     string            `json:"language"`
	Previous     string            `json:"previous"`
	Next         string            `json:"next"`
	Source       string            `json:"source"`
	Missing      string            `json:"missing"`
	MissingText  string            `json:"missingText"`
	BrokenText   string            `json:"brokenText"`
	NotFound     string            `json:"notFound"`
	NotFoundText string            `json:"notFoundText"`
	Groups       map[string]string `json:"groups"`
}

var labels = func() map[string]words {
	var all map[string]words
	if err := json.Unmarshal(wordsJSON, &all); err != nil {
		panic("docs: words.json: " + err.Error()) // embedded, so a build mistake
	}
	return all
}()

// A view is what page.html draws.
type view struct {
	Lang, Title, Notice, Base string
	Words                     words
	Groups                    []group
	Sections                  []shownSection
	Other                     string // the same page in the other language
	Previous, Next            *page
}

type group struct {
	Title string
	Links []navLink
}

type navLink struct {
	Slug, Title string
	Current     bool
}

type shownSection struct {
	ID, Title string
	HTML      template.HTML
}

// fill shows one page. A section that cannot be rendered keeps its heading
// and says why, so that the rest of the page stays readable.
func (v *view) fill(libs map[string]*library, p *page) {
	lib := libs[v.Lang]
	v.Title = p.Title
	v.Groups = groups(lib, v.Words, p.Slug)
	v.Other = otherLang(libs, v.Lang, p.Slug)
	for i, s := range p.Sections {
		html, err := lib.render(v.Lang, s.Text)
		if err != nil {
			html = template.HTML(template.HTMLEscapeString(err.Error()))
		}
		title := strings.ReplaceAll(s.Section, "`", "")
		if i == 0 && (title == p.Title || title == "") {
			title = ""
		}
		v.Sections = append(v.Sections, shownSection{ID: headingID(s.Section), Title: title, HTML: html})
	}
	at := slices.Index(lib.pages, p)
	if at > 0 {
		v.Previous = lib.pages[at-1]
	}
	if at+1 < len(lib.pages) {
		v.Next = lib.pages[at+1]
	}
}

func groups(lib *library, words words, current string) []group {
	var out []group
	for _, p := range lib.pages {
		title := words.Groups[p.Group]
		if len(out) == 0 || out[len(out)-1].Title != title {
			out = append(out, group{Title: title})
		}
		g := &out[len(out)-1]
		g.Links = append(g.Links, navLink{Slug: p.Slug, Title: p.Title, Current: p.Slug == current})
	}
	return out
}

// otherLang is the same page in the other language, or that language's
// overview where the page was never translated.
func otherLang(libs map[string]*library, lang, slug string) string {
	other := "zh"
	if lang == "zh" {
		other = "en"
	}
	if libs[other].bySlug[slug] == nil {
		slug = overview
	}
	return Base + other + "/" + slug
}
