package corpus

import (
	"fmt"
	"path/filepath"

	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Tally counts findings. A finding is a cause in a case: reporting it again in
// the same case changes nothing.
type Tally struct{ Right, Wrong, Missed int }

// Precision is the share of the reports that are right, 1 without reports.
func (t Tally) Precision() float64 { return share(t.Right, t.Wrong) }

// Recall is the share of what should be reported that is.
func (t Tally) Recall() float64 { return share(t.Right, t.Missed) }

func share(a, b int) float64 {
	if a+b == 0 {
		return 1
	}
	return float64(a) / float64(a+b)
}

// Score is what the detectors are worth on a corpus.
type Score struct {
	Quiet, True int // cases
	All         Tally
	Signal      [struggle.Causes + 1]Tally // by cause
	Faults      []string                   // one sentence per wrong or missed finding
}

// Measure runs every case below dir, the folder with quiet/ and true/.
func Measure(dir string) (*Score, error) {
	s := new(Score)
	for _, part := range []struct {
		name  string
		count *int
	}{{"quiet", &s.Quiet}, {"true", &s.True}} {
		cases, err := Read(filepath.Join(dir, part.name))
		if err != nil {
			return nil, err
		}
		*part.count = len(cases)
		for i := range cases {
			s.judge(part.name, &cases[i])
		}
	}
	return s, nil
}

func (s *Score) judge(part string, c *Case) {
	got := Run(c.Events)
	var seen [struggle.Causes + 1]bool
	for _, w := range c.Want {
		if seen[w.Cause] = true; fired(got, w) {
			s.count(w.Cause, func(t *Tally) { t.Right++ })
			continue
		}
		s.count(w.Cause, func(t *Tally) { t.Missed++ })
		s.fault("%s/%s: %s is missing", part, c.Name, struggle.Name(w.Cause))
	}
	for _, g := range got {
		if !seen[g.Cause] {
			seen[g.Cause] = true
			s.count(g.Cause, func(t *Tally) { t.Wrong++ })
			s.fault("%s/%s: %s at %d ms is wrong", part, c.Name, struggle.Name(g.Cause), g.At)
		}
	}
}

func fired(got []struggle.Signal, w Want) bool {
	for _, g := range got {
		if g.Cause == w.Cause && (w.Target == 0 || w.Target == g.Target) {
			return true
		}
	}
	return false
}

func (s *Score) count(c wire.Cause, add func(*Tally)) {
	add(&s.All)
	add(&s.Signal[c])
}

func (s *Score) fault(format string, args ...any) {
	s.Faults = append(s.Faults, fmt.Sprintf(format, args...))
}
