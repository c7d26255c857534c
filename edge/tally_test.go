package edge_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
)

// TestTallies: reports add up by day and key, a repeat counts once, and
// neither a flood of keys nor a huge count gets through.
func TestTallies(t *testing.T) {
	w := newWorld(t, edge.Limits{Tallies: edge.Rate{Burst: 1 << 30, Every: 1}})
	report := func(id string, counts map[string]int64) int {
		t.Helper()
		status, _ := w.request("POST", "tallies", "", map[string]any{"id": id, "counts": counts})
		return status
	}
	id := w.id()
	for range 3 {
		if s := report(id, map[string]int64{"shown:card-phone": 2, "place:/cards/:id:stuck": 1}); s != 204 {
			t.Fatalf("status %d", s)
		}
	}
	report(w.id(), map[string]int64{"shown:card-phone": 5})
	w.now += 24 * 3_600_000
	report(w.id(), map[string]int64{"shown:card-phone": 1})
	report(id, map[string]int64{"shown:card-phone": 2}) // remembered for a day
	for name, counts := range map[string]map[string]int64{
		"none": {}, "zero": {"a": 0}, "negative": {"a": -1}, "huge": {"a": 1001}, "no key": {"": 1},
		"long key": {strings.Repeat("k", 161): 1}, "newline": {"a\nb": 1},
	} {
		if s := report(w.id(), counts); s != 400 {
			t.Errorf("%s: status %d", name, s)
		}
	}
	e := w.answer(w.do(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: "GET", Path: "/v1/demo/tallies", Operator: true}}))
	first := w.now/86_400_000 - 1
	want := fmt.Sprintf(`{"days":[{"day":%d,"counts":{"place:/cards/:id:stuck":1,"shown:card-phone":7}},{"day":%d,"counts":{"shown:card-phone":1}}]}`, first, first+1)
	if string(e.Body) != want {
		t.Errorf("got  %s\nwant %s", e.Body, want)
	}
	for i := range 110 {
		counts := map[string]int64{}
		for k := range 100 {
			counts[fmt.Sprint("flood ", i, " ", k)] = 1
		}
		report(w.id(), counts)
	}
	if n := w.value(`SELECT count(*) FROM tallies WHERE day = ?`, first+1); n > 10_001 {
		t.Errorf("%d keys in a day", n)
	}
	if n := w.value(`SELECT n FROM tallies WHERE key = 'other'`); n < 900 {
		t.Errorf("%d counted under other", n)
	}
}
