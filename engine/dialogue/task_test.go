package dialogue

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/wire"
)

var english = HabitsOf("en", 20778) // 2026-11-21

var refund = wire.Task{Name: "refund", Slots: []wire.Slot{
	{Name: "order", Kind: wire.SlotText},
	{Name: "amount", Kind: wire.SlotNumber, Least: "1", Most: "500"},
	{Name: "reason", Kind: wire.SlotChoice, Options: []string{"arrived broken", "wrong size", "too late"}},
	{Name: "email", Kind: wire.SlotEmail, Optional: true},
}}

func TestTaskFromStartToEnd(t *testing.T) {
	f, s := Begin(refund, english, "I want a refund")
	moves := []struct {
		words string
		kind  wire.MoveKind
		slot  int16
	}{
		{"A-1001", wire.MoveAsk, 1},
		{"a lot", wire.MoveBad, 1},
		{"0.5", wire.MoveBad, 1},
		{"12,50 please", wire.MoveAsk, 2},
		{"it is ugly", wire.MoveBad, 2},
		{"wrong size", wire.MoveAsk, 3},
		{"back", wire.MoveAsk, 2},
		{"3", wire.MoveAsk, 3},
		{"nobody at nowhere", wire.MoveBad, 3},
		{"skip", wire.MoveConfirm, -1},
		{"yes", wire.MoveConfirm, -1},
	}
	if s.Kind != wire.MoveAsk || s.Slot != 0 {
		t.Fatalf("first: %+v", s)
	}
	for _, m := range moves {
		if s = f.Say(m.words); s.Kind != m.kind || s.Slot != m.slot {
			t.Fatalf("%q: %+v, want kind %d slot %d", m.words, s, m.kind, m.slot)
		}
	}
	if s = f.Agree(); s.Kind != wire.MoveRun || !slices.Equal(s.Values, []string{"A-1001", "12.50", "too late", ""}) {
		t.Fatalf("agree: %+v", s)
	}
	if s = f.Cancel(); s.Kind != wire.MoveRun {
		t.Fatalf("a running action was cancelled: %+v", s)
	}
	if s = f.Result(true); s.Kind != wire.MoveDone || !f.Over() {
		t.Fatalf("result: %+v", s)
	}
}

func TestOpeningWordsFillSlots(t *testing.T) {
	task := wire.Task{Name: "top up", Slots: []wire.Slot{{Name: "amount", Kind: wire.SlotNumber}, {Name: "from", Kind: wire.SlotChoice, Options: []string{"card", "bank"}}}}
	if _, s := Begin(task, english, "top up 1,500 from my card"); s.Kind != wire.MoveConfirm || !slices.Equal(s.Values, []string{"1500", "card"}) {
		t.Fatalf("%+v", s)
	}
	if _, s := Begin(task, english, "move 20 or 30"); s.Kind != wire.MoveAsk || s.Slot != 0 {
		t.Fatalf("two numbers are doubt: %+v", s)
	}
	if _, s := Begin(task, english, "充值50元"); s.Slot != 1 || s.Values[0] != "50" {
		t.Fatalf("%+v", s)
	}
}

func TestCancelWords(t *testing.T) {
	for _, words := range []string{"cancel", "Never mind", "算了", "取消", "Stop!"} {
		f, _ := Begin(refund, english, "")
		if s := f.Say(words); s.Kind != wire.MoveCancelled || len(s.Values) != 0 {
			t.Errorf("%q: %+v", words, s)
		}
	}
	f, _ := Begin(refund, english, "")
	if s := f.Say("cancel order 7 of may"); s.Kind == wire.MoveCancelled {
		t.Error("a value with cancel in it cancelled")
	}
}

// Whatever is said and clicked, the action runs only by a click directly after
// all values were shown, and at most once.
func TestTaskRunsOnlyByAClick(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, s := Begin(refund, english, rapid.SampledFrom([]string{"", "refund 20", "arrived broken"}).Draw(t, "opening"))
		ran, failed := 0, 0
		for range rapid.IntRange(1, 25).Draw(t, "moves") {
			before := s.Kind
			click := false
			switch rapid.IntRange(0, 8).Draw(t, "do") {
			case 0:
				s, click = f.Agree(), true
			case 1:
				s = f.Cancel()
			case 2:
				s = f.Result(rapid.Bool().Draw(t, "worked"))
				if s.Kind == wire.MoveFailed && before == wire.MoveRun {
					failed++
				}
			case 3:
				s = f.Edit(rapid.Int32Range(-1, 5).Draw(t, "slot"))
			case 4:
				s = f.Skip()
			case 5:
				s = f.Fill(rapid.SampledFrom([]string{"yes", "20", "cancel"}).Draw(t, "value"))
			default:
				s = f.Say(rapid.SampledFrom([]string{"yes", "20", "wrong size", "a@b.co", "back", "skip", "run it", "ok"}).Draw(t, "words"))
			}
			if s.Kind == wire.MoveRun && before != wire.MoveRun {
				ran++
				if !click || before != wire.MoveConfirm || len(s.Values) != len(refund.Slots) {
					t.Fatalf("ran after %d by click %v with %v", before, click, s.Values)
				}
			}
		}
		if ran > 1+failed {
			t.Fatalf("ran %d times and failed %d times", ran, failed)
		}
	})
}

func FuzzSlot(f *testing.F) {
	f.Add("12,50", "a@b.co")
	f.Add("1,500.25", "wrong size")
	f.Fuzz(func(t *testing.T, one, two string) {
		form, _ := Begin(refund, english, one)
		for _, words := range []string{one, two, "5", "1", "skip"} {
			s := form.Say(words)
			if s.Slot >= int16(len(refund.Slots)) || len(s.Values) > len(refund.Slots) {
				t.Fatalf("%+v", s)
			}
		}
	})
}

func TestValues(t *testing.T) {
	number := wire.Slot{Kind: wire.SlotNumber, Least: "0.5", Most: "10000"}
	day := wire.Slot{Kind: wire.SlotDate, Least: "2026-01-01", Most: "2027-12-31"}
	german, chinese, british := HabitsOf("de-DE", 20778), HabitsOf("zh-CN", 20778), HabitsOf("en-GB", 20778)
	cases := []struct {
		slot    wire.Slot
		habits  Habits
		words   string
		want    string
		trouble wire.Trouble
	}{
		{number, english, "1,234.5", "1234.5", 0}, {number, german, "1.234,5 Euro", "1234.5", 0},
		{number, german, "12.50", "12.50", 0}, {number, english, "12,50", "12.50", 0},
		{number, german, "1.500", "1500", 0}, {number, german, "1,500", "1.500", 0},
		{number, chinese, "５０元", "50", 0}, {number, chinese, "1万", "10000", 0}, {number, chinese, "2万", "", wire.TroubleHigh},
		{number, english, "0.1", "", wire.TroubleLow}, {number, english, "-5", "", wire.TroubleLow}, {number, english, "20 or 30", "", wire.TroubleNumber},
		{number, english, "many", "", wire.TroubleNumber}, {number, english, " ", "", wire.TroubleEmpty},
		{number, english, "123456789012345678", "", wire.TroubleNumber},
		{day, english, "11/21/2026", "2026-11-21", 0}, {day, british, "21/11/2026", "2026-11-21", 0}, {day, german, "21.11.2026", "2026-11-21", 0},
		{day, english, "3.12.26", "2026-12-03", 0}, {day, english, "21 Nov 2026", "2026-11-21", 0}, {day, english, "November 21, 2026", "2026-11-21", 0},
		{day, english, "2026-11-21", "2026-11-21", 0}, {day, chinese, "2026年11月21日", "2026-11-21", 0}, {day, chinese, "11月21日", "2026-11-21", 0},
		{day, chinese, "明天", "2026-11-22", 0}, {day, english, "yesterday", "2026-11-20", 0}, {day, english, "5/6", "2026-05-06", 0}, {day, british, "5/6", "2026-06-05", 0},
		{day, english, "30 Feb 2026", "", wire.TroubleDate}, {day, english, "31/12/2025", "", wire.TroubleEarly}, {day, english, "2028-01-01", "", wire.TroubleLate},
		{day, english, "soon", "", wire.TroubleDate}, {day, english, "20261121", "", wire.TroubleDate},
		{wire.Slot{Kind: wire.SlotEmail}, english, "it is me@example.com.", "me@example.com", 0},
		{wire.Slot{Kind: wire.SlotEmail}, english, "me@example", "", wire.TroubleEmail},
		{wire.Slot{Kind: wire.SlotChoice, Options: []string{"Card", "Credit card"}}, english, "the credit card", "Credit card", 0},
		{wire.Slot{Kind: wire.SlotChoice, Options: []string{"Card", "Bank"}}, english, "card or bank", "", wire.TroubleChoice},
		{wire.Slot{Kind: wire.SlotSecret}, english, "hunter2", "•", 0},
	}
	for _, c := range cases {
		if got, trouble := valueOf(&c.slot, c.habits, c.words); got != c.want || trouble != c.trouble {
			t.Errorf("%q: %q, trouble %d; want %q, %d", c.words, got, trouble, c.want, c.trouble)
		}
	}
}

func TestEditKeepsTheRest(t *testing.T) {
	f, _ := Begin(refund, english, "")
	for _, v := range []string{"A-1", "20", "wrong size", "a@b.co"} {
		f.Fill(v)
	}
	if m := f.Edit(1); m.Kind != wire.MoveAsk || m.Slot != 1 || len(m.Values) != 4 {
		t.Fatalf("edit: %+v", m)
	}
	if m := f.Fill("900"); m.Kind != wire.MoveBad || m.Trouble != wire.TroubleHigh || m.Values[1] != "20" {
		t.Fatalf("too much: %+v", m)
	}
	if m := f.Agree(); m.Kind != wire.MoveBad {
		t.Fatalf("ran while a value was asked for: %+v", m)
	}
	if m := f.Fill("30"); m.Kind != wire.MoveConfirm || !slices.Equal(m.Values, []string{"A-1", "30", "wrong size", "a@b.co"}) {
		t.Fatalf("filled again: %+v", m)
	}
	f.Edit(0)
	if m := f.Say("back"); m.Kind != wire.MoveConfirm || m.Values[0] != "A-1" {
		t.Fatalf("back: %+v", m)
	}
}

func TestRequestsAndQuestions(t *testing.T) {
	for words, want := range map[string]bool{
		"I want a refund": true, "please refund my order": true, "refund my order please": true, "can you refund my order": true,
		"帮我退款": true, "我要退款": true, "我想改密码": true, "start a refund": true,
		"how do I get a refund": false, "can you tell me how to get a refund": false, "I want to know when it arrives": false,
		"怎么退款": false, "退款多久到账": false, "can I get a refund?": false, "refund": false, "": false, "I cannot log in": false,
	} {
		if got := IsRequest(words); got != want {
			t.Errorf("%q: %v", words, got)
		}
	}
}

func TestSettleCountsOnce(t *testing.T) {
	x, s := openBase(t), New()
	if engaged, _ := s.Settle(); engaged {
		t.Error("nothing was said")
	}
	s.Ask(x, index.Context{}, "add a debit card")
	if engaged, resolved := s.Settle(); !engaged || !resolved {
		t.Error("an answer was opened")
	}
	if engaged, _ := s.Settle(); engaged {
		t.Error("counted twice")
	}
	s.Choose(2)
	s.Ask(fixed{}, index.Context{}, "something else entirely")
	if _, resolved := s.Settle(); resolved {
		t.Error("the last question had no answer")
	}
}
