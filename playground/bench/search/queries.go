package searchbench

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Query is what is typed, and the section it was made from.
type Query struct {
	Kind    string `json:"kind"` // "heading", "prefix" or "typo"
	Text    string `json:"text"`
	Section int    `json:"section"`
}

// kinds are the ways to make a query of a heading, in the order of the table.
var kinds = []struct {
	name string
	make func(heading string, n int) string
}{
	{"heading", func(h string, _ int) string { return h }},
	{"prefix", func(h string, _ int) string { return Begun(h) }},
	{"typo", Misspelt},
}

// Queries makes one of each kind from at most n sections of documentation that
// are among the passages and whose heading no other section has. docs is the
// number of the first section that is no documentation.
func Queries(passages []Passage, docs, n int) (list []Query) {
	heads := map[string]int{} // section of a heading, -1 when there are several
	var order []string
	for _, p := range passages {
		key := strings.ToLower(p.Title)
		section, known := heads[key]
		switch {
		case p.Section >= docs || utf8.RuneCountInString(p.Title) < 4:
		case !known:
			heads[key] = p.Section
			order = append(order, p.Title)
		case section != p.Section:
			heads[key] = -1
		}
	}
	for i, title := range order {
		section := heads[strings.ToLower(title)]
		if section < 0 || len(list) >= n*len(kinds) {
			continue
		}
		for _, kind := range kinds {
			if text := kind.make(title, i); text != "" {
				list = append(list, Query{kind.name, text, section})
			}
		}
	}
	return list
}

// Begun is the first 70 % of a heading's letters, as somebody types it.
func Begun(heading string) string {
	runes := []rune(heading)
	return strings.TrimSpace(string(runes[:len(runes)*7/10]))
}

// Misspelt is a heading with one error in its longest word: a letter left out,
// doubled, exchanged with the next, or hit beside, in turn by n. A heading in
// which no word has four letters gives "".
func Misspelt(heading string, n int) string {
	runes := []rune(heading)
	from, to := longest(runes)
	if to-from < 4 {
		return ""
	}
	at := from + 1 + n%(to-from-2)
	out := append([]rune(nil), runes[:at]...)
	switch n % 4 {
	case 0:
		return string(append(out, runes[at+1:]...))
	case 1:
		return string(append(append(out, runes[at]), runes[at:]...))
	case 2:
		return string(append(append(out, runes[at+1], runes[at]), runes[at+2:]...))
	default:
		beside := runes[at] + 1
		if !unicode.IsLetter(beside) {
			beside = runes[at] - 1
		}
		return string(append(append(out, beside), runes[at+1:]...))
	}
}

// longest finds the longest run of letters of an alphabet. Chinese has none.
func longest(runes []rune) (from, to int) {
	start := 0
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && unicode.IsLetter(runes[i]) && !unicode.Is(unicode.Han, runes[i]) {
			continue
		}
		if i-start > to-from {
			from, to = start, i
		}
		start = i + 1
	}
	return from, to
}
