package corpus

import (
	"testing"

	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

const journeys = "../../testdata/journeys"

// What every release must reach. The corpus grows; these do not sink.
const (
	leastQuiet  = 45
	leastTrue   = 60
	leastSignal = 3
	leastRecall = 0.95
)

func TestCorpus(t *testing.T) {
	s, err := Measure(journeys)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Faults {
		t.Error(f)
	}
	t.Logf("precision %.3f, recall %.3f over %d quiet and %d true cases",
		s.All.Precision(), s.All.Recall(), s.Quiet, s.True)
	if s.Quiet < leastQuiet || s.True < leastTrue {
		t.Errorf("%d quiet and %d true cases, want at least %d and %d", s.Quiet, s.True, leastQuiet, leastTrue)
	}
	if s.All.Recall() < leastRecall {
		t.Errorf("recall %.3f is below %.2f", s.All.Recall(), leastRecall)
	}
	for c := 1; c <= struggle.Causes; c++ {
		if n := s.Signal[c].Right + s.Signal[c].Missed; n < leastSignal {
			t.Errorf("%s has %d true cases, want at least %d", struggle.Name(wire.Cause(c)), n, leastSignal)
		}
	}
}
