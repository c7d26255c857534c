package knowledge

import (
	"encoding/json"
	"flag"
	"fmt"
	"strings"

	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/playground/command"
)

// entry is one line of a base of answered questions.
type entry struct {
	ID           string   `json:"id"`
	Question     string   `json:"question"`
	Answers      []string `json:"answers"`
	AltQuestions []string `json:"alt_questions"`
	fields       map[string]any
}

// article makes the question the title, as an author would.
func (e *entry) article() kb.Article {
	a := kb.Article{ID: e.ID, Title: e.Question, Questions: e.AltQuestions}
	for _, s := range e.Answers {
		a.Blocks = append(a.Blocks, kb.Block{Kind: kb.Paragraph, Kids: []kb.Block{{Kind: kb.Text, Text: s}}})
	}
	return a
}

// readEntries reads a base: JSON lines, or tab-separated with id and question.
func readEntries(name string) ([]entry, error) {
	if strings.HasSuffix(strings.TrimSuffix(name, ".gz"), ".tsv") {
		return readEntryTable(name)
	}
	var out []entry
	err := eachLine(name, func(n int, line string) error {
		if line == "" {
			return nil
		}
		var e entry
		err := json.Unmarshal([]byte(line), &e)
		if err == nil {
			err = json.Unmarshal([]byte(line), &e.fields)
		}
		if err != nil {
			return &command.Problem{What: fmt.Sprintf("%s:%d is not a JSON object.", name, n), Remedy: "Each line holds id, question and answers.", Cause: err}
		}
		out = append(out, e)
		return nil
	})
	return out, err
}

func readEntryTable(name string) ([]entry, error) {
	t, err := readTable(name)
	if err != nil {
		return nil, err
	}
	if err := t.need("id", "question"); err != nil {
		return nil, err
	}
	var out []entry
	for _, row := range t.rows {
		e := entry{ID: t.text(row, "id"), Question: t.text(row, "question"), fields: map[string]any{}}
		for c := range t.columns {
			e.fields[c] = t.text(row, c)
		}
		out = append(out, e)
	}
	return out, nil
}

// marked reports whether a flag column says yes.
func marked(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case float64:
		return v != 0
	case string:
		return v != "" && v != "0" && !strings.EqualFold(v, "false") && !strings.EqualFold(v, "no")
	}
	return false
}

// goldColumns and removedColumn are what query files call these things.
var goldColumns = []string{"gold_ids", "gold_id"}

const removedColumn = "gold_is_removed"

func runFAQ(env *command.Env, args []string) error {
	set := flag.NewFlagSet("faq", flag.ContinueOnError)
	base := set.String("kb", "", "file of answered questions")
	queries := set.String("queries", "", "file of questions with gold_id or gold_ids")
	drop := set.String("drop", "", "leave out the articles that this column marks")
	if err := parse(env, set, args); err != nil {
		return err
	}
	if *base == "" || *queries == "" {
		return fmt.Errorf("%w: --kb and --queries are needed", command.ErrUsage)
	}
	entries, err := readEntries(*base)
	if err != nil {
		return err
	}
	asked, err := readTable(*queries)
	if err != nil {
		return err
	}
	if err := asked.need("query"); err != nil {
		return err
	}
	return scoreFAQ(report{env.Stdout}, entries, asked, *drop)
}

// scoreFAQ builds the base, asks, and prints.
func scoreFAQ(r report, entries []entry, asked *table, drop string) error {
	var articles []kb.Article
	number, corpus := map[string]int32{}, []string{}
	for i := range entries {
		if drop != "" && marked(entries[i].fields[drop]) {
			continue
		}
		number[entries[i].ID] = int32(len(articles))
		articles = append(articles, entries[i].article())
		corpus = append(corpus, entries[i].Question)
	}
	b, err := index.Build(articles, localeOf(corpus))
	if err != nil {
		return err
	}
	x, err := index.Open(b)
	if err != nil {
		return err
	}
	var s faqScore
	for _, row := range asked.rows {
		gold, removed := goldOf(asked, row, number, drop)
		s.note(x.Search(asked.text(row, "query"), index.Context{}, index.MaxHits), gold, removed)
	}
	s.print(r, drop != "")
	return nil
}

// goldOf returns the articles that answer a query, and whether it counts as
// unanswerable because they were left out.
func goldOf(t *table, row []string, number map[string]int32, drop string) (map[int32]bool, bool) {
	gold := map[int32]bool{}
	for _, column := range goldColumns {
		for _, id := range strings.Split(t.text(row, column), ",") {
			if n, ok := number[strings.TrimSpace(id)]; ok {
				gold[n] = true
			}
		}
	}
	flagged, has := t.get(row, removedColumn)
	return gold, drop != "" && (has && marked(flagged) || !has && len(gold) == 0)
}

// faqScore sums up a run.
type faqScore struct {
	n, hit1, hit3, hit5, mrr float64
	answerable, unanswerable []float64
}

func (s *faqScore) note(hits []index.Hit, gold map[int32]bool, removed bool) {
	belief := -1e9
	if len(hits) > 0 {
		belief = hits[0].Belief
	}
	if removed {
		s.unanswerable = append(s.unanswerable, belief)
		return
	}
	s.answerable = append(s.answerable, belief)
	s.n++
	for i, h := range hits {
		if !gold[h.Article] {
			continue
		}
		s.mrr += 1 / float64(i+1)
		for _, c := range []struct {
			sum *float64
			k   int
		}{{&s.hit1, 1}, {&s.hit3, 3}, {&s.hit5, 5}} {
			if i < c.k {
				*c.sum++
			}
		}
		return
	}
}

func (s *faqScore) print(r report, dropped bool) {
	r.ratio("hit@1", s.hit1/s.n)
	r.ratio("hit@3", s.hit3/s.n)
	r.ratio("hit@5", s.hit5/s.n)
	r.ratio("mrr", s.mrr/s.n)
	if dropped {
		r.ratio("oos_auroc", auroc(s.answerable, s.unanswerable))
	}
}

// localeOf guesses "zh" for text that is mostly Han characters, else "en".
func localeOf(texts []string) string {
	han, all := 0, 0
	for _, s := range texts {
		for _, r := range s {
			if r > ' ' {
				all++
			}
			if r >= 0x4E00 && r <= 0x9FFF {
				han++
			}
		}
	}
	if han*3 > all {
		return "zh"
	}
	return "en"
}
