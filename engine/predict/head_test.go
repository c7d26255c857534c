package predict

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// at returns a path whose present is a time.
func at(ms uint32) *journey.Path {
	p := journey.New()
	p.Apply(&wire.Event{Act: wire.Act{Kind: wire.EventPlace, At: ms}, Body: &wire.Place{Route: "/"}})
	return p
}

func signal(c wire.Cause, target, at uint32, count, confidence uint16) struggle.Signal {
	return struggle.Signal{Cause: c, Target: target, Place: journey.Hash("/"), At: at, Count: count, Confidence: confidence}
}

func tick(at uint32) *wire.Event { return &wire.Event{Act: wire.Act{Kind: wire.EventTick, At: at}} }

// TestReasonsAddUp wants every share to be accounted for, the strongest first,
// whatever was found.
func TestReasonsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, p := New(Config{}), at(100_000)
		for range rapid.IntRange(0, 40).Draw(t, "signals") {
			s := signal(wire.Cause(rapid.IntRange(0, 40).Draw(t, "cause")), rapid.Uint32Range(0, 5).Draw(t, "target"),
				rapid.Uint32Range(0, 100_000).Draw(t, "at"), uint16(rapid.IntRange(0, 9).Draw(t, "count")),
				uint16(rapid.IntRange(0, 1000).Draw(t, "confidence")))
			r := h.Update(p, tick(100_000), []struggle.Signal{s})
			sum := int16(0)
			for _, why := range r.Reasons() {
				sum += why.Weight
			}
			if r.Probability > 1000 || sum != int16(r.Probability) {
				t.Fatalf("probability %d, reasons add up to %d", r.Probability, sum)
			}
		}
	})
}

func TestRepetitionRaises(t *testing.T) {
	h, p, last := New(Config{}), at(10_000), uint16(0)
	for n := uint16(1); n <= 4; n++ {
		r := h.Update(p, tick(10_000), []struggle.Signal{signal(wire.CauseRepeatedInvalid, 3, 10_000, n, 500+100*n)})
		if r.Probability <= last || r.Cause != wire.CauseRepeatedInvalid || r.Target != 3 {
			t.Errorf("failure %d: %d after %d, about %d", n, r.Probability, last, r.Target)
		}
		last = r.Probability
	}
	if last < 700 {
		t.Errorf("four failures of one field give %d in a thousand", last)
	}
}

func TestEvidenceFades(t *testing.T) {
	h := New(Config{})
	fresh := h.Update(at(10_000), tick(10_000), []struggle.Signal{signal(wire.CauseRageClick, 3, 10_000, 3, 900)})
	late := h.Update(at(310_000), tick(310_000), nil)
	if fresh.Probability < 600 || late.Probability > 100 {
		t.Errorf("%d when fresh, %d five minutes later", fresh.Probability, late.Probability)
	}
}

func TestRelief(t *testing.T) {
	rage := []struggle.Signal{signal(wire.CauseRepeatedInvalid, 3, 10_000, 3, 900)}
	cases := []struct {
		name  string
		event wire.Event
		ends  bool
	}{
		{"the field is valid", wire.Event{Act: wire.Act{Kind: wire.EventValid, Target: 3, At: 10_001}}, true},
		{"another field is valid", wire.Event{Act: wire.Act{Kind: wire.EventValid, Target: 4, At: 10_001}}, false},
		{"a goal", wire.Event{Act: wire.Act{Kind: wire.EventGoal, At: 10_001}, Body: &wire.Name{Name: "paid"}}, true},
		{"another place", wire.Event{Act: wire.Act{Kind: wire.EventPlace, At: 10_001}, Body: &wire.Place{Route: "/else"}}, true},
		{"a move", wire.Event{Act: wire.Act{Kind: wire.EventMove, At: 10_001}}, false},
	}
	for _, c := range cases {
		h, p := New(Config{}), at(10_000)
		h.Update(p, tick(10_000), rage)
		p.Apply(&c.event)
		if r := h.Update(p, &c.event, nil); (r.Probability < 100) != c.ends {
			t.Errorf("%s: %d in a thousand", c.name, r.Probability)
		}
	}
}

func TestServed(t *testing.T) {
	h, p := New(Config{}), at(10_000)
	before := h.Update(p, tick(10_000), []struggle.Signal{signal(wire.CauseRageClick, 3, 10_000, 4, 900)})
	h.Served(3, p.Stay().Place)
	after := h.Update(p, tick(10_000), nil)
	if after.Probability*2 > before.Probability {
		t.Errorf("%d before help was answered, %d after", before.Probability, after.Probability)
	}
}
