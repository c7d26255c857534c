package kb

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/kb"
)

// Accepted questions are written into the text of the front matter, not through
// a YAML printer: an author's file keeps its order, quotes and comments. The
// result is parsed before it is written, and has to be the same article with
// the questions at the end of its list.

var (
	errShape = errors.New("its list of questions has a form that is only read, not written")
	errOther = errors.New("writing there would change more than the questions")
)

// addQuestions returns the text of an article with further questions.
func addQuestions(file string, old []byte, questions []string) ([]byte, error) {
	end := "\n"
	if strings.Contains(string(old), "\r\n") {
		end = "\r\n"
	}
	lines := strings.SplitAfter(string(old), "\n")
	at, text, err := place(lines, questions, end)
	if err != nil {
		return nil, err
	}
	next := []byte(strings.Join(slices.Concat(lines[:at.from], text, lines[at.to:]), ""))
	before, after := alone(file, old), alone(file, next)
	if before == nil || after == nil || !slices.Equal(after.Questions, append(slices.Clone(before.Questions), questions...)) {
		return nil, errShape
	}
	before.Questions, after.Questions = nil, nil
	if !reflect.DeepEqual(before, after) {
		return nil, errOther
	}
	return next, nil
}

// span is a range of lines to replace.
type span struct{ from, to int }

// place finds where questions go and the lines that go there.
func place(lines, questions []string, end string) (span, []string, error) {
	last := closing(lines)
	if last < 0 {
		return span{}, nil, errShape
	}
	key := slices.IndexFunc(lines[:last], func(l string) bool { return strings.HasPrefix(l, "questions:") })
	if key < 0 {
		return span{last, last}, append([]string{"questions:" + end}, items("  ", questions, end)...), nil
	}
	value := strings.TrimSpace(strings.TrimPrefix(lines[key], "questions:"))
	switch {
	case value == "" || value[0] == '#':
		return below(lines, key, last, questions, end)
	case value[0] == '[' && strings.HasSuffix(value, "]"):
		return span{key, key + 1}, []string{flow(value, questions) + end}, nil
	}
	return span{}, nil, errShape
}

// closing returns the line that ends the front matter, or -1.
func closing(lines []string) int {
	if len(lines) == 0 || strings.TrimSpace(strings.TrimPrefix(lines[0], "\ufeff")) != "---" {
		return -1
	}
	for i := 1; i < len(lines); i++ {
		if strings.TrimRight(lines[i], "\r\n") == "---" {
			return i
		}
	}
	return -1
}

// below appends to a list of "- " lines, indented as its first.
func below(lines []string, key, last int, questions []string, end string) (span, []string, error) {
	after, indent := key+1, "  "
	for i := key + 1; i < last; i++ {
		bare := strings.TrimLeft(lines[i], " ")
		if len(bare) == len(lines[i]) && bare[0] != '-' && strings.TrimSpace(bare) != "" && bare[0] != '#' {
			break
		}
		if strings.HasPrefix(bare, "- ") && after == key+1 {
			indent = lines[i][:len(lines[i])-len(bare)]
		}
		if s := strings.TrimSpace(bare); s != "" && s[0] != '#' {
			after = i + 1
		}
	}
	return span{after, after}, items(indent, questions, end), nil
}

func items(indent string, questions []string, end string) (out []string) {
	for _, q := range questions {
		out = append(out, indent+"- "+quote(q)+end)
	}
	return out
}

// flow appends to "[a, b]".
func flow(value string, questions []string) string {
	head := strings.TrimRight(strings.TrimSuffix(value, "]"), " ,")
	for _, q := range questions {
		if head != "[" {
			head += ", "
		}
		head += quote(q)
	}
	return "questions: " + head + "]"
}

// quote writes a YAML double-quoted scalar.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// alone parses one file without its folder. What a missing folder makes wrong
// is wrong before and after.
func alone(file string, raw []byte) *kb.Article {
	f := publish.Read(fstest.MapFS{file: {Data: raw}})
	pages := append(f.Pages, f.Spoilt...)
	if len(pages) != 1 {
		return nil
	}
	return &pages[0].Article
}
