// Package lint reads a folder of articles as a critical editor would, and
// says so like a compiler: file:line:column, what, how to mend it.
//
// Check runs every rule:
//
//	rule                  what it finds                               file
//	(publish's own)       encoding, front matter, links, media        edge/publish
//	broken-link           links and follow-ups to nothing             edge/publish
//	missing-translation   an article that one of the locales lacks    set.go
//	translation-differs   steps, places or signals that one has       twin.go
//	unreachable-followup  offered to people who may not read it       set.go
//	unreachable           nothing leads to the article                set.go
//	broken-anchor         help ids and routes the product lacks       anchor.go
//	bad-selector          CSS that no browser will parse              anchor.go
//	crowded-anchor        one place, too many articles                anchor.go
//	competing-questions   two articles asked for in the same words    question.go
//	not-found             none of its questions finds the article     question.go
//	reading-level         sentences too long for a hurried reader     reading.go
//	long-variant          a hint that hides what it is about          form.go
//	unknown-task          an action the product does not register     form.go
//	no-alt, no-captions   pictures without text, films without words  reading.go
//
// Thresholds stand at the top of each file with their source.
package lint

import "github.com/lamplight-help/lamplight/edge/publish"

// Check returns the diagnostics of reading f and those of every rule, sorted.
func Check(f *publish.Folder) publish.Diagnostics {
	out := append(publish.Diagnostics(nil), f.Diagnostics...)
	for _, locale := range f.Locales() {
		l := locally{locale: locale, out: &out, site: f.Site}
		for _, p := range f.Pages {
			if p.Locale == locale {
				l.pages = append(l.pages, p)
			}
		}
		out = append(out, f.Dangling(locale)...)
		l.reachability()
		l.anchors()
		l.questions()
		l.reading()
		l.forms()
	}
	translations(f, &out)
	twins(f, &out)
	out.Sort()
	return out
}

// locally is the view of one locale that the rules share.
type locally struct {
	locale string
	pages  []*publish.Page
	site   *publish.Site
	out    *publish.Diagnostics
}

func (l *locally) warn(at publish.Pos, rule, what, remedy string) {
	l.out.Add(publish.Warning, at, rule, what, remedy)
}
