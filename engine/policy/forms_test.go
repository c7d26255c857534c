package policy

import (
	"testing"

	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// strengthened is a help that can take every form.
func strengthened() []Help {
	return []Help{{Article: 1, Key: 5, Fit: 1000, Target: 4, Forms: FormSet(wire.FormBeacon, wire.FormHint, wire.FormCallout)}}
}

// offers are what there is when no article fits.
func offers() []Help {
	return []Help{{Article: NoArticle, Key: 8, Fit: 600, Forms: FormSet(wire.FormChat)},
		{Article: NoArticle, Key: 9, Fit: 900, Forms: FormSet(wire.FormPerson)}}
}

// stays lets the probability stay as it is from one time to another.
func stays(p *Policy, from, to uint32, r *predict.Risk) {
	for at := from; at <= to; at += 500 {
		p.Watch(at, r, 0)
	}
}

// TestFormFollowsStrength goes through all six: the more probable it is that
// somebody is stuck, and the longer, the stronger the form.
func TestFormFollowsStrength(t *testing.T) {
	all := append(strengthened(), Help{Article: 2, Key: 6, Fit: 1000, Forms: FormSet(wire.FormCard)})
	cases := []struct {
		name        string
		probability uint16
		helps       []Help
		vain        int
		want        wire.Form
	}{
		{"a small doubt that stays", 380, strengthened(), 0, wire.FormBeacon},
		{"at a field, not sure", 560, strengthened(), 0, wire.FormHint},
		{"at a control", 950, strengthened(), 0, wire.FormCallout},
		{"about the page", 950, all[1:], 0, wire.FormCard},
		{"nothing to show", 950, offers(), 0, wire.FormChat},
		{"nothing has helped", 950, offers(), 2, wire.FormPerson},
	}
	for _, c := range cases {
		right := 0
		for seed := range uint64(100) {
			p := New(Config{}, &wire.Hello{Seed: seed, Wall: noon})
			for range c.vain {
				p.inVain(1)
			}
			stays(p, 1000, 12_000, risk(c.probability))
			d := p.Decide(moment(12_000, Paused), risk(c.probability), c.helps)
			if d.Verdict == Show && d.Form == c.want {
				right++
			}
		}
		if t.Logf("%s: %s for %d of 100", c.name, c.want, right); right < 80 {
			t.Errorf("%s: %s for %d of 100", c.name, c.want, right)
		}
	}
}

// TestStrongFormsWait wants neither the chat nor a beacon at the first doubt,
// and to be asked again when it is time.
func TestStrongFormsWait(t *testing.T) {
	for _, c := range []struct {
		probability uint16
		helps       []Help
		vain        int
	}{{950, offers(), 0}, {950, offers(), 2}, {380, strengthened(), 0}} {
		p := New(Config{}, hello())
		for range c.vain {
			p.inVain(1)
		}
		r := risk(c.probability)
		p.Watch(1000, r, 0)
		if d := p.Decide(moment(1000, Paused), r, c.helps); d.Verdict != Early || d.Retry != 1000+StaysFor {
			t.Fatalf("verdict %d, again at %d", d.Verdict, d.Retry)
		}
		p.Watch(5000, risk(100), 0) // it passes
		stays(p, 6000, 12_000, r)
		if d := p.Decide(moment(12_000, Paused), r, c.helps); d.Verdict != Early || d.Retry != 6000+StaysFor {
			t.Errorf("after a lull: verdict %d, again at %d", d.Verdict, d.Retry)
		}
	}
}

// TestArticlesComeFirst wants no chat while there is an article to show, and
// the chat when it was had and did not help.
func TestArticlesComeFirst(t *testing.T) {
	p, r := New(Config{CoolDown: 1}, hello()), risk(950)
	list := append(helps()[:1], offers()...)
	stays(p, 1000, 12_000, r)
	d := p.Decide(moment(12_000, Stuck), r, list)
	if d.Verdict != Show || d.Form != wire.FormCallout {
		t.Fatalf("first: form %s, verdict %d", d.Form, d.Verdict)
	}
	p.Offered(1, &list[d.Choice], &d, place)
	p.Outcome(&wire.Event{Act: wire.Act{Kind: wire.EventAccepted, At: 13_000, N: 1}})
	stays(p, 14_000, 30_000, r)
	d = p.Decide(moment(30_000, Stuck), r, list)
	if d.Verdict != Show || d.Form != wire.FormChat {
		t.Fatalf("second: form %s, verdict %d", d.Form, d.Verdict)
	}
	p.Offered(2, &list[d.Choice], &d, place)
	p.Outcome(&wire.Event{Act: wire.Act{Kind: wire.EventAccepted, At: 31_000, N: 2}})
	p = reopened(p, 40_000)
	for range 2 {
		p.inVain(1)
	}
	stays(p, 1000, 12_000, r)
	if d = p.Decide(moment(12_000, Stuck), r, list); d.Verdict != Show || d.Form != wire.FormPerson {
		t.Errorf("third: form %s, verdict %d", d.Form, d.Verdict)
	}
}

// reopened is the policy of the next page.
func reopened(p *Policy, later uint64) *Policy {
	return New(p.cfg, &wire.Hello{Seed: 99, Wall: noon + later, Memory: p.Marshal()})
}

// TestProgressForgetsFailures wants no person for somebody who got on.
func TestProgressForgetsFailures(t *testing.T) {
	p, r := New(Config{}, hello()), risk(950)
	p.inVain(500)
	p.inVain(600)
	p.Watch(1000, r, 900)
	stays(p, 1500, 12_000, r)
	if d := p.Decide(moment(12_000, Stuck), r, offers()); d.Form != wire.FormChat {
		t.Errorf("form %s after progress", d.Form)
	}
}

// TestNobodyThere wants the chat instead when the page finds that no person
// can be reached, at once, and a person again when somebody may be back.
func TestNobodyThere(t *testing.T) {
	p, r := New(Config{}, hello()), risk(950)
	list := offers()
	list[0].Fit = 500 // so that no draw prefers the chat
	try := func(at uint32, number int32) wire.Form {
		p.inVain(at - 11_000)
		p.inVain(at - 11_000)
		stays(p, at-11_000, at, r)
		d := p.Decide(moment(at, Stuck), r, list)
		if d.Verdict != Show {
			t.Fatalf("verdict %d at %d", d.Verdict, at)
		}
		p.Offered(uint32(number), &list[d.Choice], &d, place)
		return d.Form
	}
	if f := try(12_000, 1); f != wire.FormPerson {
		t.Fatalf("form %s", f)
	}
	p.Outcome(&wire.Event{Act: wire.Act{Kind: wire.EventMissing, At: 12_100, N: 1}})
	if f := try(12_200, 2); f != wire.FormChat {
		t.Errorf("form %s although nobody is there", f)
	}
	p.Outcome(&wire.Event{Act: wire.Act{Kind: wire.EventDismissed, At: 13_000, N: 2}})
	if f := try(13_000+nobodyFor, 3); f != wire.FormPerson {
		t.Errorf("form %s when somebody may be back", f)
	}
}

// TestBeaconGrows wants a beacon that nobody opened to become the callout when
// trouble does, once, and one that was opened to be left alone.
func TestBeaconGrows(t *testing.T) {
	for _, opened := range []bool{false, true} {
		p, list := New(Config{}, hello()), strengthened()
		stays(p, 1000, 12_000, risk(380))
		d := p.Decide(moment(12_000, Paused), risk(380), list)
		if d.Form != wire.FormBeacon || d.Raise {
			t.Fatalf("form %s, verdict %d", d.Form, d.Verdict)
		}
		p.Offered(1, &list[0], &d, place)
		if opened {
			p.Outcome(&wire.Event{Act: wire.Act{Kind: wire.EventOpened, At: 13_000, N: 1}})
		}
		typing := moment(14_000, Typing)
		typing.Clear = 15_000
		if d = p.Decide(typing, risk(950), list); d.Verdict != Open {
			t.Errorf("grows in mid-word: verdict %d", d.Verdict)
		}
		d = p.Decide(moment(15_000, Stuck), risk(950), list)
		if d.Raise == opened || opened == (d.Verdict == Show) {
			t.Fatalf("opened %v: verdict %d, raised %v", opened, d.Verdict, d.Raise)
		}
		if opened {
			continue
		}
		p.Offered(1, &list[0], &d, place)
		if d = p.Decide(moment(16_000, Stuck), risk(990), list); d.Verdict != Open {
			t.Errorf("grows twice: verdict %d", d.Verdict)
		}
		if n := p.memory.today; n != 1 {
			t.Errorf("counts as %d tips", n)
		}
	}
}

// TestTiredVisitorsMeetQuietForms wants a beacon at once where a callout was
// right before two dismissals, and louder forms to cost more with each.
func TestTiredVisitorsMeetQuietForms(t *testing.T) {
	p := New(Config{}, hello())
	p.memory.tired = 2
	p.memory.forms[wire.FormCallout] = fared{bad: 2}
	d := p.Decide(moment(1000, Busy), risk(700), strengthened()[:1])
	if d.Verdict != Show || d.Form > wire.FormHint {
		t.Errorf("form %s, verdict %d", d.Form, d.Verdict)
	}
	_, fresh := New(Config{}, hello()).weigh(moment(1000, Paused), risk(900), &offers()[0], wire.FormChat)
	_, tired := p.weigh(moment(1000, Paused), risk(900), &offers()[0], wire.FormChat)
	if tired != 2*fresh {
		t.Errorf("an interruption costs %d, and %d when tired", fresh, tired)
	}
}

// TestNothingBesideTheChat wants no tip while the chat is open.
func TestNothingBesideTheChat(t *testing.T) {
	now := moment(1000, Stuck)
	now.Talking = true
	if d := New(Config{}, hello()).Decide(now, risk(950), helps()); d.Verdict != Talking {
		t.Errorf("verdict %d", d.Verdict)
	}
}

// TestHoldoutIsDrawnOnce wants the next page to keep a visitor in the group,
// whatever its seed is.
func TestHoldoutIsDrawnOnce(t *testing.T) {
	for seed := range uint64(200) {
		h := hello()
		h.Seed, h.Holdout = seed, 500
		p := New(Config{}, h)
		next := *h
		next.Seed, next.Memory = seed+1000, p.Marshal()
		if New(Config{}, &next).Holds() != p.Holds() {
			t.Fatalf("seed %d: the group changed from page to page", seed)
		}
		next.Holdout = 1000
		if !New(Config{}, &next).Holds() {
			t.Fatal("a share of 1000 holds everybody")
		}
		if next.Holdout = 0; New(Config{}, &next).Holds() {
			t.Fatal("a share of 0 holds nobody")
		}
	}
}

// TestEveryDecisionHasItsRecord goes through arbitrary moments: each verdict
// has a number, and a choice is there when and only when one was made.
func TestEveryDecisionHasItsRecord(t *testing.T) {
	draw := uint64(1)
	next := func(n uint64) uint64 { draw = mix64(draw); return draw % n }
	seen := map[Verdict]int{}
	for range 20_000 {
		h := hello()
		h.Seed, h.Holdout = next(50), uint16(next(4))*100
		p := New(Config{}, h)
		p.memory.tired, p.trend.vain = uint8(next(4)), uint8(next(3))
		if next(9) == 0 {
			p.memory.everywhere = true
		}
		r := risk(uint16(next(1001)))
		stays(p, 1000, 1000+uint32(next(20))*1000, r)
		m := moment(20_000, Boundary(next(uint64(Lingers)+1)))
		m.Away, m.Talking = next(20) == 0, next(20) == 0
		if m.Boundary <= Typing {
			m.Clear = m.At + 500
		}
		list := append(helps(), append(strengthened(), offers()...)...)[next(7):]
		d := p.Decide(m, r, list)
		chosen := d.Verdict == Show || d.Verdict == Holdout
		if d.Verdict == 0 || d.Verdict > Talking || chosen != (d.Choice >= 0) || chosen != (d.Form != 0) || d.Risk != r.Probability || d.At != m.At {
			t.Fatalf("record %+v", d)
		}
		if d.Retry != 0 && d.Retry <= m.At {
			t.Fatalf("asks again at %d, now is %d", d.Retry, m.At)
		}
		if chosen && (m.Boundary <= Typing || p.memory.everywhere) {
			t.Fatalf("shown at the worst moment: %+v", d)
		}
		seen[d.Verdict]++
	}
	if t.Logf("%v", seen); len(seen) < 9 {
		t.Errorf("only %d verdicts: %v", len(seen), seen)
	}
}

// TestWaitsForABoundary wants a callout to wait for some seconds while the
// visitor is in the middle of something, whatever there is to gain, to come at
// the first boundary although evidence fades meanwhile, and not to wait for
// ever.
func TestWaitsForABoundary(t *testing.T) {
	p := New(Config{}, hello())
	ask := func(at uint32, b Boundary, probability uint16) Verdict {
		p.Watch(at, risk(probability), 0)
		return p.Decide(moment(at, b), risk(probability), helps()).Verdict
	}
	if v := ask(1000, Busy, 610); v != Moment {
		t.Fatalf("verdict %d in the middle of something", v)
	}
	if v := ask(3000, Paused, 570); v != Show {
		t.Errorf("verdict %d at the pause after it", v)
	}
	if v := ask(3000+2*keptFor, Paused, 570); v == Show {
		t.Error("leniency outlives the wait")
	}
	p = New(Config{}, hello())
	for at := uint32(1000); at < 1000+deferFor; at += 1000 {
		if v := ask(at, Busy, 990); v != Moment {
			t.Fatalf("verdict %d after %d ms", v, at-1000)
		}
	}
	if v := ask(1000+deferFor, Busy, 990); v != Show {
		t.Errorf("verdict %d after the wait", v)
	}
}
