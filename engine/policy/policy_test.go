package policy

import (
	"testing"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/policy/counts"
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/wire"
)

const (
	noon  = 1_763_726_400_000 // ms since 1970, twelve o'clock UTC
	place = 77
)

func hello() *wire.Hello { return &wire.Hello{Seed: 1, Wall: noon} }

func risk(p uint16) *predict.Risk { return &predict.Risk{Probability: p, Place: place, Target: 4} }

func moment(at uint32, b Boundary) Now { return Now{At: at, Place: place, Boundary: b} }

// helps are three candidates of which the first fits best.
func helps() []Help {
	callout := FormSet(wire.FormCallout)
	return []Help{
		{Article: 1, Key: 101, Forms: callout, Target: 4, Fit: 1000},
		{Article: 2, Key: 102, Forms: callout, Target: 4, Fit: 700},
		{Article: 3, Key: 103, Forms: callout, Target: 4, Fit: 600},
	}
}

// callout is how often a callout was shown to everybody and helped.
func callout(shown, helped uint32) (past [wire.FormPerson + 1]counts.Past) {
	past[wire.FormCallout] = counts.Past{Shown: shown, Helped: helped}
	return past
}

// offer decides, and when it may, shows and closes the help by an outcome.
func offer(p *Policy, at uint32, number int32, outcome wire.EventKind, code uint16) Verdict {
	list := helps()
	d := p.Decide(moment(at, Stuck), risk(900), list)
	if d.Verdict != Show {
		return d.Verdict
	}
	p.Offered(uint32(number), &list[d.Choice], &d, place)
	p.Outcome(&wire.Event{Act: wire.Act{Kind: wire.EventShown, At: at, N: number}})
	p.Outcome(&wire.Event{Act: wire.Act{Kind: outcome, At: at, N: number, Code: code}})
	return Show
}

func TestVerdicts(t *testing.T) {
	away := moment(1000, Stuck)
	away.Away = true
	typing := moment(1000, Typing)
	typing.Clear = 2500
	nowhere := moment(1000, Stuck)
	nowhere.Place = 0
	cases := []struct {
		name  string
		now   Now
		risk  uint16
		helps []Help
		want  Verdict
	}{
		{"stuck", moment(1000, Stuck), 900, helps(), Show},
		{"nobody is stuck", moment(1000, Stuck), 200, helps(), LowRisk},
		{"nothing fits", moment(1000, Stuck), 900, nil, NoHelp},
		{"away", away, 900, helps(), AwayVerdict},
		{"typing", typing, 900, helps(), Moment},
		{"no place", nowhere, 900, helps(), NoPlace},
		{"a poor fit in the middle of something", moment(1000, Busy), 620, helps()[2:], Utility},
		{"the same at a boundary", moment(1000, Lingers), 620, helps()[2:], Show},
	}
	for _, c := range cases {
		d := New(Config{}, hello()).Decide(c.now, risk(c.risk), c.helps)
		if d.Verdict != c.want {
			t.Errorf("%s: verdict %d, want %d (gain %d, cost %d)", c.name, d.Verdict, c.want, d.Gain, d.Cost)
		}
		if (d.Verdict == Show) != (d.Choice >= 0) || d.Risk != c.risk || d.At != 1000 {
			t.Errorf("%s: record %+v", c.name, d)
		}
	}
}

// TestWaitsForTheMoment wants a good offer at a bad moment to come back.
func TestWaitsForTheMoment(t *testing.T) {
	p := New(Config{}, hello())
	typing := moment(1000, Typing)
	typing.Clear = 2500
	if d := p.Decide(typing, risk(900), helps()); d.Retry != 2500 {
		t.Errorf("asks again at %d, want 2500", d.Retry)
	}
	if d := p.Decide(moment(1000, Busy), risk(620), helps()[2:]); d.Retry == 0 {
		t.Error("does not ask again although a boundary would do")
	}
}

func TestHoldout(t *testing.T) {
	held := 0
	for seed := range uint64(10_000) {
		h := hello()
		h.Seed, h.Holdout = seed, 50
		p := New(Config{}, h)
		if !p.Holds() {
			continue
		}
		held++
		if d := p.Decide(moment(1000, Stuck), risk(900), helps()); d.Verdict != Holdout {
			t.Fatalf("a held visitor gets verdict %d", d.Verdict)
		} else {
			p.Held(&helps()[d.Choice], &d, place)
		}
		if n, _, _ := p.Opened(); n != 0 {
			t.Fatal("a held visitor has a tip on the screen")
		}
		if d := p.Decide(moment(2000, Stuck), risk(900), helps()); d.Verdict != CoolDown {
			t.Fatalf("the second decision about a held visitor is %d, want %d", d.Verdict, CoolDown)
		}
	}
	if held < 400 || held > 600 {
		t.Errorf("%d of 10000 are held, want about 500", held)
	}
}

func TestNeverTheSameTwice(t *testing.T) {
	p := New(Config{CoolDown: 1}, hello())
	for n := range int32(2) {
		if v := offer(p, uint32(n)*60_000+1000, n+1, wire.EventAccepted, 0); v != Show {
			t.Fatalf("offer %d: verdict %d", n, v)
		}
	}
	d := p.Decide(moment(300_000, Stuck), risk(900), helps()[:1])
	if d.Verdict == Show {
		t.Error("the same help again")
	}
	p = New(Config{CoolDown: 1}, &wire.Hello{Seed: 1, Wall: noon + 600_000, Memory: p.Marshal()})
	if d := p.Decide(moment(0, Stuck), risk(900), helps()[:1]); d.Verdict != AlreadyHad {
		t.Errorf("verdict %d on the next page, want %d", d.Verdict, AlreadyHad)
	}
}

func TestCoolDownAndFatigue(t *testing.T) {
	p := New(Config{PerPlace: 9, PerSession: 9}, hello())
	if offer(p, 1000, 1, wire.EventDismissed, 0) != Show {
		t.Fatal("nothing shown")
	}
	short, long := Default.CoolDown+2000, Default.CoolDown+Default.Fatigue+2000
	if v := offer(p, short, 2, wire.EventAccepted, 0); v != CoolDown {
		t.Errorf("verdict %d after a dismissal, want %d", v, CoolDown)
	}
	d := p.Decide(moment(short, Stuck), risk(900), helps())
	if d.Retry == 0 || d.Retry < Default.CoolDown+Default.Fatigue {
		t.Errorf("asks again at %d, before the cool-down is over", d.Retry)
	}
	if v := offer(p, long, 2, wire.EventAccepted, 0); v != Show {
		t.Errorf("verdict %d after the cool-down", v)
	}
	if v := offer(p, long+short, 3, wire.EventAccepted, 0); v != Show {
		t.Errorf("verdict %d: \"got it\" must end the fatigue", v)
	}
}

func TestCaps(t *testing.T) {
	p := New(Config{CoolDown: 1, PerPlace: 1, PerSession: 9}, hello())
	if offer(p, 1000, 1, wire.EventAccepted, 0) != Show {
		t.Fatal("nothing shown")
	}
	if v := offer(p, 60_000, 2, wire.EventAccepted, 0); v != CapPlace {
		t.Errorf("verdict %d, want %d", v, CapPlace)
	}
	p = New(Config{CoolDown: 1, PerPlace: 9, PerSession: 2}, hello())
	for n := range int32(2) {
		offer(p, uint32(n)*60_000, n+1, wire.EventAccepted, 0)
	}
	if v := offer(p, 200_000, 3, wire.EventAccepted, 0); v != CapSession {
		t.Errorf("verdict %d, want %d", v, CapSession)
	}
	if v := offer(p, 200_000+SessionGap*1000, 3, wire.EventAccepted, 0); v != Show {
		t.Errorf("verdict %d in the next session", v)
	}
	p = New(Config{CoolDown: 1, PerPlace: 9, PerDay: 2}, hello())
	for n := range int32(2) {
		offer(p, uint32(n)*3_600_000, n+1, wire.EventAccepted, 0)
	}
	if v := offer(p, 3*3_600_000, 3, wire.EventAccepted, 0); v != CapDay {
		t.Errorf("verdict %d, want %d", v, CapDay)
	}
	if v := offer(p, 13*3_600_000, 3, wire.EventAccepted, 0); v != Show {
		t.Errorf("verdict %d on the next day", v)
	}
}

func TestNotAgain(t *testing.T) {
	for scope, want := range map[wire.Scope]Verdict{wire.ScopePlace: OffPlace, wire.ScopeEverywhere: Off, wire.ScopeTip: Show} {
		p := New(Config{CoolDown: 1, Fatigue: 1}, hello())
		offer(p, 1000, 1, wire.EventNever, uint16(scope))
		if v := offer(p, 600_000, 2, wire.EventAccepted, 0); v != want {
			t.Errorf("scope %s: verdict %d, want %d", scope, v, want)
		}
		h := hello()
		h.Memory = p.Marshal()
		if v := offer(New(Config{CoolDown: 1, Fatigue: 1}, h), 900_000, 1, wire.EventAccepted, 0); scope != wire.ScopeTip && v != want {
			t.Errorf("scope %s: verdict %d on the next page, want %d", scope, v, want)
		}
	}
}

func TestMissingIsNotCounted(t *testing.T) {
	p := New(Config{CoolDown: 60_000, PerPlace: 1}, hello())
	offer(p, 1000, 1, wire.EventMissing, 0)
	if v := offer(p, 2000, 2, wire.EventAccepted, 0); v != Show {
		t.Errorf("verdict %d after a tip that never appeared", v)
	}
}

// TestThompson wants what helped others to be chosen more often, and what is
// unknown to get its chance.
func TestThompson(t *testing.T) {
	f := FormSet(wire.FormCallout)
	good := Help{Key: 1, Forms: f, Fit: 1000, Past: callout(400, 360)}
	bad := Help{Key: 2, Forms: f, Fit: 1000, Past: callout(400, 120)}
	unknown := Help{Key: 3, Forms: f, Fit: 1000}
	var chosen [3]int
	for seed := range uint64(1000) {
		h := hello()
		h.Seed = seed
		d := New(Config{}, h).Decide(moment(1000, Stuck), risk(900), []Help{good, bad, unknown})
		chosen[d.Choice]++
		again := New(Config{}, h).Decide(moment(9000, Stuck), risk(900), []Help{good, bad, unknown})
		if again.Choice != d.Choice {
			t.Fatal("the same seed chooses differently")
		}
	}
	t.Logf("good %d, bad %d, unknown %d", chosen[0], chosen[1], chosen[2])
	if chosen[1] != 0 || chosen[2] < 100 || chosen[0] < chosen[2] {
		t.Errorf("chosen %v", chosen)
	}
}

func TestRecovered(t *testing.T) {
	p := New(Config{}, hello())
	list := helps()
	d := p.Decide(moment(1000, Stuck), risk(900), list)
	p.Offered(1, &list[d.Choice], &d, place)
	if p.Recovered(2000, risk(800)) || !p.Recovered(2000, risk(50)) || p.Recovered(90_000, risk(50)) {
		t.Error("recovery is a fall of the risk soon after the tip, and nothing else")
	}
	p.Withdrawn(2000)
	if n, _, _ := p.Opened(); n != 0 {
		t.Error("the tip is still open")
	}
}

func TestLook(t *testing.T) {
	at := func(k wire.EventKind, target, at uint32, code uint16) wire.Event {
		return wire.Event{Act: wire.Act{Kind: k, Target: target, At: at, Code: code, Flags: wire.FlagTrusted}}
	}
	next := wire.Event{Act: wire.Act{Kind: wire.EventElement, Target: 4}, Body: &wire.Element{Role: wire.RoleButton, Traits: wire.TraitInteractive}}
	field := wire.Event{Act: wire.Act{Kind: wire.EventElement, Target: 5}, Body: &wire.Element{Role: wire.RoleTextbox, Traits: wire.TraitEditable}}
	page := wire.Event{Act: wire.Act{Kind: wire.EventPlace}, Body: &wire.Place{Route: "/"}}
	cases := []struct {
		name string
		seq  []wire.Event
		want Boundary
	}{
		{"arrived", []wire.Event{page}, Stepped},
		{"held", []wire.Event{page, next, at(wire.EventDown, 4, 500, 0)}, Holding},
		{"first press", []wire.Event{page, next, at(wire.EventClick, 4, 500, 0)}, Busy},
		{"second press in vain", []wire.Event{page, next, at(wire.EventClick, 4, 500, 0), at(wire.EventClick, 4, 900, 0)}, Stuck},
		{"dead", []wire.Event{page, next, at(wire.EventClick, 4, 500, 0), at(wire.EventTick, 0, 3000, 0)}, Stuck},
		{"typing", []wire.Event{page, field, at(wire.EventFocus, 5, 400, 0), at(wire.EventInput, 5, 500, 0)}, Typing},
		{"left", []wire.Event{page, field, at(wire.EventFocus, 5, 400, 0), at(wire.EventInput, 5, 500, 0), at(wire.EventBlur, 5, 600, 0)}, Left},
		{"refused", []wire.Event{page, field, at(wire.EventInput, 5, 500, 0), at(wire.EventBlur, 5, 600, 0), at(wire.EventInvalid, 5, 610, 0)}, Refused},
		{"refused while typing", []wire.Event{page, field, at(wire.EventInput, 5, 500, 0), at(wire.EventInvalid, 5, 510, 0)}, Typing},
		{"failed", []wire.Event{page, at(wire.EventNetEnd, 0, 5, 500)}, Refused},
		{"pause", []wire.Event{page, at(wire.EventMove, 0, 500, 0), at(wire.EventTick, 0, 2600, 0)}, Paused},
		{"long pause", []wire.Event{page, at(wire.EventMove, 0, 500, 0), at(wire.EventTick, 0, 9600, 0)}, Lingers},
	}
	for _, c := range cases {
		p := journey.New()
		for i := range c.seq {
			p.Apply(&c.seq[i])
		}
		if n := Look(p, &c.seq[len(c.seq)-1]); n.Boundary != c.want {
			t.Errorf("%s: boundary %d, want %d", c.name, n.Boundary, c.want)
		}
	}
}
