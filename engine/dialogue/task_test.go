package dialogue

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var refund = Task{Name: "refund", Slots: []Slot{
	{Name: "order", Kind: SlotText},
	{Name: "amount", Kind: SlotNumber, Least: 1000, Most: 500000},
	{Name: "reason", Kind: SlotChoice, Options: []string{"arrived broken", "wrong size", "too late"}},
	{Name: "email", Kind: SlotEmail, Optional: true},
}}

func TestTaskFromStartToEnd(t *testing.T) {
	f, s := Begin(refund, "I want a refund")
	moves := []struct {
		words string
		kind  StepKind
		slot  int32
	}{
		{"A-1001", StepAsk, 1},
		{"a lot", StepBad, 1},
		{"0.5", StepBad, 1},
		{"12,50 please", StepAsk, 2},
		{"it is ugly", StepBad, 2},
		{"wrong size", StepAsk, 3},
		{"back", StepAsk, 2},
		{"3", StepAsk, 3},
		{"nobody at nowhere", StepBad, 3},
		{"skip", StepConfirm, -1},
		{"yes", StepConfirm, -1},
	}
	if s.Kind != StepAsk || s.Slot != 0 {
		t.Fatalf("first: %+v", s)
	}
	for _, m := range moves {
		if s = f.Say(m.words); s.Kind != m.kind || s.Slot != m.slot {
			t.Fatalf("%q: %+v, want kind %d slot %d", m.words, s, m.kind, m.slot)
		}
	}
	if s = f.Agree(); s.Kind != StepRun || !slices.Equal(s.Values, []string{"A-1001", "12.50", "too late", ""}) {
		t.Fatalf("agree: %+v", s)
	}
	if s = f.Cancel(); s.Kind != StepRun {
		t.Fatalf("a running action was cancelled: %+v", s)
	}
	if s = f.Result(true); s.Kind != StepDone || !f.Over() {
		t.Fatalf("result: %+v", s)
	}
}

func TestOpeningWordsFillSlots(t *testing.T) {
	task := Task{Name: "top up", Slots: []Slot{{Name: "amount", Kind: SlotNumber}, {Name: "from", Kind: SlotChoice, Options: []string{"card", "bank"}}}}
	if _, s := Begin(task, "top up 1,500 from my card"); s.Kind != StepConfirm || !slices.Equal(s.Values, []string{"1500", "card"}) {
		t.Fatalf("%+v", s)
	}
	if _, s := Begin(task, "move 20 or 30"); s.Kind != StepAsk || s.Slot != 0 {
		t.Fatalf("two numbers are doubt: %+v", s)
	}
	if _, s := Begin(task, "充值50元"); s.Slot != 1 || s.Values[0] != "50" {
		t.Fatalf("%+v", s)
	}
}

func TestCancelWords(t *testing.T) {
	for _, words := range []string{"cancel", "Never mind", "算了", "取消", "Stop!"} {
		f, _ := Begin(refund, "")
		if s := f.Say(words); s.Kind != StepCancelled || len(s.Values) != 0 {
			t.Errorf("%q: %+v", words, s)
		}
	}
	f, _ := Begin(refund, "")
	if s := f.Say("cancel order 7 of may"); s.Kind == StepCancelled {
		t.Error("a value with cancel in it cancelled")
	}
}

// Whatever is said and clicked, the action runs only by a click directly after
// all values were shown, and at most once.
func TestTaskRunsOnlyByAClick(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, s := Begin(refund, rapid.SampledFrom([]string{"", "refund 20", "arrived broken"}).Draw(t, "opening"))
		ran := 0
		for range rapid.IntRange(1, 25).Draw(t, "moves") {
			before := s.Kind
			click := false
			switch rapid.IntRange(0, 5).Draw(t, "do") {
			case 0:
				s, click = f.Agree(), true
			case 1:
				s = f.Cancel()
			case 2:
				s = f.Result(rapid.Bool().Draw(t, "worked"))
			default:
				s = f.Say(rapid.SampledFrom([]string{"yes", "20", "wrong size", "a@b.co", "back", "skip", "run it", "ok"}).Draw(t, "words"))
			}
			if s.Kind == StepRun && before != StepRun {
				ran++
				if !click || before != StepConfirm || len(s.Values) != len(refund.Slots) {
					t.Fatalf("ran after %d by click %v with %v", before, click, s.Values)
				}
			}
		}
		if ran > 1 {
			t.Fatalf("ran %d times", ran)
		}
	})
}

func FuzzSlot(f *testing.F) {
	f.Add("12,50", "a@b.co")
	f.Add("1,500.25", "wrong size")
	f.Fuzz(func(t *testing.T, one, two string) {
		form, _ := Begin(refund, one)
		for _, words := range []string{one, two, "5", "1", "skip"} {
			s := form.Say(words)
			if s.Slot >= int32(len(refund.Slots)) || len(s.Values) > len(refund.Slots) {
				t.Fatalf("%+v", s)
			}
		}
	})
}
