package intake

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lamplight-help/lamplight/edge/publish"
)

const (
	// longLine is where lines are broken, so that they stay below the cap of
	// publish with their marks.
	longLine = publish.MaxLine / 2
	// longBody leaves room for front matter below the cap of a file.
	longBody = publish.MaxFile - publish.MaxFront
)

// fit brings items below the caps of publish: control characters go, titles
// are cut, questions too long to be asked are dropped, long lines are broken.
// What publish would still refuse is passed over and named, so that one bad
// article does not keep the others from being published.
func (r *reader) fit() {
	kept := r.items[:0]
	for _, it := range r.items {
		it.Title = cut(plain(strings.Join(strings.Fields(it.Title), " ")), publish.MaxTitle-20)
		it.Questions, it.Keywords = short(it.Questions), short(it.Keywords)
		it.Body = breakLines(plain(it.Body))
		if len(it.Body) > longBody {
			r.problem(it.ID, 0, fmt.Sprintf("the article has %d bytes; split it at its headings below %d", len(it.Body), longBody))
			continue
		}
		if it.Title == "" {
			continue
		}
		if d := publish.Validate(it.Locale+"/"+it.ID+".md", []byte(it.File())); d.Broken() {
			r.problem(it.ID, 0, "the article could not be published: "+d.Error())
			continue
		}
		kept = append(kept, it)
	}
	r.items = kept
}

func plain(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' || c == 0x7f || c == utf8.RuneError {
			return -1
		}
		return c
	}, s)
}

func short(list []string) (kept []string) {
	for _, s := range list {
		if s = plain(s); s != "" && len(s) <= publish.MaxQuestion {
			kept = append(kept, s)
		}
	}
	return kept
}

// cut shortens to at most n bytes at the end of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// breakLines breaks long lines at blanks, or anywhere when there is none.
func breakLines(body string) string {
	if len(body) < longLine {
		return body
	}
	lines := strings.Split(body, "\n")
	for i, l := range lines {
		var parts []string
		for len(l) > longLine {
			at := strings.LastIndexByte(l[:longLine], ' ') + 1
			if at == 0 {
				at = len(cut(l, longLine)) - len("…")
			}
			parts, l = append(parts, strings.TrimRight(l[:at], " ")), l[at:]
		}
		lines[i] = strings.Join(append(parts, l), "\n")
	}
	return strings.Join(lines, "\n")
}
