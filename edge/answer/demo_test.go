package answer

import (
	"os"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/kb"
)

// TestOnTheDemosArticles judges real articles in both languages. A sentence of
// an article, cited as it is, comes out; the same sentence cited to another
// article that does not have it does not, and neither does it with another number or denied.
func TestOnTheDemosArticles(t *testing.T) {
	folder := publish.Read(os.DirFS("../../playground/demo/kb"))
	for _, c := range []struct {
		locale, deny string
		own, alien   float64 // least and greatest share that comes out
	}{{"en", " never", 0.99, 0.06}, {"zh", "从不", 0.99, 0.04}} {
		var articles []kb.Article
		for _, p := range folder.Pages {
			if p.Locale == c.locale {
				articles = append(articles, p.Article)
			}
		}
		var own, alien, numbers, denied tally
		for i := range articles {
			pair := []kb.Article{articles[i], articles[(i+1)%len(articles)]}
			sources := Sources(pair, Limits{})
			check := newChecker(sources, c.locale)
			for _, s := range sentencesOf(kb.Plain(pair[0].Blocks)) {
				v := check.judge(s + " [1]")
				if v.why == "says nothing" || v.why == "not plain text" {
					continue
				}
				own.count(v.kept)
				if !strings.Contains(fold(sources[1].Text), strings.TrimRight(fold(v.text), " .。:：")) {
					alien.count(check.judge(s + " [2]").kept)
				}
				if n := strings.IndexAny(s, "123456789"); n >= 0 {
					numbers.count(check.judge(s[:n] + "87" + s[n+1:] + " [1]").kept)
				}
				if !check.words.denies(fold(s)) {
					denied.count(check.judge(s + c.deny + " [1]").kept)
				}
			}
		}
		t.Logf("%s: own %v, cited to another %v, other numbers %v, denied %v", c.locale, own, alien, numbers, denied)
		if own.n < 50 || own.share() < c.own || alien.share() > c.alien || numbers.kept > 0 || denied.share() > 0.05 {
			t.Errorf("%s: own %v, cited to another %v, other numbers %v, denied %v", c.locale, own, alien, numbers, denied)
		}
	}
}

type tally struct{ kept, n int }

func (t *tally) count(kept bool) {
	t.n++
	if kept {
		t.kept++
	}
}

func (t tally) share() float64 { return float64(t.kept) / float64(max(1, t.n)) }

func sentencesOf(s string) (out []string) {
	split := splitter{max: Defaults.Sentence, to: func(s string) error { out = append(out, strings.TrimSpace(s)); return nil }}
	split.push(s) // to never fails
	split.close()
	return out
}
