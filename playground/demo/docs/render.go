package docs

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// maxMarkdown is the largest section that is rendered, in bytes. Goldmark's
// time grows with the square of hostile input.
const maxMarkdown = 64 << 10

var markdown = goldmark.New(goldmark.WithExtensions(
	extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
	extension.Strikethrough, extension.Linkify,
))

// policy lets through what documentation needs. Links leave in the same tab
// and without a referrer's weight.
var policy = func() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.AllowImages()
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[a-z0-9]+$`)).OnElements("code")
	return p
}()

// relref is Hugo's way to link to another page; heading links such as
// "#build" need nothing done.
var relref = regexp.MustCompile(`\{\{<\s*relref\s+"([^"]+)"\s*>\}\}`)

// render turns the Markdown of one section into HTML that is safe to serve.
func (l *library) render(lang, text string) (template.HTML, error) {
	if len(text) > maxMarkdown {
		return "", fmt.Errorf("section of %d bytes, more than the %d that are rendered", len(text), maxMarkdown)
	}
	text = relref.ReplaceAllStringFunc(text, func(ref string) string {
		return l.link(lang, relref.FindStringSubmatch(ref)[1])
	})
	var out bytes.Buffer
	if err := markdown.Convert([]byte(text), &out); err != nil {
		return "", err
	}
	return template.HTML(policy.SanitizeBytes(out.Bytes())), nil // sanitised on this line
}

// link finds the page that a relref names, by the end of its path.
func (l *library) link(lang, ref string) string {
	want := slugOf(ref)
	for _, p := range l.pages {
		if p.Slug == want || strings.HasSuffix(p.Slug, "/"+want) {
			return Base + lang + "/" + p.Slug
		}
	}
	return Base + lang + "/"
}

var notInID = regexp.MustCompile(`[^\p{L}\p{N}]+`)

// headingID is the fragment of a section: its letters and digits, lower case.
func headingID(title string) string {
	return strings.Trim(notInID.ReplaceAllString(strings.ToLower(title), "-"), "-")
}
