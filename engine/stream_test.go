package engine_test

import (
	"encoding/binary"
	"math/rand"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// streamKinds are the kinds that a page sends, in any order. Those that make
// trouble come more often than the others.
var streamKinds = []wire.EventKind{
	wire.EventDown, wire.EventUp, wire.EventClick, wire.EventClick, wire.EventClick, wire.EventInput, wire.EventBlur,
	wire.EventInvalid, wire.EventDown, wire.EventUp, wire.EventClick, wire.EventClick, wire.EventClick, wire.EventInput,
	wire.EventBlur, wire.EventInvalid, wire.EventTick, wire.EventTick, wire.EventElement, wire.EventPlace,
	wire.EventTick, wire.EventPlace, wire.EventElement, wire.EventStep, wire.EventGoal, wire.EventDown, wire.EventUp,
	wire.EventMove, wire.EventClick, wire.EventKey, wire.EventFocus, wire.EventBlur, wire.EventInput, wire.EventInvalid,
	wire.EventValid, wire.EventSubmit, wire.EventScroll, wire.EventSelect, wire.EventCopy, wire.EventHover, wire.EventSwipe,
	wire.EventZoom, wire.EventDrag, wire.EventFind, wire.EventHelp, wire.EventMutation, wire.EventNetStart, wire.EventNetEnd,
	wire.EventFault, wire.EventMedia, wire.EventDownload, wire.EventDialog, wire.EventHidden, wire.EventVisible,
	wire.EventFreeze, wire.EventRestore, wire.EventReload, wire.EventLeave, wire.EventAnimate, wire.EventShown,
	wire.EventMissing, wire.EventOpened, wire.EventDismissed, wire.EventAccepted, wire.EventFollowed, wire.EventNever,
	wire.EventHello, wire.EventPanel, wire.EventAway, wire.EventChoose, wire.EventRate, wire.EventPerson, wire.EventAgreed,
}

var streamRoutes = []string{"/", "/pay", "/pay/:id", "/help"}

// streamBundle has an article for everything that can happen in a stream.
func streamBundle(tb testing.TB) []byte {
	tb.Helper()
	article := func(id, anchor string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\nid: " + id + "\nlocale: en\ntitle: " + id + "\nquestions:\n  - what is " + id +
			"\nanchors:\n  - " + anchor + "\n---\nText.\n")}
	}
	return publishBundle(tb, fstest.MapFS{
		"en/a.md": article("a", "help: a"), "en/b.md": article("b", "help: b"), "en/c.md": article("c", "route: /pay"),
		"en/d.md": article("d", "route: /**"), "en/e.md": article("e", "route: /help"), "en/f.md": article("f", "help: c"),
	})
}

// stream reads events from arbitrary bytes, ten a piece. Times mostly go
// forward, and sometimes back or far ahead.
func stream(b []byte) []wire.Event {
	var out []wire.Event
	at := uint32(0)
	for ; len(b) >= 10; b = b[10:] {
		switch step := uint32(b[1]); {
		case step < 200:
			at += step * 4
		case step < 250:
			at += (step - 199) * 900
		case step == 254:
			at -= 5000
		case step == 255:
			at += 86_400_000
		}
		e := wire.Event{Act: wire.Act{
			Kind: streamKinds[int(b[0])%len(streamKinds)], Flags: wire.Flags(b[2]), Target: uint32(b[3]) % 12 % uint32(1+b[9]%12), At: at,
			Code: uint16(b[4]) % 9, N: int32(int8(b[5])) * int32(b[6]%64), X: int16(b[7]) * 4, Y: int16(int8(b[8])) * 8,
		}}
		if b[2]%4 != 0 {
			e.Flags |= wire.FlagTrusted
		}
		e.Body = streamBody(&e, b)
		out = append(out, e)
	}
	return out
}

func streamBody(e *wire.Event, b []byte) wire.Body {
	switch e.Kind {
	case wire.EventPlace:
		return &wire.Place{Route: streamRoutes[int(b[9])%len(streamRoutes)], Title: string('a' + rune(b[8]%3)), Steps: uint16(b[7] % 8)}
	case wire.EventElement:
		return &wire.Element{Role: wire.Role(b[9] % 28), Traits: wire.Traits(binary.LittleEndian.Uint32(b[4:])) & (1<<18 - 1),
			Owner: uint32(b[8]) % 12, Form: uint32(b[7]) % 3, Name: "name", Help: string('a' + rune(b[6]%4))}
	case wire.EventStep, wire.EventGoal:
		return &wire.Name{Name: string('a' + rune(b[9]%3))}
	case wire.EventChoose, wire.EventRate:
		return &wire.Name{}
	case wire.EventHello:
		return &wire.Hello{ABI: wire.ABI}
	}
	return nil
}

// watch feeds a stream to an engine, fails when a promise is broken, and
// returns how much was shown.
func watch(t interface{ Fatalf(string, ...any) }, bundle []byte, events []wire.Event) (shown int) {
	e := engine.New(engine.Config{})
	w := watcher{t: t, known: map[uint32]bool{0: true}, quiet: map[string]bool{}, days: map[uint64]int{}}
	w.take(e.Handle(&wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Locale: "en", Trace: true, Wall: streamWall}}))
	e.Bundle(bundle)
	w.take(e.Handle(&wire.Event{Act: wire.Act{Kind: wire.EventBundle, N: int32(len(bundle))}}))
	for i := range events {
		ev := events[i]
		if ev.Kind == wire.EventElement {
			w.known[ev.Target] = true
		}
		if ev.Kind >= wire.EventShown && ev.Kind <= wire.EventNever && ev.Code%2 == 0 {
			ev.N = int32(w.open) // about the tip that is there, every second time
		}
		if ev.Kind != wire.EventHello { // a second one is refused, its time too
			w.now = max(w.now, ev.At)
		}
		if b, ok := ev.Body.(*wire.Place); ok && ev.Kind == wire.EventPlace {
			if w.placed = true; w.route != b.Route {
				w.route, w.stay = b.Route, 0
			}
		}
		switch ev.Kind {
		case wire.EventPanel:
			w.talking = true
		case wire.EventAway:
			w.talking = false
		}
		w.ended(&ev)
		w.take(e.Handle(&ev))
	}
	return len(w.shown)
}

// streamWall is the wall clock at the beginning of a stream, ms since 1970.
const streamWall = 1_763_686_800_000

// watcher is what a page knows of the promises.
type watcher struct {
	t       interface{ Fatalf(string, ...any) }
	now     uint32
	placed  bool
	route   string
	known   map[uint32]bool
	open    uint32
	form    wire.Form // of the open tip
	talking bool
	verdict uint16          // of the last record
	at      string          // route of the open tip
	stay    int             // tips of the present stay
	ends    uint32          // when the last tip went away, 0 never
	before  uint32          // ends, before the open tip
	quiet   map[string]bool // routes where somebody said "no tips on this page"
	days    map[uint64]int
	ids     map[string]bool
	shown   []uint32 // times
	off     bool
}

func (w *watcher) ended(ev *wire.Event) {
	if w.open == 0 || uint32(ev.N) != w.open {
		return
	}
	switch ev.Kind {
	case wire.EventNever:
		w.off = w.off || wire.Scope(ev.Code) == wire.ScopeEverywhere
		if wire.Scope(ev.Code) == wire.ScopePlace {
			w.quiet[w.at] = true
		}
		w.open, w.ends = 0, max(w.now, 1)
	case wire.EventMissing: // counts as one that never was
		w.open, w.ends = 0, w.before
		w.stay, w.days[w.day()] = max(w.stay-1, 0), max(w.days[w.day()]-1, 0)
	case wire.EventDismissed, wire.EventAccepted, wire.EventFollowed:
		w.open, w.ends = 0, max(w.now, 1)
	}
}

// day is the day of the visitor's clock.
func (w *watcher) day() uint64 { return (streamWall + uint64(w.now)) / 86_400_000 }

func (w *watcher) take(list []wire.Command) {
	for _, c := range list {
		switch c := c.(type) {
		case *wire.Show:
			w.show(c)
		case *wire.Hide:
			if c.Tip != w.open {
				w.t.Fatalf("hides tip %d, open is %d", c.Tip, w.open)
			}
			w.open, w.ends = 0, max(w.now, 1)
		case *wire.Wake:
			if c.At <= w.now {
				w.t.Fatalf("wants to wake at %d, now is %d", c.At, w.now)
			}
		case *wire.Traced:
			if c.Stage == wire.StagePolicy {
				w.verdict = c.Code
			}
			if c.Stage == wire.StagePredict && (c.Value < 0 || c.Value > 1000) {
				w.t.Fatalf("a probability of %d in a thousand", c.Value)
			}
		}
	}
}

func (w *watcher) show(c *wire.Show) {
	if w.ids == nil {
		w.ids = map[string]bool{}
	}
	recent := 0
	for _, at := range w.shown {
		if w.now-at < 1000*policy.SessionGap {
			recent++
		}
	}
	name := c.ID
	if c.ID == "" {
		name = c.Form.String() + " at " + w.route
	}
	raised := w.open != 0 && c.Tip == w.open && w.form == wire.FormBeacon && c.Form > w.form
	switch {
	case w.verdict != uint16(policy.Show):
		w.t.Fatalf("tip %d without a record that says so, the last says %d", c.Tip, w.verdict)
	case c.Risk > 1000:
		w.t.Fatalf("a risk of %d in a thousand", c.Risk)
	case w.off:
		w.t.Fatalf("tip %d after \"not again, anywhere\"", c.Tip)
	case !w.known[c.Anchor.Target]:
		w.t.Fatalf("tip %d at element %d, which was never described", c.Tip, c.Anchor.Target)
	case (c.ID == "") != (c.Form >= wire.FormChat) || c.Form < wire.FormBeacon || c.Form > wire.FormPerson:
		w.t.Fatalf("tip %d of article %q as a %s", c.Tip, c.ID, c.Form)
	case raised:
		w.form = c.Form
		return
	case w.open != 0:
		w.t.Fatalf("tip %d while tip %d is open", c.Tip, w.open)
	case w.talking:
		w.t.Fatalf("tip %d beside the open chat", c.Tip)
	case w.ids[name]:
		w.t.Fatalf("%s is shown for the second time", name)
	case !w.placed:
		w.t.Fatalf("tip %d before there was a place", c.Tip)
	case w.quiet[w.route]:
		w.t.Fatalf("tip %d at %s after \"not again, on this page\"", c.Tip, w.route)
	case w.stay >= int(policy.Default.PerPlace):
		w.t.Fatalf("tip %d is the %dth of this stay", c.Tip, w.stay+1)
	case w.days[w.day()] >= int(policy.Default.PerDay):
		w.t.Fatalf("tip %d is the %dth of this day", c.Tip, w.days[w.day()]+1)
	case w.ends != 0 && w.now-w.ends+1000 < policy.Default.CoolDown: // remembered in seconds
		w.t.Fatalf("tip %d only %d ms after the last", c.Tip, w.now-w.ends)
	case recent >= int(policy.Default.PerSession):
		w.t.Fatalf("tip %d is the %dth of this session", c.Tip, recent+1)
	}
	w.stay, w.at, w.before = w.stay+1, w.route, w.ends
	w.days[w.day()]++
	w.ids[name], w.open, w.form, w.shown = true, c.Tip, c.Form, append(w.shown, w.now)
}

// TestStream checks the promises on streams that a generator makes, and that
// these streams lead to tips at all.
func TestStream(t *testing.T) {
	bundle := streamBundle(t)
	shown := 0
	for seed := range int64(100) {
		b := make([]byte, 20_000)
		rand.New(rand.NewSource(seed)).Read(b)
		shown += watch(t, bundle, stream(b))
	}
	if t.Logf("%d tips in 200,000 events", shown); shown < 50 {
		t.Errorf("only %d tips: these streams test nothing", shown)
	}
	rapid.Check(t, func(t *rapid.T) {
		watch(t, bundle, stream(rapid.SliceOfN(rapid.Byte(), 0, 4000).Draw(t, "bytes")))
	})
}

// FuzzStream checks them on arbitrary ones.
func FuzzStream(f *testing.F) {
	f.Add([]byte("0123456789012345678901234567890123456789"))
	bundle := streamBundle(f)
	f.Fuzz(func(t *testing.T, b []byte) { watch(t, bundle, stream(b)) })
}
