package answer

import (
	"os"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// TestSupport judges the pairs of testdata/support.txt.
func TestSupport(t *testing.T) {
	raw, err := os.ReadFile("testdata/support.txt")
	if err != nil {
		t.Fatal(err)
	}
	var check *checker
	var source []string
	locale, reading, seen := "", false, 0
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "= "):
			locale, source, reading = line[2:], nil, true
		case reading && line == "":
			check, reading = newChecker(Sources([]kb.Article{article("a", source...)}, Limits{}), locale), false
		case reading:
			source = append(source, line)
		case strings.HasPrefix(line, "+ "), strings.HasPrefix(line, "- "):
			seen++
			v := check.judge(wideBrackets.Replace(line[2:]))
			if v.kept != (line[0] == '+') {
				t.Errorf("%s\n\tkept %v: %s", line, v.kept, v.why)
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d sentences were judged", seen)
	}
}

// article makes one of a title and paragraphs.
func article(id string, lines ...string) kb.Article {
	a := kb.Article{ID: id, Locale: "en", Title: lines[0]}
	for _, l := range lines[1:] {
		a.Blocks = append(a.Blocks, kb.Block{Kind: kb.Paragraph, Kids: []kb.Block{{Kind: kb.Text, Text: l}}})
	}
	return a
}
