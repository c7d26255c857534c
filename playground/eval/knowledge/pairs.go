package knowledge

import (
	"encoding/json"
	"flag"
	"fmt"
	"sort"

	"github.com/lamplight-help/lamplight/engine/index/likeness"
	"github.com/lamplight-help/lamplight/playground/command"
)

// runPairs scores how well likeness tells pairs that mean the same from others.
// The measure learns about words from all the sentences, never from a label.
func runPairs(env *command.Env, args []string) error {
	set := flag.NewFlagSet("pairs", flag.ContinueOnError)
	data := set.String("data", "", "file with label, s1, s2")
	if err := parse(env, set, args); err != nil {
		return err
	}
	if *data == "" {
		return fmt.Errorf("%w: --data is needed", command.ErrUsage)
	}
	t, err := readTable(*data)
	if err != nil {
		return err
	}
	if err := t.need("label", "s1", "s2"); err != nil {
		return err
	}
	var corpus []string
	for _, row := range t.rows {
		corpus = append(corpus, t.text(row, "s1"), t.text(row, "s2"))
	}
	m := likeness.New(corpus, localeOf(corpus))
	var scores, labels, same, other []float64
	for i, row := range t.rows {
		v, label := m.Likeness(corpus[2*i], corpus[2*i+1]), 0.0
		if marked(t.text(row, "label")) {
			label, same = 1, append(same, v)
		} else {
			other = append(other, v)
		}
		scores, labels = append(scores, v), append(labels, label)
	}
	r := report{env.Stdout}
	r.ratio("spearman", spearman(scores, labels))
	r.ratio("auroc", auroc(same, other))
	return nil
}

// ranking is one question with labelled candidates.
type ranking struct {
	Q     string      `json:"q"`
	Cands []candidate `json:"cands"`
}

type candidate struct {
	text string
	good bool
}

// UnmarshalJSON reads [text, label].
func (c *candidate) UnmarshalJSON(b []byte) error {
	var pair []any
	if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return fmt.Errorf("a candidate has %d parts, not text and label", len(pair))
	}
	s, ok := pair[0].(string)
	if !ok {
		return fmt.Errorf("the text of a candidate is not a string")
	}
	c.text, c.good = s, marked(pair[1])
	return nil
}

// runRerank orders candidates by likeness.
func runRerank(env *command.Env, args []string) error {
	set := flag.NewFlagSet("rerank", flag.ContinueOnError)
	data := set.String("data", "", "file with q and cands, one question a line")
	if err := parse(env, set, args); err != nil {
		return err
	}
	if *data == "" {
		return fmt.Errorf("%w: --data is needed", command.ErrUsage)
	}
	var all []ranking
	var corpus []string
	err := eachLine(*data, func(n int, line string) error {
		if line == "" {
			return nil
		}
		var r ranking
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return &command.Problem{What: fmt.Sprintf("%s:%d is not a question with candidates.", *data, n), Remedy: `It reads {"q": …, "cands": [[text, label], …]}.`, Cause: err}
		}
		all, corpus = append(all, r), append(corpus, r.Q)
		for _, c := range r.Cands {
			corpus = append(corpus, c.text)
		}
		return nil
	})
	if err != nil {
		return err
	}
	scoreRankings(report{env.Stdout}, all, likeness.New(corpus, localeOf(corpus)))
	return nil
}

// scoreRankings prints precision at one, and the mean average precision over
// the questions that have a good candidate.
func scoreRankings(r report, all []ranking, m *likeness.Measure) {
	var first, precision, having float64
	for i := range all {
		c := all[i].Cands
		score := make([]float64, len(c))
		order := make([]int, len(c))
		for k := range c {
			score[k], order[k] = m.Likeness(all[i].Q, c[k].text), k
		}
		sort.SliceStable(order, func(a, b int) bool { return score[order[a]] > score[order[b]] })
		good, sum := 0.0, 0.0
		for place, k := range order {
			if c[k].good {
				good++
				sum += good / float64(place+1)
				if place == 0 {
					first++
				}
			}
		}
		if good > 0 {
			precision += sum / good
			having++
		}
	}
	r.ratio("p@1", first/float64(len(all)))
	r.ratio("map", precision/having)
}
