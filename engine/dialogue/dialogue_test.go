package dialogue

import (
	"slices"
	"testing"

	"github.com/lamplight-help/lamplight/engine/index"
)

// fixed answers every search with the same hits.
type fixed []index.Hit

func (f fixed) Search(string, index.Context, int) []index.Hit { return f }

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
