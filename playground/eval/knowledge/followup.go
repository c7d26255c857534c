package knowledge

import (
	"flag"
	"fmt"

	"github.com/lamplight-help/lamplight/engine/dialogue"
	"github.com/lamplight-help/lamplight/playground/command"
)

// runFollowup replays conversations turn by turn and compares the words that
// the dialogue adds to a question with those that a person added. A missing
// word is a content stem of the rewritten question that the raw one lacks.
func runFollowup(env *command.Env, args []string) error {
	set := flag.NewFlagSet("followup", flag.ContinueOnError)
	data := set.String("data", "", "file with session, raw and resolved, in order")
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
	if err := t.need("session", "raw", "resolved"); err != nil {
		return err
	}
	var corpus []string
	for _, row := range t.rows {
		corpus = append(corpus, t.text(row, "raw"))
	}
	locale := localeOf(corpus)
	var s followScore
	var memory *dialogue.Memory
	session := ""
	for i, row := range t.rows {
		if next := t.text(row, "session"); i == 0 || next != session {
			session, memory = next, dialogue.NewMemory(locale)
		}
		raw := t.text(row, "raw")
		added := stemsOf(memory, memory.Resolve(raw))
		s.note(missing(memory, raw, t.text(row, "resolved")), added)
	}
	s.print(report{env.Stdout})
	return nil
}

// stemsOf turns added words into a set of stems.
func stemsOf(m *dialogue.Memory, words []string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words {
		for _, stem := range m.Content(w) {
			out[stem] = true
		}
	}
	return out
}

// missing is the set of content stems that raw lacks.
func missing(m *dialogue.Memory, raw, resolved string) map[string]bool {
	out := map[string]bool{}
	for _, stem := range m.Content(resolved) {
		out[stem] = true
	}
	for _, stem := range m.Content(raw) {
		delete(out, stem)
	}
	return out
}

// followScore sums up all turns.
type followScore struct {
	found, wrong, missed float64
	whole, left          float64 // turns that need nothing, and those left alone
}

func (s *followScore) note(want, got map[string]bool) {
	for stem := range got {
		if want[stem] {
			s.found++
		} else {
			s.wrong++
		}
	}
	for stem := range want {
		if !got[stem] {
			s.missed++
		}
	}
	if len(want) == 0 {
		s.whole++
		if len(got) == 0 {
			s.left++
		}
	}
}

func (s *followScore) print(r report) {
	recall, precision := s.found/(s.found+s.missed), s.found/(s.found+s.wrong)
	r.ratio("term_recall", recall)
	r.ratio("term_precision", precision)
	r.ratio("term_f1", 2*recall*precision/(recall+precision))
	r.ratio("exact", s.left/s.whole)
}
