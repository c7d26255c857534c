package searchbench

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/lamplight-help/lamplight/playground/command"
)

// enough is how many characters of short paragraphs are put together to make
// one passage of a manual.
const enough = 300

// Manuals makes passages of every Markdown file below dir, for a knowledge
// base larger than the public data: consecutive paragraphs of a section, put
// together until they have 300 characters, files in a fixed random order.
func Manuals(dir string) (passages []Passage, docs int, err error) {
	c := &corpus{seen: map[string]bool{}}
	var files []string
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && strings.EqualFold(filepath.Ext(path), ".md") {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		return nil, 0, &command.Problem{What: fmt.Sprintf("There are no Markdown files to read below %s.", dir), Remedy: "Name another folder with -docs.", Cause: err}
	}
	rand.New(rand.NewPCG(5, 6)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, 0, err
		}
		if utf8.Valid(text) {
			c.manual(string(text))
		}
	}
	return c.passages, c.sections, nil
}

// manual adds one file, section by section. Nothing in a code fence is a
// heading.
func (c *corpus) manual(text string) {
	title, fenced := "", false
	var body strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		heading := strings.TrimLeft(line, "#")
		if !fenced && heading != line && strings.HasPrefix(heading, " ") {
			c.section(title, body.String())
			title = strings.TrimSpace(heading)
			body.Reset()
			continue
		}
		body.WriteString(line)
	}
	c.section(title, body.String())
}

func (c *corpus) section(title, text string) {
	passage := ""
	for _, p := range paragraphs(text) {
		passage += p + "\n\n"
		if utf8.RuneCountInString(passage) >= enough {
			c.add(c.sections, title, passage)
			passage = ""
		}
	}
	c.add(c.sections, title, passage)
	c.sections++
}
