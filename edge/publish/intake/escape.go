package intake

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// escape puts a backslash before what Markdown would take for a mark.
func escape(s string) string {
	var b strings.Builder
	for i, c := range s {
		if strings.ContainsRune("\\`*_[]<>|&", c) || i == 0 && strings.ContainsRune("#+-~", c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

var numbered = regexp.MustCompile(`^([0-9]{1,9})([.)])$`)

// escapeStart keeps a number at the start of a line from becoming a list.
func escapeStart(s string) string { return numbered.ReplaceAllString(s, `$1\$2`) }

// destination writes a link target so that it cannot end early.
func destination(href string) string {
	href = strings.TrimSpace(href)
	if strings.ContainsFunc(href, func(r rune) bool { return unicode.IsSpace(r) || r < ' ' || strings.ContainsRune("<>()", r) }) {
		href = strings.NewReplacer(" ", "%20", "<", "%3C", ">", "%3E", "(", "%28", ")", "%29", "\n", "", "\r", "", "\t", "").Replace(href)
	}
	return href
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// splitKeeping cuts text into words and the white space between them.
func splitKeeping(s string) (parts []string) {
	start, white := 0, false
	for i, c := range s {
		if w := unicode.IsSpace(c); i > 0 && w != white {
			parts = append(parts, s[start:i])
			start = i
			white = w
		} else {
			white = w
		}
	}
	if start < len(s) {
		parts = append(parts, s[start:])
	}
	return parts
}
