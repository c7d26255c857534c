package engine

import (
	"slices"
	"testing"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/effort"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/engine/predict/trees"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// fearsFew is a model that fears few acts at a place, by so much.
func fearsFew(t *testing.T, much float64) []byte {
	t.Helper()
	risk := effort.Parts{Slope: 1, Trees: trees.Encode(effort.Whole, 0, [][]trees.Node{{
		{Feature: effort.Acts, Threshold: 1, Left: 1, Right: 2}, {Feature: -1, Mean: much}, {Feature: -1, Mean: -1.5}}})}
	b, err := risk.Encode()
	if err != nil {
		t.Fatal(err)
	}
	m, err := (&model.Parts{Effort: b}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestModelsThatCannotBeRead wants another version, a cut model and
// rubbish to be counted in the trace and nothing else to change.
func TestModelsThatCannotBeRead(t *testing.T) {
	good := fearsFew(t, 1.5)
	var lines []wire.Traced
	e := New(Config{Trace: func(l wire.Traced) { lines = append(lines, l) }})
	for i, bad := range [][]byte{good[:len(good)-1], append([]byte("LM9"), good[3:]...), []byte("rubbish"), make([]byte, 70_000)} {
		e.teach(bad)
		if e.model != nil || e.head.Watch() != nil || len(lines) != i+1 || lines[i].Value != int32(i+1) || lines[i].Text == "" {
			t.Fatalf("bad model %d: model %v, lines %v", i, e.model, lines)
		}
	}
	e.teach(good)
	if e.model == nil || e.head.Watch() == nil || len(lines) != 4 {
		t.Errorf("the good model was not taken: %v", lines)
	}
	e.teach(nil)
	if e.model != nil || e.head.Watch() != nil {
		t.Error("a bundle without a model kept the one before")
	}
}

// TestModelSpeaksWithReasons wants pace and progress among the reasons, and
// the reasons to add up.
func TestModelSpeaksWithReasons(t *testing.T) {
	var last wire.Traced
	e := New(Config{Trace: func(l wire.Traced) {
		if l.Stage == wire.StagePredict {
			last = l
		}
	}})
	e.teach(fearsFew(t, 1.5))
	do := func(ev wire.Event) { e.Handle(&ev) }
	do(wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Locale: "en"}})
	do(wire.Event{Act: wire.Act{Kind: wire.EventPlace, At: 10}, Body: &wire.Place{Route: "/a"}})
	do(wire.Event{Act: wire.Act{Kind: wire.EventTick, At: 9000}})
	if weight(last, wire.CausePace) <= 0 {
		t.Errorf("waiting: %+v", last)
	}
	for i := range uint32(6) {
		do(wire.Event{Act: wire.Act{Kind: wire.EventClick, Flags: wire.FlagTrusted, At: 10_000 + i*900, X: int16(i) * 50}})
	}
	if weight(last, wire.CauseProgress) >= 0 {
		t.Errorf("busy: %+v", last)
	}
	sum := int32(0)
	for _, r := range last.Reasons {
		sum += int32(r.Weight)
	}
	if sum != last.Value {
		t.Errorf("reasons add up to %d, not %d", sum, last.Value)
	}
}

// TestPaceAloneCanLead wants a visitor who does nothing where everybody is busy
// to be at risk because of that, and the trace to say what would have kept it
// quiet.
func TestPaceAloneCanLead(t *testing.T) {
	var last wire.Traced
	e := New(Config{Trace: func(l wire.Traced) {
		if l.Stage == wire.StagePredict {
			last = l
		}
	}})
	e.teach(fearsFew(t, 5))
	for _, ev := range []wire.Event{
		{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Locale: "en"}},
		placeAt("/a", 10), kindAt(wire.EventTick, 9000),
	} {
		e.Handle(&ev)
	}
	if wire.Cause(last.Code) != wire.CausePace || last.Value < 800 || last.Target != 0 {
		t.Errorf("%+v", last)
	}
	if last.Text != "29 without pace" {
		t.Errorf("otherwise: %q", last.Text)
	}
}

// TestPlacesThatAModelDoesNotKnow wants each stay there counted in the trace,
// and a probability all the same.
func TestPlacesThatAModelDoesNotKnow(t *testing.T) {
	b, err := (&model.Parts{Places: map[uint32]model.Place{journey.Hash("/a"): {Lean: 1}}}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	var counts []int32
	e := New(Config{Trace: func(l wire.Traced) {
		if l.Stage == wire.StageJourney {
			counts = append(counts, l.Value)
		}
	}})
	e.teach(b)
	e.Handle(&wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Locale: "en"}})
	for i, route := range []string{"/a", "/b", "/a", "/c"} {
		ev := placeAt(route, uint32(i)*1000)
		e.Handle(&ev)
	}
	if !slices.Equal(counts, []int32{1, 2}) {
		t.Errorf("counted %v", counts)
	}
	if w := e.head.Watch(); w.Prior != 0 {
		t.Errorf("an unknown place leans to %v", w.Prior)
	}
}

func weight(l wire.Traced, c wire.Cause) int16 {
	for _, r := range l.Reasons {
		if r.Cause == c {
			return r.Weight
		}
	}
	return 0
}
