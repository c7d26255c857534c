package demo

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// minArticles is what a product's help begins with.
const minArticles = 25

type testArticle struct {
	file, body string
	ID         string   `yaml:"id"`
	Locale     string   `yaml:"locale"`
	Title      string   `yaml:"title"`
	Questions  []string `yaml:"questions"`
	Keywords   []string `yaml:"keywords"`
	Signals    []string `yaml:"signals"`
	Task       string   `yaml:"task"`
	Followups  []string `yaml:"followups"`
	Anchors    []struct {
		Help, Role, Name, Selector, Route string
	} `yaml:"anchors"`
	Variants []struct{ Form, Text string } `yaml:"variants"`
}

// readArticles parses every article of one language, strictly.
func readArticles(t *testing.T, lang string) map[string]testArticle {
	t.Helper()
	files, err := fs.Glob(Articles(), lang+"/*.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]testArticle{}
	for _, name := range files {
		raw, err := fs.ReadFile(Articles(), name)
		if err != nil {
			t.Fatal(err)
		}
		rest, ok := strings.CutPrefix(string(raw), "---\n")
		front, body, found := strings.Cut(rest, "\n---\n")
		if !ok || !found {
			t.Errorf("%s: no front matter", name)
			continue
		}
		a := testArticle{file: name, body: body}
		if err := yaml.UnmarshalWithOptions([]byte(front), &a, yaml.Strict()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if a.Locale != lang || name != lang+"/"+a.ID+".md" {
			t.Errorf("%s: id %q and locale %q do not fit the name", name, a.ID, a.Locale)
		}
		out[a.ID] = a
	}
	return out
}

func TestArticlesExistInBothLanguages(t *testing.T) {
	en, zh := readArticles(t, "en"), readArticles(t, "zh")
	if len(en) < minArticles {
		t.Errorf("%d articles, want at least %d", len(en), minArticles)
	}
	for id, a := range en {
		b, ok := zh[id]
		if !ok {
			t.Errorf("%s is not in Chinese", id)
			continue
		}
		if !slices.Equal(a.Signals, b.Signals) || !slices.Equal(a.Followups, b.Followups) || len(a.Anchors) != len(b.Anchors) {
			t.Errorf("%s: signals, follow-ups or anchors differ between the languages", id)
		}
		for i := range min(len(a.Anchors), len(b.Anchors)) {
			if a.Anchors[i].Help != b.Anchors[i].Help || a.Anchors[i].Route != b.Anchors[i].Route {
				t.Errorf("%s: anchor %d differs between the languages", id, i+1)
			}
		}
	}
	for id := range zh {
		if _, ok := en[id]; !ok {
			t.Errorf("%s is not in English", id)
		}
	}
}

var (
	articleLink = regexp.MustCompile(`\]\(([^)]*)\)`)
	htmlTag     = regexp.MustCompile(`</?[a-zA-Z]`)
	boldText    = regexp.MustCompile(`\*\*([^*]+)\*\*`)
)

func TestArticlesAreComplete(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		all := readArticles(t, lang)
		for id, a := range all {
			if a.Title == "" || len(a.Questions) < 4 || len(a.Questions) > 8 || len(a.Anchors) == 0 || len(a.Signals) == 0 || len(a.Keywords) == 0 {
				t.Errorf("%s: title %q, %d questions, %d anchors, %d signals, %d keywords", a.file, a.Title, len(a.Questions), len(a.Anchors), len(a.Signals), len(a.Keywords))
			}
			for _, v := range a.Variants {
				if v.Text == "" || len([]rune(v.Text)) > 220 {
					t.Errorf("%s: the %s has %d characters", a.file, v.Form, len([]rune(v.Text)))
				}
			}
			for _, f := range a.Followups {
				if _, ok := all[f]; !ok || f == id {
					t.Errorf("%s: follow-up %q leads nowhere", a.file, f)
				}
			}
			for _, m := range articleLink.FindAllStringSubmatch(a.body, -1) {
				to, ok := strings.CutPrefix(m[1], "article:")
				if _, known := all[to]; !ok || !known {
					t.Errorf("%s: link %q leads nowhere", a.file, m[1])
				}
			}
			if htmlTag.MatchString(a.body) {
				t.Errorf("%s contains HTML", a.file)
			}
		}
	}
}

var (
	helpID = regexp.MustCompile(`(?:data-help|help)="([^"]+)"`)
	route  = regexp.MustCompile(`\["(/demo[^"]*)"`)
)

// TestAnchorsExistInKite: a help id or a route that the product lost leaves
// an article that never shows.
func TestAnchorsExistInKite(t *testing.T) {
	var ids, routes []string
	for _, text := range kiteSources(t) {
		for _, m := range helpID.FindAllStringSubmatch(text, -1) {
			ids = append(ids, m[1])
		}
		for _, m := range route.FindAllStringSubmatch(text, -1) {
			routes = append(routes, m[1])
		}
	}
	routes = append(routes, "/demo/funds/daily")
	for _, lang := range []string{"en", "zh"} {
		names := locale(t, lang)
		for _, a := range readArticles(t, lang) {
			for _, n := range a.Anchors {
				if n.Help != "" && !slices.Contains(ids, n.Help) {
					t.Errorf("%s: Kite has no help id %q", a.file, n.Help)
				}
				if n.Route != "" && !slices.Contains(routes, n.Route) {
					t.Errorf("%s: Kite has no route %q", a.file, n.Route)
				}
				if n.Name != "" && !hasText(names, n.Name) {
					t.Errorf("%s: nothing in Kite is called %q", a.file, n.Name)
				}
			}
		}
	}
}

// TestBoldTextsAreInKite: articles set the names of Kite's texts in bold, so
// a bold text that Kite does not show is a renamed button, or a name of one
// of the account's things.
func TestBoldTextsAreInKite(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		names := locale(t, lang)
		raw, err := bankFiles.ReadFile("bank/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range readArticles(t, lang) {
			for _, m := range boldText.FindAllStringSubmatch(a.body, -1) {
				if !hasText(names, m[1]) && !strings.Contains(string(raw), m[1]) && !slices.Contains(emphasised, m[1]) {
					t.Errorf("%s: Kite shows no %q", a.file, m[1])
				}
			}
		}
	}
}

// emphasised are the bold words that are no names: the sentence leans on them.
var emphasised = []string{"it", "the bank's", "English", "中文", "银行", "在银行预留的手机号"}

// hasText reports whether a text of the page equals name, or begins with it
// and goes on with a value.
func hasText(texts map[string]string, name string) bool {
	for _, text := range texts {
		if text == name || strings.HasPrefix(text, name+" {") {
			return true
		}
	}
	return false
}
