package engine_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// TestBestCandidatesAreKept wants the article that answers the struggle to be
// found among more articles than are considered, wherever its id sorts.
func TestBestCandidatesAreKept(t *testing.T) {
	articles := fstest.MapFS{}
	for i := range 30 {
		id, signal := fmt.Sprintf("n%02d", i), "zoom"
		if i == 25 {
			signal = "rage-click"
		}
		articles["en/"+id+".md"] = &fstest.MapFile{Data: []byte("---\nid: " + id + "\nlocale: en\ntitle: " + id + "\nquestions:\n  - what is " + id +
			"\nanchors:\n  - route: /**\nsignals: [" + signal + "]\n---\nText.\n")}
	}
	bundle := publishBundle(t, articles)
	e := engine.New(engine.Config{})
	e.Bundle(bundle)
	var shown []string
	do := func(kind wire.EventKind, at, target uint32, body wire.Body, n int32) {
		ev := wire.Event{Act: wire.Act{Kind: kind, Flags: wire.FlagTrusted, At: at, Target: target, N: n}, Body: body}
		for _, c := range e.Handle(&ev) {
			if s, is := c.(*wire.Show); is {
				shown = append(shown, s.ID)
			}
		}
	}
	do(wire.EventHello, 0, 0, &wire.Hello{ABI: wire.ABI, Locale: "en", Seed: 3}, 0)
	do(wire.EventBundle, 0, 0, nil, int32(len(bundle)))
	do(wire.EventPlace, 1, 0, &wire.Place{Route: "/pay"}, 0)
	do(wire.EventElement, 2, 4, &wire.Element{Role: wire.RoleButton, Traits: wire.TraitInteractive | wire.TraitDisabled, Name: "Pay"}, 0)
	for i := range uint32(4) {
		do(wire.EventDown, 2000+300*i, 4, nil, 0)
		do(wire.EventUp, 2070+300*i, 4, nil, 0)
	}
	if len(shown) != 1 || shown[0] != "n25" {
		t.Errorf("shown %v, want n25", shown)
	}
}

// TestHardening44RuleThatMatchesEverything wants an article for every page and
// every signal, and a visitor who is in trouble at every event, to come to no
// more than the caps allow.
func TestHardening44RuleThatMatchesEverything(t *testing.T) {
	articles := fstest.MapFS{}
	for i := range 20 {
		id := fmt.Sprintf("n%02d", i)
		articles["en/"+id+".md"] = &fstest.MapFile{Data: []byte("---\nid: " + id + "\nlocale: en\ntitle: " + id + "\nquestions:\n  - what is " + id +
			"\nanchors:\n  - route: /**\n  - help: pay\nsignals: [rage-click, dead-click, disabled-pressed]\n---\nText.\n")}
	}
	bundle := publishBundle(t, articles)
	e := engine.New(engine.Config{})
	e.Bundle(bundle)
	shown := 0
	var open uint32
	do := func(kind wire.EventKind, at, target uint32, body wire.Body, n int32) {
		ev := wire.Event{Act: wire.Act{Kind: kind, Flags: wire.FlagTrusted, At: at, Target: target, N: n}, Body: body}
		for _, c := range e.Handle(&ev) {
			if s, is := c.(*wire.Show); is {
				shown, open = shown+1, s.Tip
			}
		}
	}
	do(wire.EventHello, 0, 0, &wire.Hello{ABI: wire.ABI, Locale: "en", Seed: 3, Wall: streamWall}, 0)
	do(wire.EventBundle, 0, 0, nil, int32(len(bundle)))
	do(wire.EventElement, 2, 4, &wire.Element{Role: wire.RoleButton, Traits: wire.TraitInteractive | wire.TraitDisabled, Name: "Pay", Help: "pay"}, 0)
	for at := uint32(1000); at < 1_700_000; at += 600 {
		do(wire.EventPlace, at, 0, &wire.Place{Route: fmt.Sprintf("/p%d", at/300_000)}, 0)
		do(wire.EventDown, at+100, 4, nil, 0)
		do(wire.EventUp, at+150, 4, nil, 0)
		if open != 0 {
			do(wire.EventAccepted, at+200, 0, nil, int32(open))
			open = 0
		}
	}
	if t.Logf("%d tips", shown); shown == 0 || shown > int(policy.Default.PerSession) {
		t.Errorf("%d tips in half an hour of trouble at every event, at most %d are allowed", shown, policy.Default.PerSession)
	}
}
