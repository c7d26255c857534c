package kb

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/oklog/ulid/v2"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// stuck plays one visitor whose Next stays grey, and answers the tip that
// comes: the article called "good" helps, anything else is closed. It returns
// the label of the tip, or "", and what the page counted.
func stuck(t *testing.T, bundle []byte, seed uint64, holdout uint16, recovers bool) (label string, counted map[string]int) {
	t.Helper()
	e, counted := engine.New(engine.Config{}), map[string]int{}
	var open *wire.Show
	do := func(kind wire.EventKind, at uint32, target uint32, body wire.Body, n int32) {
		ev := wire.Event{Act: wire.Act{Kind: kind, Flags: wire.FlagTrusted, At: at, Target: target, X: 300, Y: 300, N: n}, Body: body}
		for _, c := range e.Handle(&ev) {
			switch c := c.(type) {
			case *wire.Show:
				open, label = c, c.ID+"#"+c.Form.String()
			case *wire.Tally:
				counted[c.Key] += int(c.N)
			}
		}
	}
	next := func(traits wire.Traits) *wire.Element {
		return &wire.Element{Role: wire.RoleButton, Traits: wire.TraitInteractive | traits, Name: "Next", Help: "next"}
	}
	do(wire.EventHello, 0, 0, &wire.Hello{ABI: wire.ABI, Locale: "en", Seed: seed, Holdout: holdout, Wall: 1_763_686_800_000}, 0)
	e.Bundle(bundle)
	do(wire.EventBundle, 0, 0, nil, int32(len(bundle)))
	do(wire.EventPlace, 10, 0, &wire.Place{Route: "/sign-up"}, 0)
	do(wire.EventElement, 20, 4, next(wire.TraitDisabled), 0)
	for i := range uint32(4) {
		do(wire.EventDown, 2000+i*300, 4, nil, 0)
		do(wire.EventUp, 2070+i*300, 4, nil, 0)
	}
	if open != nil {
		do(wire.EventShown, 4000, 0, nil, int32(open.Tip))
		end := wire.EventDismissed
		if open.ID == "good" {
			end = wire.EventAccepted
		}
		do(end, 9000, 0, nil, int32(open.Tip))
	}
	if recovers || open != nil && open.ID == "good" {
		do(wire.EventElement, 20_000, 4, next(0), 0)
		do(wire.EventClick, 20_100, 4, nil, 1)
		do(wire.EventGoal, 21_000, 0, &wire.Name{Name: "signed-up"}, 0)
	}
	do(wire.EventTick, 22_000, 0, nil, 0)
	return label, counted
}

// TestCountsChooseForEveryPage is the whole way round: visitors meet tips,
// pages count, the edge adds up, `kb renew -counts live` puts it into the
// bundle, and visitors who come then are no longer shown what never helped.
func TestCountsChooseForEveryPage(t *testing.T) {
	tmp := t.TempDir()
	docs, out, key := filepath.Join(tmp, "docs"), filepath.Join(tmp, "out"), filepath.Join(tmp, "site.key")
	to := edgeFor(t, key)
	t.Setenv(tokenVariable, authorToken)
	for _, id := range []string{"good", "vain"} {
		write(t, filepath.Join(docs, id+".md"), strings.Replace(articleFile(id, "About "+id+"."), "locale: en", "locale: en\nanchors: [{help: next}]\nsignals: [rage-click, disabled-pressed]", 1))
	}
	must(t, "publish", docs, "-out", out, "-key", key, "-to", to)
	first := live(t, out)
	before := map[string]int{}
	const visitors = 200
	all := map[string]int{}
	for seed := range uint64(visitors) {
		label, counted := stuck(t, first, seed, 300, seed%4 == 0)
		before[label]++
		for key, n := range counted {
			all[key] += n
		}
	}
	tell(t, to, all)
	t.Logf("before: %v; counted %v", before, all)
	if before["good#callout"] < 30 || before["vain#callout"] < 30 || all["held:vain#callout"]+all["held:good#callout"] < 30 {
		t.Fatalf("nothing was known, and yet: %v", before)
	}

	must(t, "renew", out, "-key", key, "-to", to, "-counts", "live")
	second := live(t, out)
	if bytes.Equal(first, second) {
		t.Fatal("the bundle is the same")
	}
	after := map[string]int{}
	for seed := range uint64(visitors) {
		label, _ := stuck(t, second, 1000+seed, 0, false)
		after[label]++
	}
	if t.Logf("after: %v", after); after["vain#callout"] > visitors/20 || after["good#callout"] < visitors*9/10 {
		t.Errorf("after the counts: %v", after)
	}
	must(t, "publish", docs, "-out", out, "-key", key, "-to", to)
	if !bytes.Equal(live(t, out), second) {
		t.Error("publishing again forgets what was counted")
	}
	refused(t, "cannot be read", "renew", out, "-key", key, "-counts", filepath.Join(tmp, "nothing"))
	refused(t, "no edge is named", "renew", out, "-key", key, "-counts", "live")
	refused(t, "is no model", "renew", out, "-key", key, "-model", key)
}

// live is the bundle that the published head names.
func live(t *testing.T, out string) []byte {
	t.Helper()
	store := publish.Store{Dir: out}
	env, err := store.Head()
	if err != nil {
		t.Fatal(err)
	}
	head, err := publish.Unverified(env)
	if err != nil {
		t.Fatal(err)
	}
	b, err := store.Blob(head.Bundles["en"].Hash)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tell posts counts as a page does.
func tell(t *testing.T, to string, counts map[string]int) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"id": ulid.Make().String(), "counts": counts})
	if err != nil {
		t.Fatal(err)
	}
	req, _ := http.NewRequest("POST", to+"/v1/demo/tallies", bytes.NewReader(body))
	req.Header.Set("Origin", "https://demo.example")
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 204 {
		t.Fatal(fmt.Sprint("the edge answers ", res.StatusCode))
	}
}
