package engine

import (
	"slices"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// tallied plays events and returns the keys that were counted.
func tallied(events ...wire.Event) (keys []string) {
	e := New(Config{})
	e.Handle(&wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Locale: "en"}})
	for i := range events {
		for _, c := range e.Handle(&events[i]) {
			if t, ok := c.(*wire.Tally); ok {
				keys = append(keys, t.Key)
			}
		}
	}
	return keys
}

func placeAt(route string, at uint32) wire.Event {
	return wire.Event{Act: wire.Act{Kind: wire.EventPlace, At: at}, Body: &wire.Place{Route: route}}
}

func kindAt(k wire.EventKind, at uint32) wire.Event {
	return wire.Event{Act: wire.Act{Kind: k, Flags: wire.FlagTrusted, At: at}}
}

// TestPlacesAreCounted wants visits, the first help of a stay, and a goal for
// every place on the way to it.
func TestPlacesAreCounted(t *testing.T) {
	goal := kindAt(wire.EventGoal, 9000)
	goal.Body = &wire.Name{Name: "paid"}
	ask := kindAt(wire.EventAsk, 12_000)
	ask.Body = &wire.Words{Text: "why"}
	got := tallied(placeAt("/a", 0), kindAt(wire.EventHelp, 2000), kindAt(wire.EventFind, 3000), placeAt("/b", 5000),
		placeAt("/a", 7000), goal, placeAt("/c", 11_000), ask)
	want := []string{"visit:/a", "stuck:/a", "visit:/b", "visit:/a", "goal:/a", "goal:/b", "visit:/c", "stuck:/c"}
	got = slices.DeleteFunc(got, func(k string) bool { return !strings.Contains(k, ":/") })
	if !slices.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
}

// TestWhatAModelFearsIsNotCounted wants no stay counted as stuck because a
// model says so: the next model would learn its own opinion.
func TestWhatAModelFearsIsNotCounted(t *testing.T) {
	e := New(Config{})
	e.teach(fearsFew(t, 6))
	e.Handle(&wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Locale: "en"}})
	place, tick := placeAt("/a", 0), kindAt(wire.EventTick, 9000)
	e.Handle(&place)
	for _, c := range e.Handle(&tick) {
		if tally, ok := c.(*wire.Tally); ok {
			t.Errorf("counted %s", tally.Key)
		}
	}
	if r := e.head.Watch(); r == nil || r.Pace < 5 {
		t.Error("the model was to fear a lot")
	}
}

// TestLongRoutesAreNotCounted wants no key that the edge refuses: a report with
// one would be lost as a whole.
func TestLongRoutesAreNotCounted(t *testing.T) {
	for _, k := range tallied(placeAt("/"+strings.Repeat("x", 158), 0), placeAt("/ok", 1000)) {
		if len(k) > longestKey {
			t.Errorf("a key of %d bytes", len(k))
		}
	}
}
