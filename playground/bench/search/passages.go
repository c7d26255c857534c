package searchbench

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/lamplight-help/lamplight/playground/command"
)

// Passage is what one hit is: a heading and a text.
type Passage struct {
	Section int    `json:"section"` // number of the section it is from
	Title   string `json:"title"`
	Text    string `json:"text"`
}

// shortest is how many characters make a passage of a paragraph.
const shortest = 20

// corpus collects passages of one language.
type corpus struct {
	dir      string
	passages []Passage
	sections int // numbers given so far
	docs     int // sections of documentation, which are the first
	seen     map[string]bool
}

// English is documentation by paragraph, then answers of public FAQs, then the
// single sentences of both, then questions that users asked. The first 5,000
// passages need none of the last, 20,000 do.
func English(dir string) ([]Passage, int, error) {
	c := &corpus{dir: dir, seen: map[string]bool{}}
	err := c.documentation([]string{"kb/gitea_docs_2017.jsonl", "kb/chatwoot_docs.jsonl"}, func(lang string) bool { return strings.HasPrefix(lang, "en") })
	for _, name := range []string{"faq_en/stackfaq_kb.jsonl", "faq_en/covidfaq_kb.jsonl"} {
		if err == nil {
			err = c.answers(name)
		}
	}
	c.sentences()
	for _, name := range []string{"intent_en/clinc150_trainvalid.tsv", "intent_en/banking77_train.tsv"} {
		if err == nil {
			err = c.column(name, 2)
		}
	}
	return c.passages, c.docs, err
}

// Chinese is documentation by paragraph, then what a travel service answered,
// then questions that users asked banks and payment services.
func Chinese(dir string) ([]Passage, int, error) {
	c := &corpus{dir: dir, seen: map[string]bool{}}
	err := c.documentation([]string{"kb/gitea_docs_2017.jsonl"}, func(lang string) bool { return lang == "zh-cn" })
	if err == nil {
		err = c.dialogues("dialog/crosswoz_val.jsonl.gz")
	}
	for _, from := range []struct {
		name   string
		column int
	}{{"faq_zh/bqdev_kb.tsv", 1}, {"faq_zh/atec_kb.tsv", 1}, {"match_zh/bq_dev.tsv.gz", 1}, {"match_zh/atec_train.tsv.gz", 1}, {"match_zh/atec_train.tsv.gz", 2}} {
		if err == nil {
			err = c.column(from.name, from.column)
		}
	}
	return c.passages, c.docs, err
}

// add appends a passage unless its text is there already.
func (c *corpus) add(section int, title, text string) {
	text = strings.TrimSpace(text)
	if text == "" || c.seen[title+"\x00"+text] {
		return
	}
	c.seen[title+"\x00"+text] = true
	c.passages = append(c.passages, Passage{section, title, text})
}

// documentation adds sections, shuffled, so that the first thousand passages
// are from all over the documents.
func (c *corpus) documentation(names []string, want func(lang string) bool) error {
	type section struct{ Path, Lang, Section, Text string }
	var all []section
	for _, name := range names {
		err := lines(c.dir, name, func(line []byte) error {
			var s section
			if err := json.Unmarshal(line, &s); err != nil {
				return err
			}
			if want(s.Lang) {
				all = append(all, s)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	rand.New(rand.NewPCG(3, 4)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, s := range all {
		for _, p := range paragraphs(s.Text) {
			c.add(c.sections, s.Section, p)
		}
		c.sections++
	}
	c.docs = c.sections
	return nil
}

// answers adds the paragraphs of answers below their question.
func (c *corpus) answers(name string) error {
	return lines(c.dir, name, func(line []byte) error {
		var q struct {
			Question string
			Answers  []string
		}
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		for _, a := range q.Answers {
			for _, p := range paragraphs(a) {
				c.add(c.sections, q.Question, p)
			}
		}
		c.sections++
		return nil
	})
}

var sentenceEnd = regexp.MustCompile(`[.!?]\s+|\n+`)

// sentences adds every sentence of the passages so far as one of its own.
func (c *corpus) sentences() {
	for _, p := range c.passages {
		list := sentenceEnd.Split(p.Text, -1)
		if len(list) < 2 {
			continue
		}
		for _, s := range list {
			if utf8.RuneCountInString(s) >= 2*shortest {
				c.add(p.Section, p.Title, s)
			}
		}
	}
}

// dialogues adds what was answered below what was asked.
func (c *corpus) dialogues(name string) error {
	return lines(c.dir, name, func(line []byte) error {
		var d struct {
			Turns []struct{ R, T string }
		}
		if err := json.Unmarshal(line, &d); err != nil {
			return err
		}
		for i := 1; i < len(d.Turns); i++ {
			if d.Turns[i].R == "sys" && utf8.RuneCountInString(d.Turns[i].T) >= shortest {
				c.add(c.sections, d.Turns[i-1].T, d.Turns[i].T)
				c.sections++
			}
		}
		return nil
	})
}

// column adds one column of a table, without a heading.
func (c *corpus) column(name string, column int) error {
	first := true
	return lines(c.dir, name, func(line []byte) error {
		cells := strings.Split(string(line), "\t")
		if !first && column < len(cells) {
			c.add(c.sections, "", cells[column])
			c.sections++
		}
		first = false
		return nil
	})
}

var blank = regexp.MustCompile(`\n\s*\n`)

func paragraphs(text string) (list []string) {
	for _, p := range blank.Split(text, -1) {
		if utf8.RuneCountInString(strings.TrimSpace(p)) >= shortest {
			list = append(list, p)
		}
	}
	return list
}

// lines calls f for every line of a file below dir, plain or .gz.
func lines(dir, name string, f func(line []byte) error) error {
	file, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return &command.Problem{
			What:   fmt.Sprintf("The passages cannot be read: there is no %s in %s.", name, dir),
			Remedy: "Name the folder of public data with -data.",
			Cause:  err,
		}
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		if err := f(scan.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return scan.Err()
}
