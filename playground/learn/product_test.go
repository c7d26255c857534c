package learn

import (
	"fmt"
	"testing"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/model"
)

// TestTwoHundredPlaces wants the model of a large product inside its 64 KB,
// and what it knows of a place to be what was recorded.
func TestTwoHundredPlaces(t *testing.T) {
	r := Rehearsal(200, 1)
	b, err := Product(r, 1)
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	known, points := 0, r.Points()
	for _, p := range points {
		if v, ok := m.Place(journey.Hash(p.Place)); ok {
			known++
			if v.Median != p.Median/100*100 || v.P90 != p.P90/100*100 {
				t.Errorf("%s: %+v, recorded %+v", p.Place, v, p)
			}
		}
	}
	if known < 190 || len(b) > model.MaxBytes {
		t.Errorf("%d places in %d bytes", known, len(b))
	}
	var n int
	if fmt.Sscanf(points[0].Place, "/place/%d", &n); n%5 > 1 && n%5 < 4 || !points[0].Sticks {
		t.Errorf("%s sticks out most, which sends nobody to the help", points[0].Place)
	}
	t.Logf("%d places in %d bytes", known, len(b))
}
