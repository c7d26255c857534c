package dialogue

import (
	"slices"
	"testing"

	"github.com/lamplight-help/lamplight/engine/index"
)

// fixed answers every search with the same hits.
type fixed []index.Hit

func (f fixed) Search(string, index.Context, int) []index.Hit { return f }
func (f fixed) Locale() string                                { return "en" }

func hit(article, percent, confidence int32) index.Hit {
	return index.Hit{Article: article, Score: percent * 10000, Confidence: confidence}
}

func TestAskDecides(t *testing.T) {
	cases := []struct {
		name    string
		hits    fixed
		kind    Kind
		article int32
		options []int32
		person  bool
	}{
		{"nothing found", nil, Unknown, -1, nil, true},
		{"too weak", fixed{hit(4, 90, index.KnownAt-1)}, Unknown, -1, []int32{4}, true},
		{"clear winner", fixed{hit(1, 100, 800), hit(2, 50, 400)}, Answer, 1, []int32{2}, false},
		{"a clear winner below zero", fixed{hit(1, -10, 800), hit(2, -20, 700)}, Answer, 1, []int32{2}, false},
		{"close rivals", fixed{hit(1, 100, 800), hit(2, 99, 790), hit(3, 10, 50)}, Clarify, -1, []int32{1, 2}, false},
		{"a close but unknown rival is no rival", fixed{hit(1, 100, index.KnownAt), hit(2, 99, index.KnownAt-1)}, Answer, 1, []int32{2}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := New().Ask(c.hits, index.Context{}, "words")
			if got.Kind != c.kind || got.Article != c.article || !slices.Equal(got.Options, c.options) || got.Person != c.person {
				t.Fatalf("got %+v", got)
			}
		})
	}
}

func TestOpenOffersTheThreeMostProbable(t *testing.T) {
	got := New().Open([]index.Prior{{Article: 1, Weight: 10}, {Article: 2, Weight: 900}, {Article: 3, Weight: 500}, {Article: 2, Weight: 900}, {Article: 4, Weight: 600}})
	if got.Kind != Suggest || !slices.Equal(got.Options, []int32{2, 4, 3}) {
		t.Fatalf("got %+v", got)
	}
	if got := New().Open(nil); got.Kind != Quiet {
		t.Fatalf("without anything probable: %+v", got)
	}
}

func TestRejectedArticleIsNotGivenAgain(t *testing.T) {
	s := New()
	hits := fixed{hit(1, 100, 800), hit(2, 50, 400)}
	if got := s.Ask(hits, index.Context{}, "w"); got.Article != 1 {
		t.Fatalf("first: %+v", got)
	}
	if got := s.Judge(false); got.Kind != Person || !got.Person {
		t.Fatalf("after no: %+v", got)
	}
	if got := s.Ask(hits, index.Context{}, "w"); got.Article != 2 {
		t.Fatalf("second: %+v", got)
	}
}

func TestTwoFailuresOfferAPersonBesideAnswers(t *testing.T) {
	s := New()
	s.Ask(fixed{}, index.Context{}, "w")
	s.Ask(fixed{}, index.Context{}, "w")
	if got := s.Ask(fixed{hit(1, 100, 800)}, index.Context{}, "w"); got.Kind != Answer || !got.Person {
		t.Fatalf("got %+v", got)
	}
	s.Judge(true)
	if got := s.Choose(3); got.Person || got.Article != 3 {
		t.Fatalf("after help: %+v", got)
	}
}

func TestPurpose(t *testing.T) {
	cases := []struct {
		words string
		want  aim
	}{
		{"hi", greeting}, {"Hello there!", greeting}, {"你好", greeting}, {"在吗？", greeting},
		{"thanks, that helped", farewell}, {"谢谢你", farewell}, {"bye", farewell},
		{"can I talk to a human please", wantsPerson}, {"转人工", wantsPerson}, {"I want a real person", wantsPerson},
		{"hi, my card is blocked", asking}, {"which person signs the bill", asking}, {"", asking},
		{"thank you page shows an error", asking}, {"怎么修改密码", asking},
	}
	for _, c := range cases {
		if got := purpose(c.words); got != c.want {
			t.Errorf("%q: got %d, want %d", c.words, got, c.want)
		}
	}
}

var base = []index.Document{
	{Title: "Change your password", Body: "Open Settings and choose Security. It takes a minute."},
	{Title: "When a refund arrives", Questions: []string{"how long does a refund take"}, Body: "A refund takes five working days."},
	{Title: "Bind a debit card", Questions: []string{"add a debit card"}, Body: "Enter the number of your debit card."},
	{Title: "Bind a credit card", Questions: []string{"add a credit card"}, Body: "Enter the number of your credit card."},
	{Title: "How long a transfer takes", Body: "A transfer takes two hours."},
}

func openBase(t *testing.T) *index.Index {
	t.Helper()
	b, err := index.BuildDocuments(base, "en")
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestFollowUpKeepsTheTopic(t *testing.T) {
	x, s := openBase(t), New()
	if got := s.Ask(x, index.Context{}, "Tell me about a refund"); got.Article != 1 {
		t.Fatalf("first: %+v", got)
	}
	got := s.Ask(x, index.Context{}, "and how long does it take?")
	if got.Article != 1 && (len(got.Options) == 0 || got.Options[0] != 1) {
		t.Fatalf("follow-up: %+v", got)
	}
	if got.Query == "and how long does it take?" {
		t.Fatalf("nothing was carried over: %q", got.Query)
	}
	if got := s.Ask(x, index.Context{}, "how do I change my password"); got.Article != 0 {
		t.Fatalf("topic switch: %+v", got)
	}
}

func TestCorrectionRejectsAndAsksAgain(t *testing.T) {
	x, s := openBase(t), New()
	if got := s.Ask(x, index.Context{}, "add a debit card"); got.Article != 2 {
		t.Fatalf("first: %+v", got)
	}
	if got := s.Ask(x, index.Context{}, "no, the credit card"); got.Article != 3 {
		t.Fatalf("after the correction: %+v", got)
	}
}

func TestSmallTalkDoesNotSearch(t *testing.T) {
	if got := New().Ask(fixed{hit(1, 100, 900)}, index.Context{}, "hello"); got.Kind != Greet {
		t.Fatalf("hello: %+v", got)
	}
	if got := New().Ask(fixed{hit(1, 100, 900)}, index.Context{}, "thank you very much"); got.Kind != Done {
		t.Fatalf("thanks: %+v", got)
	}
	if got := New().Ask(fixed{hit(1, 100, 900)}, index.Context{}, "let me talk to an agent"); got.Kind != Person || !got.Person {
		t.Fatalf("agent: %+v", got)
	}
}

func FuzzAsk(f *testing.F) {
	b, err := index.BuildDocuments(base, "en")
	if err != nil {
		f.Fatal(err)
	}
	x, err := index.Open(b)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("no", "谢谢", "and it?")
	f.Fuzz(func(t *testing.T, one, two, three string) {
		s := New()
		for _, words := range []string{one, two, three, one} {
			got := s.Ask(x, index.Context{}, words)
			if got.Kind == Answer && (got.Article < 0 || got.Article >= x.Len()) {
				t.Fatalf("%+v", got)
			}
			if got.Kind == Clarify && len(got.Options) < 2 {
				t.Fatalf("%+v", got)
			}
			s.Judge(len(words)%2 == 0)
		}
	})
}

func TestResolvedIsStrict(t *testing.T) {
	x := openBase(t)
	s := New()
	if s.Resolved() {
		t.Error("nothing was answered yet")
	}
	s.Ask(x, index.Context{}, "add a debit card")
	if !s.Resolved() {
		t.Error("an answer was opened")
	}
	s.Judge(false)
	if s.Resolved() {
		t.Error("it did not help")
	}
	s.Choose(3)
	s.Judge(true)
	if !s.Resolved() {
		t.Error("the next one helped")
	}
	s.Ask(x, index.Context{}, "talk to a human")
	if s.Resolved() {
		t.Error("a person was asked for")
	}
}
