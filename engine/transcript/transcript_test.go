package transcript

import (
	"reflect"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/wire"
)

func TestReadPrintsBack(t *testing.T) {
	const text = `0      hello abi=2 locale="en" seed=7 memory=01ff
0      place route="/security/password" title="Pass \"word\""
10     element #4 role=button traits=interactive+disabled owner=4 name="Next" help="password.next"
1200   click #4 flags=trusted+touch x=310 y=-4 n=2
1300   key #5 code=delete
1400   net-end code=503 n=9
1500   never code=place n=1
9000   ask text="why? 为什么"
`
	events, err := ReadEvents("// a comment\n\n" + text)
	if err != nil {
		t.Fatal(err)
	}
	if got := Events(events); got != text {
		t.Errorf("got\n%swant\n%s", got, text)
	}
	if e := events[2]; e.Body.(*wire.Element).Traits != wire.TraitInteractive|wire.TraitDisabled {
		t.Errorf("traits %v", e.Body)
	}
	for i := range events {
		got, rest, code := wire.ParseEvent(wire.AppendEvent(nil, &events[i]))
		if code != wire.ErrNone || len(rest) > 0 || !reflect.DeepEqual(got, events[i]) {
			t.Errorf("event %d does not survive the wire: %v", i, code)
		}
	}
}

func TestReadEventsNamesTheLine(t *testing.T) {
	for bad, want := range map[string]string{
		"0 hello abi=2\nx click":  `line 2: time "x"`,
		"0 clik":                  `line 1: EventKind has no value "clik"`,
		"0 click name=\"x\"":      `line 1: click has no field "name"`,
		"0 ask text=\"never ends": `line 1: quoted text`,
		"0 element #1 role=knob":  `line 1: Role has no value "knob"`,
	} {
		if _, err := ReadEvents(bad); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", bad, err, want)
		}
	}
}

func TestCommandPrintsNestedValues(t *testing.T) {
	got := Command(&wire.Show{Tip: 1, ID: "a", Form: wire.FormCallout, Risk: 640,
		Why:    []wire.Reason{{Cause: wire.CauseRageClick, Weight: 310, Count: 3, Target: 4}},
		Blocks: []wire.Block{{Kind: wire.BlockStep, Spans: []wire.Span{{Text: "Press", Style: wire.SpanStrong | wire.SpanHit}}}}})
	want := `show tip=1 id="a" form=callout risk=640 why=[{cause=rage-click weight=310 count=3 target=4}] ` +
		`blocks=[{kind=step spans=[{style=strong+hit text="Press"}]}]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
