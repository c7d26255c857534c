package corpus

import (
	"fmt"
	"path/filepath"
	"strings"
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

// TestPerturbed prints how much of the corpus is right when it is acted a
// little differently. It holds the line far below what is reached: single
// cases sit at a threshold on purpose.
func TestPerturbed(t *testing.T) {
	s, err := Perturbed(journeys)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("precision %.3f, recall %.3f over %d quiet and %d true performances",
		s.All.Precision(), s.All.Recall(), s.Quiet, s.True)
	for _, f := range s.Faults {
		t.Log(f)
	}
	if s.All.Precision() < 0.97 || s.All.Recall() < 0.9 {
		t.Errorf("the rules fit the written times only")
	}
}

// TestFamilies wants every family of false positives to be tried in three ways
// or more, and the corpus to hold journeys with real input.
func TestFamilies(t *testing.T) {
	cases, err := Read(filepath.Join(journeys, "quiet"))
	if err != nil {
		t.Fatal(err)
	}
	count, recorded := map[string]int{}, 0
	for _, c := range cases {
		family, _, _ := strings.Cut(c.Name, "-")
		count[family]++
		if strings.Contains(c.About, "Recorded") {
			recorded++
		}
		if len(c.Want) > 0 {
			t.Errorf("quiet/%s wants signals", c.Name)
		}
	}
	for f := 1; f <= 15; f++ {
		if n := count[fmt.Sprintf("%02d", f)]; n < 3 {
			t.Errorf("family %d has %d cases, want at least 3", f, n)
		}
	}
	if t.Logf("%d of %d quiet cases were recorded with real input", recorded, len(cases)); recorded < 15 {
		t.Errorf("only %d cases were recorded", recorded)
	}
}
