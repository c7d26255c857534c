package knowledge

import (
	"os"
	"testing"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
)

// demoArticles reads the demo's own base in one locale.
func demoArticles(t *testing.T, locale string) []kb.Article {
	t.Helper()
	folder := publish.Read(os.DirFS("../../demo/kb"))
	var out []kb.Article
	for _, p := range folder.Pages {
		if p.Locale == locale {
			out = append(out, p.Article)
		}
	}
	if len(out) < 30 {
		t.Fatalf("%d articles in %s", len(out), locale)
	}
	return out
}

// outcome counts what became of the questions of one file.
type outcome struct {
	related, right, known int // of related questions: first hit right, and known
	unrelated, answered   int // of unrelated ones: taken for known
}

// askDemo asks all questions of a file against some of the articles.
// Questions whose article is not among them count as unrelated.
func askDemo(t *testing.T, articles []kb.Article, locale string) outcome {
	t.Helper()
	built, err := index.Build(articles, locale)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Open(built)
	if err != nil {
		t.Fatal(err)
	}
	number := map[string]int32{}
	for i := range articles {
		number[articles[i].ID] = int32(i)
	}
	asked, err := readTable("testdata/demo_" + locale + ".tsv")
	if err != nil {
		t.Fatal(err)
	}
	var o outcome
	for _, row := range asked.rows {
		hits := x.Search(asked.text(row, "question"), index.Context{}, 5)
		confidence, article := int32(0), int32(-1)
		if len(hits) > 0 {
			confidence, article = hits[0].Confidence, hits[0].Article
		}
		want, related := number[asked.text(row, "article")]
		o.note(related, related && want == article, confidence)
	}
	return o
}

func (o *outcome) note(related, right bool, confidence int32) {
	known := confidence >= index.KnownAt
	if !related {
		o.unrelated++
		if known {
			o.answered++
		}
		return
	}
	o.related++
	if right {
		o.right++
	}
	if right && known {
		o.known++
	}
}

// A base of a few dozen articles answers what it holds and says of the rest
// that it does not know.
func TestDemoKnowsWhatItDoesNotKnow(t *testing.T) {
	cases := []struct {
		locale         string
		articles       int
		least, answers int // related questions answered rightly, unrelated ones answered, in hundredths
	}{
		{"en", 35, 75, 4}, {"zh", 35, 95, 4},
		{"en", 20, 55, 5}, {"zh", 20, 90, 10},
		{"en", 10, 40, 5}, {"zh", 10, 75, 7},
	}
	for _, c := range cases {
		o := askDemo(t, demoArticles(t, c.locale)[:c.articles], c.locale)
		t.Logf("%s, %d articles: %d of %d related right, %d known; %d of %d unrelated answered", c.locale, c.articles, o.right, o.related, o.known, o.answered, o.unrelated)
		if o.known*100 < c.least*o.related {
			t.Errorf("%s, %d articles: %d of %d related questions are answered", c.locale, c.articles, o.known, o.related)
		}
		if o.answered*100 > c.answers*o.unrelated {
			t.Errorf("%s, %d articles: %d of %d unrelated questions are answered", c.locale, c.articles, o.answered, o.unrelated)
		}
	}
}

// The same for a base with one phrasing per article, which has no model.
func TestDemoWithoutPhrasings(t *testing.T) {
	for _, locale := range []string{"en", "zh"} {
		articles := demoArticles(t, locale)
		for i := range articles {
			articles[i].Questions, articles[i].Keywords = articles[i].Questions[:1], nil
		}
		o := askDemo(t, articles, locale)
		t.Logf("%s: %d of %d related right, %d known; %d of %d unrelated answered", locale, o.right, o.related, o.known, o.answered, o.unrelated)
		if o.known*2 < o.related || o.answered*5 > o.unrelated {
			t.Errorf("%s: %d of %d related and %d of %d unrelated questions are answered", locale, o.known, o.related, o.answered, o.unrelated)
		}
	}
}
