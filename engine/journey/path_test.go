package journey

import (
	"testing"

	"github.com/lamplight-help/lamplight/engine/wire"
)

// apply feeds events; each is trusted unless it says otherwise.
func apply(p *Path, list ...wire.Event) {
	for i := range list {
		if list[i].Flags == 0 {
			list[i].Flags = wire.FlagTrusted
		}
		p.Apply(&list[i])
	}
}

func act(k wire.EventKind, target, at uint32) wire.Event {
	return wire.Event{Act: wire.Act{Kind: k, Target: target, At: at}}
}

func describe(id uint32, role wire.Role, traits wire.Traits, form uint32) wire.Event {
	return wire.Event{Act: wire.Act{Kind: wire.EventElement, Target: id}, Body: &wire.Element{Role: role, Traits: traits, Form: form, Name: "name"}}
}

func arrive(route string, at uint32) wire.Event {
	return wire.Event{Act: wire.Act{Kind: wire.EventPlace, At: at}, Body: &wire.Place{Route: route, Title: route}}
}

// TestHardening26ClockBackwards wants time to stand still and be counted.
func TestHardening26ClockBackwards(t *testing.T) {
	p := New()
	late := act(wire.EventClick, 1, 50)
	apply(p, act(wire.EventClick, 1, 1000))
	apply(p, late)
	e := act(wire.EventClick, 1, 50)
	e.Flags = wire.FlagTrusted
	p.Apply(&e)
	if p.Now() != 1000 || e.At != 1000 || p.Counters.Backwards != 2 {
		t.Errorf("now %d, event at %d, counted %d; want 1000, 1000, 2", p.Now(), e.At, p.Counters.Backwards)
	}
}

// TestHardening13ScriptedGestures wants gestures of scripts not to count.
func TestHardening13ScriptedGestures(t *testing.T) {
	p := New()
	for _, k := range []wire.EventKind{wire.EventDown, wire.EventUp, wire.EventClick, wire.EventKey, wire.EventSwipe, wire.EventDrag} {
		e := act(k, 1, 10)
		if p.Apply(&e) {
			t.Errorf("%s of a script counts", k)
		}
	}
	if p.Press(0) != nil || p.Counters.Scripted != 6 {
		t.Errorf("press %v, %d counted", p.Press(0), p.Counters.Scripted)
	}
}

// TestScriptedEditIsAutofill wants an untrusted edit to be kept as automatic.
func TestScriptedEditIsAutofill(t *testing.T) {
	p := New()
	apply(p, describe(3, wire.RoleTextbox, wire.TraitEditable, 0))
	e := act(wire.EventInput, 3, 10)
	e.N = 12
	p.Apply(&e)
	if f := p.Element(3).Field; f.Auto != 1 || f.Edits != 0 || !f.Filled() || f.Pending {
		t.Errorf("field %+v", f)
	}
}

func TestPressAnswers(t *testing.T) {
	cases := []struct {
		name string
		then []wire.Event
		want Sign
		seen bool // a person can see it
	}{
		{"nothing", nil, 0, false},
		{"change", []wire.Event{act(wire.EventMutation, 0, 1100)}, SignMutation, true},
		{"request", []wire.Event{act(wire.EventNetStart, 0, 1100)}, SignRequest, false},
		{"its own focus", []wire.Event{act(wire.EventFocus, 4, 1001)}, 0, false},
		{"another focus", []wire.Event{act(wire.EventFocus, 5, 1001)}, SignFocus, true},
		{"too late", []wire.Event{act(wire.EventMutation, 0, 9000)}, 0, false},
		{"window", []wire.Event{act(wire.EventDialog, 0, 1300)}, SignWindow, true},
	}
	for _, c := range cases {
		p := New()
		apply(p, describe(4, wire.RoleButton, wire.TraitInteractive, 0), act(wire.EventDown, 4, 900), act(wire.EventClick, 4, 1000))
		apply(p, c.then...)
		r := p.Press(0)
		if r.Signs != c.want || (r.Answered != 0) != c.seen {
			t.Errorf("%s: signs %b answered %d, want %b seen %v", c.name, r.Signs, r.Answered, c.want, c.seen)
		}
	}
}

// TestPressOnDisabled wants a press without a click, and one press with it.
func TestPressOnDisabled(t *testing.T) {
	p := New()
	apply(p, describe(4, wire.RoleButton, wire.TraitInteractive|wire.TraitDisabled, 0),
		act(wire.EventDown, 4, 900), act(wire.EventUp, 4, 980))
	if r := p.Press(0); r == nil || r.Owner != 4 || r.At != 980 {
		t.Fatalf("press %+v", r)
	}
	apply(p, act(wire.EventClick, 4, 981))
	if p.Press(1) != nil {
		t.Error("release and click of one gesture are two presses")
	}
}

func TestLabelIsOnePress(t *testing.T) {
	p := New()
	apply(p, describe(4, wire.RoleLabel, 0, 0), describe(5, wire.RoleCheckbox, wire.TraitInteractive, 0),
		act(wire.EventDown, 4, 900), act(wire.EventUp, 4, 980), act(wire.EventClick, 4, 981), act(wire.EventClick, 5, 982))
	if p.Press(1) != nil || p.Press(0).Owner != 5 {
		t.Errorf("presses %+v and %+v, want one on the control", p.Press(0), p.Press(1))
	}
}

func TestFailuresCountAttempts(t *testing.T) {
	p := New()
	at := uint32(0)
	edit := func() {
		at += 100
		e := act(wire.EventInput, 3, at)
		e.N = 1
		apply(p, e)
	}
	invalid := func() { apply(p, act(wire.EventInvalid, 3, at)) }
	apply(p, describe(3, wire.RoleTextbox, wire.TraitEditable, 2))
	for range 5 { // live validation while typing
		edit()
		invalid()
	}
	if n := p.Element(3).Field.Failures; n != 0 {
		t.Fatalf("%d failures before the field was left", n)
	}
	for want := uint16(1); want <= 3; want++ {
		edit()
		apply(p, act(wire.EventBlur, 3, at))
		invalid()
		invalid()
		if n := p.Element(3).Field.Failures; n != want {
			t.Fatalf("%d failures after %d attempts", n, want)
		}
	}
	edit()
	apply(p, act(wire.EventSubmit, 2, at))
	invalid()
	if n := p.Element(3).Field.Failures; n != 4 {
		t.Errorf("%d failures after a submit, want 4", n)
	}
	apply(p, act(wire.EventValid, 3, at))
	if p.Progress() != at {
		t.Errorf("mending a field is no progress")
	}
}

func TestRewrites(t *testing.T) {
	var f Field
	for _, n := range []int32{8, -8, 8, -3, 3, -9, 6} {
		f.grow(n)
	}
	if f.Rewrites != 2 {
		t.Errorf("%d rewrites, want 2", f.Rewrites)
	}
}

func TestStaysAndBack(t *testing.T) {
	p := New()
	apply(p, arrive("/a", 0), arrive("/b", 1000), arrive("/a", 3000))
	s := p.Stay()
	if !s.Back || s.From != Hash("/b") || p.Place(Hash("/a")).Visits != 2 || p.Visit(0).Dwell != 2000 {
		t.Errorf("stay %+v, last visit %+v", s, p.Visit(0))
	}
	apply(p, arrive("/b", 3500), arrive("/c", 3600), arrive("/b", 3700))
	if !p.Stay().Back {
		t.Error("back from /c is no going back")
	}
	apply(p, arrive("/d", 3800))
	if p.Stay().Back {
		t.Error("on to /d is going back")
	}
	p = New()
	apply(p, arrive("/a", 0), arrive("/b", 1000), arrive("/a", 3000))
	apply(p, arrive("/a", 4000))
	if p.Visit(0).Place != Hash("/b") {
		t.Error("the same place again is a new stay")
	}
	list := p.AppendVisits(nil)
	if len(list) != 3 || list[2].Route != "/a" || list[1].Dwell != 2000 {
		t.Errorf("visits %+v", list)
	}
}

// TestListIsNoBack wants one entry after the other to be going on.
func TestListIsNoBack(t *testing.T) {
	p := New()
	for i := range uint32(40) {
		route := "/list"
		if i%2 == 1 {
			route = "/list/:id"
		}
		apply(p, arrive(route, i*1000))
		if p.Stay().Back != (i > 0 && i%2 == 0) {
			t.Fatalf("arrival %d at %s: back is %v", i, route, p.Stay().Back)
		}
	}
}

// TestLapse wants a page that slept to be judged by nothing before its sleep.
func TestLapse(t *testing.T) {
	p := New()
	apply(p, describe(4, wire.RoleButton, wire.TraitInteractive, 0), act(wire.EventClick, 4, 1000))
	p.ExpectTick(3500)
	apply(p, act(wire.EventMove, 0, 3600))
	if p.Counters.Lapses != 0 {
		t.Fatal("a late tick is no sleep")
	}
	p.ExpectTick(5000)
	apply(p, act(wire.EventMove, 0, 500_000))
	if p.Counters.Lapses != 1 || !p.Press(0).Judged || p.LapseEnd() != 500_000 {
		t.Errorf("lapses %d, press %+v", p.Counters.Lapses, p.Press(0))
	}
}

// TestBoundedTables fills every table far beyond its size.
func TestBoundedTables(t *testing.T) {
	p := New()
	for i := uint32(1); i <= 10*MaxElements; i++ {
		e := describe(i, wire.RoleButton, wire.TraitInteractive, 0)
		e.At = i
		apply(p, e, act(wire.EventClick, i, i))
	}
	if p.Element(10*MaxElements) == nil || p.Element(1) != nil || p.Counters.Evicted != 9*MaxElements {
		t.Errorf("latest %v, first %v, evicted %d", p.Element(10*MaxElements), p.Element(1), p.Counters.Evicted)
	}
}

// TestNamesAreCut wants long text cut at a character, in memory of its own.
func TestNamesAreCut(t *testing.T) {
	long := ""
	for len(long) < MaxName {
		long += "漢"
	}
	got := keep("", long+"漢字")
	if len(got) > MaxName || got != long[:len(got)] || len(got)%3 != 0 {
		t.Errorf("cut to %d bytes: %q", len(got), got)
	}
}

func TestPaceMedian(t *testing.T) {
	var q Pace
	q.Add(5)
	q.Add(7)
	if q.Median(99) != 99 {
		t.Error("two values are no pace")
	}
	for v := uint32(1); v <= 100; v++ {
		q.Add(v)
	}
	if q.Median(0) != 93 || q.Len() != paceLen {
		t.Errorf("median %d of %d", q.Median(0), q.Len())
	}
}

// TestNoise wants a page that changes by itself not to answer presses far away.
func TestNoise(t *testing.T) {
	p := New()
	apply(p, describe(4, wire.RoleButton, wire.TraitInteractive, 0), describe(9, wire.RoleText, 0, 0))
	at := uint32(0)
	for range 20 {
		at += 1000
		apply(p, act(wire.EventMutation, 9, at))
	}
	apply(p, act(wire.EventClick, 4, at+300), act(wire.EventMutation, 9, at+1000))
	if p.Press(0).Answered != 0 {
		t.Error("a ticking clock answers a press")
	}
	apply(p, act(wire.EventMutation, 4, at+1100))
	if p.Press(0).Answered == 0 {
		t.Error("a change of the control itself does not")
	}
}
