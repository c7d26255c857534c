package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/index/likeness"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/text"
)

const (
	// alike is the share of common stems (Jaccard), or the likeness, from
	// which two questions are taken for the same. "change my password" and
	// "change my pin" share half; a word more or less in six shares 0.83. Of
	// 27,000 pairs of questions of different articles of the demo, in two
	// languages, none is as like as that; 密码忘了怎么办 and 忘记密码怎么办 are.
	alike = 0.8
	// related is the share of stems below which likeness is not asked for.
	related = 0.4
	// plenty of questions show which words are rare; below, likeness says little.
	plenty = 50
	// among is how many answers the page offers; a question whose article is
	// not among them does not find it.
	among = 3
)

// asked is one question with its stems, sorted, without doubles.
type asked struct {
	page  *publish.Page
	at    publish.Pos
	text  string
	stems []string
}

// how makes one of the Chinese words that ask for the way.
var how = strings.NewReplacer("如何", "怎么", "怎样", "怎么", "怎麼", "怎么")

func (l *locally) questions() {
	list := l.asked()
	l.competing(list)
	l.findable(list)
}

func (l *locally) asked() (list []asked) {
	stemmer := text.NewStemmer(l.locale)
	var tokens []text.Token
	for _, p := range l.pages {
		for i, q := range p.Questions {
			a := asked{page: p, at: p.QuestAt[i], text: q}
			tokens = text.Tokens(tokens[:0], how.Replace(q))
			for _, t := range tokens {
				a.stems = append(a.stems, stemmer.Stem(t.Text))
			}
			slices.Sort(a.stems)
			a.stems = slices.Compact(a.stems)
			list = append(list, a)
		}
	}
	return list
}

// competing reports questions of different articles that are nearly the
// same. Only questions that share one of their rarest stems are compared, so that
// thousands of questions take a moment.
func (l *locally) competing(list []asked) {
	df, corpus := map[string]int{}, []string(nil)
	for _, a := range list {
		corpus = append(corpus, how.Replace(a.text))
		for _, s := range a.stems {
			df[s]++
		}
	}
	groups := map[string][]int{}
	for i, a := range list {
		rare := slices.DeleteFunc(slices.Clone(a.stems), func(s string) bool { return df[s] < 2 })
		slices.SortStableFunc(rare, func(x, y string) int { return df[x] - df[y] })
		for _, s := range rare[:min(4, len(rare))] {
			groups[s] = append(groups[s], i)
		}
	}
	var measure *likeness.Measure
	if len(corpus) >= plenty {
		measure = likeness.New(corpus, l.locale)
	}
	for i, a := range list {
		if rival := l.rival(list, groups, i, measure); rival != nil {
			l.warn(a.at, "competing-questions", fmt.Sprintf("%q is nearly %q of %s (%s).", short(a.text), short(rival.text), rival.page.ID, rival.at),
				"Make clear what sets them apart, or join the articles.")
		}
	}
}

// rival returns the first earlier question of another article that is alike.
func (l *locally) rival(list []asked, groups map[string][]int, i int, measure *likeness.Measure) *asked {
	a := list[i]
	best := i
	for _, s := range a.stems {
		for _, j := range groups[s] {
			if j >= best {
				break
			}
			if b := list[j]; b.page != a.page && same(&a, &b, measure) {
				best = j
			}
		}
	}
	if best == i {
		return nil
	}
	return &list[best]
}

// same reports whether two questions ask for nearly the same. One that denies
// what the other says does not. measure may be nil.
func same(a, b *asked, measure *likeness.Measure) bool {
	common := jaccard(a.stems, b.stems)
	if common < related || likeness.Denies(a.text) != likeness.Denies(b.text) {
		return false
	}
	return common >= alike || measure != nil && measure.Likeness(how.Replace(a.text), how.Replace(b.text)) >= alike
}

// jaccard is the share of common elements of two sorted sets.
func jaccard(a, b []string) float64 {
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch strings.Compare(a[i], b[j]) {
		case 0:
			common, i, j = common+1, i+1, j+1
		case -1:
			i++
		default:
			j++
		}
	}
	if union := len(a) + len(b) - common; union > 0 {
		return float64(common) / float64(union)
	}
	return 0
}

// findable asks the index that would be published each question.
func (l *locally) findable(list []asked) {
	articles := make([]kb.Article, len(l.pages))
	number := map[*publish.Page]int32{}
	for i, p := range l.pages {
		articles[i], number[p] = p.Article, int32(i)
	}
	built, err := index.Build(articles, l.locale)
	if err != nil {
		return
	}
	x, err := index.Open(built)
	if err != nil {
		return
	}
	found := map[*publish.Page]bool{}
	for _, a := range list {
		hits := x.Search(a.text, index.Context{}, among)
		if slices.ContainsFunc(hits, func(h index.Hit) bool { return h.Article == number[a.page] }) {
			found[a.page] = true
			continue
		}
		l.warn(a.at, "question-lost", fmt.Sprintf("The question %q does not find its own article; %s.", short(a.text), first(l.pages, hits)),
			"Use words of the title or text in it, or add keywords.")
	}
	for _, p := range l.pages {
		if !found[p] && len(p.Questions) > 0 {
			l.warn(p.At, "not-found", fmt.Sprintf("None of its %d questions finds %q among the first %d.", len(p.Questions), p.ID, among), "Rewrite the title and the questions in the words of users.")
		}
	}
}

func first(pages []*publish.Page, hits []index.Hit) string {
	if len(hits) == 0 {
		return "it finds nothing"
	}
	return "it finds " + pages[hits[0].Article].ID
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
