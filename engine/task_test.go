package engine_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/wire"
)

const someWall = 1763686800000 // 2025-11-21

// conversation is an engine that a visitor talks to.
type conversation struct {
	t  *testing.T
	e  *engine.Engine
	at uint32
}

func talk(t *testing.T, memory []byte, articles fstest.MapFS) *conversation {
	t.Helper()
	c := &conversation{t: t, e: engine.New(engine.Config{})}
	c.do(wire.EventHello, 0, &wire.Hello{ABI: wire.ABI, Site: "demo", Locale: "en", Wall: someWall, Memory: memory})
	bundle := publishBundle(t, articles)
	c.e.Bundle(bundle)
	c.do(wire.EventBundle, int32(len(bundle)), nil)
	return c
}

func (c *conversation) do(k wire.EventKind, n int32, body wire.Body) []wire.Command {
	c.at += 100
	ev := wire.Event{Act: wire.Act{Kind: k, At: c.at, N: n, Flags: wire.FlagTrusted}, Body: body}
	return slices.Clone(c.e.Handle(&ev))
}

func (c *conversation) ask(words string) []wire.Command {
	return c.do(wire.EventAsk, 0, &wire.Words{Text: words})
}

// one returns the only command of a type.
func one[T wire.Command](t *testing.T, list []wire.Command) T {
	t.Helper()
	var found []T
	for _, c := range list {
		if v, ok := c.(T); ok {
			found = append(found, v)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d commands of type %T among %d", len(found), *new(T), len(list))
	}
	return found[0]
}

// tallies lists what was counted.
func tallies(list []wire.Command) (keys []string) {
	for _, c := range list {
		if v, ok := c.(*wire.Tally); ok {
			keys = append(keys, v.Key)
		}
	}
	return keys
}

func article(id, questions, more, body string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("---\nid: " + id + "\nlocale: en\ntitle: " + id + "\nquestions: [" + questions + "]\n" + more + "---\n" + body + "\n")}
}

var shop = fstest.MapFS{
	"en/refund.md":  article("refund", "how do I get a refund, get my money back", "task: refund\n", "Open the order and press Refund."),
	"en/phone.md":   article("phone", "change my phone number, new phone number", "", "Open Settings and press Phone."),
	"en/invoice.md": article("invoice", "download an invoice, where are my invoices", "", "Invoices are under Billing."),
}

var refundTask = wire.Task{Name: "refund", Title: "Refund an order", Slots: []wire.Slot{
	{Name: "order", Kind: wire.SlotText},
	{Name: "amount", Kind: wire.SlotNumber, Least: "1", Most: "500"},
	{Name: "day", Kind: wire.SlotDate, Optional: true},
}}

func register(c *conversation, task wire.Task) { c.do(wire.EventTask, 20413, &task) }

func TestTaskInTheConversation(t *testing.T) {
	c := talk(t, nil, shop)
	turn := one[*wire.Turn](t, c.ask("how do I get a refund"))
	if turn.Task != "" {
		t.Fatal("a task is offered that nobody registered")
	}
	register(c, refundTask)
	if turn = one[*wire.Turn](t, c.ask("how do I get a refund")); turn.Kind != wire.TurnAnswer || turn.Task != "refund" {
		t.Fatalf("the answer: %+v", turn)
	}
	list := c.ask("please get my money back")
	m := one[*wire.Move](t, list)
	if m.Kind != wire.MoveAsk || m.Slot != 0 || !slices.Equal(tallies(list), []string{"task-begun:refund"}) {
		t.Fatalf("a request: %+v, counted %q", m, tallies(list))
	}
	m = one[*wire.Move](t, c.ask("A-1001"))
	list = c.ask("how do I change my phone number?")
	if turn = one[*wire.Turn](t, list); turn.ID != "phone" {
		t.Fatalf("a question meanwhile: %+v", turn)
	}
	if m = one[*wire.Move](t, list); m.Kind != wire.MoveAsk || m.Slot != 1 {
		t.Fatalf("after the question: %+v", m)
	}
	if m = one[*wire.Move](t, c.ask("9,000")); m.Trouble != wire.TroubleHigh {
		t.Fatalf("too much: %+v", m)
	}
	c.ask("20")
	if m = one[*wire.Move](t, c.ask("yesterday")); m.Kind != wire.MoveConfirm || m.Values[2] != "2025-11-20" {
		t.Fatalf("all values: %+v", m)
	}
	if m = one[*wire.Move](t, c.ask("yes, run it")); m.Kind != wire.MoveConfirm {
		t.Fatalf("words: %+v", m)
	}
	script := wire.Event{Act: wire.Act{Kind: wire.EventRun, At: c.at}}
	one[*wire.Refuse](t, slices.Clone(c.e.Handle(&script)))
	if m = one[*wire.Move](t, c.do(wire.EventRun, 0, nil)); m.Kind != wire.MoveRun {
		t.Fatalf("the click: %+v", m)
	}
	list = c.do(wire.EventRan, 0, nil)
	if m = one[*wire.Move](t, list); m.Kind != wire.MoveFailed || !slices.Equal(tallies(list), []string{"task-failed:refund"}) {
		t.Fatalf("the result: %+v, counted %q", m, tallies(list))
	}
	if turn = one[*wire.Turn](t, c.ask("how do I get a refund")); turn.ID != "refund" {
		t.Fatalf("a question after the failure: %+v", turn)
	}
	if m = one[*wire.Move](t, c.do(wire.EventRun, 0, nil)); m.Kind != wire.MoveConfirm || len(m.Values) != 3 {
		t.Fatalf("once more: %+v", m)
	}
	c.do(wire.EventBegin, 0, &wire.Name{Name: "refund"})
	if m = one[*wire.Move](t, c.ask("never mind")); m.Kind != wire.MoveCancelled {
		t.Fatalf("never mind: %+v", m)
	}
	one[*wire.Refuse](t, c.do(wire.EventRun, 0, nil))
	c.do(wire.EventUntask, 0, &wire.Name{Name: "refund"})
	one[*wire.Refuse](t, c.do(wire.EventBegin, 0, &wire.Name{Name: "refund"}))
}

func TestRequestByTitle(t *testing.T) {
	c := talk(t, nil, shop)
	register(c, wire.Task{Name: "close", Title: "Close the account"})
	if m := one[*wire.Move](t, c.ask("I want to close my account")); m.Kind != wire.MoveConfirm || m.Task != "close" {
		t.Fatalf("%+v", m)
	}
}

func TestArticleByIDSurvivesAnotherBundle(t *testing.T) {
	c := talk(t, nil, shop)
	number := one[*wire.Turn](t, c.ask("how do I get a refund")).Article
	bundle := publishBundle(t, fstest.MapFS{"en/a.md": article("a", "first things first", "", "A."), "en/z.md": article("z", "last things last", "", "Z."),
		"en/phone.md": shop["en/phone.md"], "en/refund.md": shop["en/refund.md"]})
	c.e.Bundle(bundle)
	c.do(wire.EventBundle, int32(len(bundle)), nil)
	turn := one[*wire.Turn](t, c.do(wire.EventChoose, int32(number), &wire.Name{Name: "refund"}))
	if turn.ID != "refund" {
		t.Errorf("chose %q", turn.ID)
	}
	list := c.do(wire.EventRate, int32(number), &wire.Name{Name: "refund"})
	if !slices.Equal(tallies(list), []string{"unhelpful:refund"}) {
		t.Errorf("rated %q", tallies(list))
	}
	one[*wire.Refuse](t, c.do(wire.EventChoose, 0, &wire.Name{Name: "gone"}))
}

func TestTypingCompletesWithRealQuestions(t *testing.T) {
	c := talk(t, nil, shop)
	turn := one[*wire.Turn](t, c.do(wire.EventTyping, 0, &wire.Words{Text: "how do i ge"}))
	if !slices.Equal(turn.Completion, []string{"how do I get a refund"}) || turn.Kind != wire.TurnLive {
		t.Errorf("%+v", turn)
	}
}

func TestResolvedIsCountedOnceAndTakenBack(t *testing.T) {
	c := talk(t, nil, shop)
	c.ask("how do I get a refund")
	list := c.do(wire.EventLeave, 0, nil)
	if !slices.Contains(tallies(list), "resolved") {
		t.Fatalf("counted %q", tallies(list))
	}
	memory := one[*wire.Keep](t, list).Memory
	if again := tallies(c.do(wire.EventLeave, 0, nil)); slices.Contains(again, "resolved") {
		t.Errorf("counted twice: %q", again)
	}
	// The next page, the same day: a person is reached.
	next := talk(t, memory, shop)
	list = next.do(wire.EventHanded, 0, nil)
	if !slices.Equal(tallies(list), []string{"reopened"}) {
		t.Errorf("counted %q", tallies(list))
	}
	// What was unknown is counted without its words.
	if keys := tallies(next.ask("zebra crossing quantum")); !slices.Equal(keys, []string{"unknown"}) {
		t.Errorf("unknown: %q", keys)
	}
	if keys := tallies(next.do(wire.EventLeave, 0, nil)); !slices.Contains(keys, "unresolved") {
		t.Errorf("counted %q", keys)
	}
}

// Whatever happens in whatever order, an action runs only by a trusted press
// directly after all its values were shown, and nothing traps.
func TestAnyOrderOfATask(t *testing.T) {
	bundle := publishBundle(t, shop)
	rapid.Check(t, func(r *rapid.T) {
		e := engine.New(engine.Config{})
		e.Handle(&wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Locale: "en"}})
		e.Bundle(bundle)
		e.Handle(&wire.Event{Act: wire.Act{Kind: wire.EventBundle, N: int32(len(bundle))}})
		task := refundTask
		e.Handle(&wire.Event{Act: wire.Act{Kind: wire.EventTask}, Body: &task})
		shown := wire.MoveKind(0)
		for range rapid.IntRange(1, 40).Draw(r, "events") {
			kind := rapid.SampledFrom([]wire.EventKind{wire.EventAsk, wire.EventAsk, wire.EventFill, wire.EventFill, wire.EventFill, wire.EventSkip, wire.EventEdit,
				wire.EventRun, wire.EventRun, wire.EventQuit, wire.EventRan, wire.EventBegin, wire.EventUntask, wire.EventTask, wire.EventLeave}).Draw(r, "kind")
			ev := wire.Event{Act: wire.Act{Kind: kind, N: rapid.Int32Range(-1, 4).Draw(r, "n"), Code: 1}, Body: wire.NewBody(kind)}
			if rapid.Bool().Draw(r, "trusted") {
				ev.Flags = wire.FlagTrusted
			}
			switch b := ev.Body.(type) {
			case *wire.Words:
				b.Text = rapid.SampledFrom([]string{"I want my money back please", "20", "yes", "run it", "skip", "today", "back", "cancel", "how do I get a refund?", ""}).Draw(r, "words")
			case *wire.Name:
				b.Name = rapid.SampledFrom([]string{"refund", "", "other"}).Draw(r, "name")
			case *wire.Task:
				*b = refundTask
			}
			for _, c := range e.Handle(&ev) {
				m, ok := c.(*wire.Move)
				if !ok {
					continue
				}
				if m.Kind == wire.MoveRun && shown != wire.MoveRun && (shown != wire.MoveConfirm || kind != wire.EventRun || ev.Flags&wire.FlagTrusted == 0) {
					r.Fatalf("ran by %d after %d", kind, shown)
				}
				shown = m.Kind
			}
		}
	})
}
