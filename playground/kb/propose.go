package kb

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lamplight-help/lamplight/edge/answer"
	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/text"
	"github.com/lamplight-help/lamplight/playground/command"
)

// twin is the share of common stems (Jaccard) from which two questions are one.
// `kb check` warns of questions of different articles from the same share.
const twin = 0.8

// maxFailures in a row end a proposal: the model is gone, not one article bad.
const maxFailures = 3

// proposals are what a model proposed, in the order of the files.
type proposals struct {
	list                                []accepted
	titles                              []string // of list
	proposed, kept, same, other, failed int
}

// propose asks for each article. A failure passes over its article; the last
// one is returned.
func propose(env *command.Env, service *answer.Service, folder *publish.Folder, per int) (*proposals, error) {
	p, row := &proposals{}, 0
	var last error
	for _, locale := range folder.Locales() {
		l, err := newLocally(folder, locale)
		if err != nil {
			return p, err
		}
		for i, page := range l.pages {
			list, err := service.Phrasings(env.Ctx, &page.Article, per)
			if err != nil {
				last, row = err, row+1
				p.failed++
				fmt.Fprintf(env.Stderr, "%s: %v\n", page.File, err)
				var f *answer.Failure
				if row == maxFailures || errors.As(err, &f) && (f.Code == answer.Denied || f.Code == answer.Busy || f.Code == answer.Cancelled) {
					return p, last
				}
				continue
			}
			row = 0
			p.add(l, i, list)
		}
	}
	return p, last
}

// add keeps what is new and finds its own article.
func (p *proposals) add(l *locally, article int, list []string) {
	a := accepted{file: l.pages[article].File}
	for _, q := range list {
		p.proposed++
		stems := l.stems(q)
		switch {
		case l.known(stems):
			p.same++
		case !l.finds(q, int32(article)):
			p.other++
		default:
			p.kept++
			a.questions = append(a.questions, q)
			l.questions = append(l.questions, stems)
		}
	}
	if len(a.questions) > 0 {
		p.list, p.titles = append(p.list, a), append(p.titles, l.pages[article].Title)
	}
}

// locally is what one locale knows already.
type locally struct {
	pages     []*publish.Page
	index     *index.Index
	stemmer   *text.Stemmer
	questions [][]string // stems, sorted, without doubles
}

func newLocally(folder *publish.Folder, locale string) (*locally, error) {
	l := &locally{stemmer: text.NewStemmer(locale)}
	var articles []kb.Article
	for _, p := range folder.Pages {
		if p.Locale != locale {
			continue
		}
		l.pages, articles = append(l.pages, p), append(articles, p.Article)
		for _, q := range append([]string{p.Title}, p.Questions...) {
			l.questions = append(l.questions, l.stems(q))
		}
	}
	raw, err := index.Build(articles, locale)
	if err != nil {
		return nil, err
	}
	l.index, err = index.Open(raw)
	return l, err
}

func (l *locally) stems(q string) (out []string) {
	for _, t := range text.Tokens(nil, q) {
		out = append(out, l.stemmer.Stem(t.Text))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// known reports whether a question is nearly one that an article has.
func (l *locally) known(stems []string) bool {
	return slices.ContainsFunc(l.questions, func(have []string) bool {
		common := 0
		for _, s := range stems {
			if _, ok := slices.BinarySearch(have, s); ok {
				common++
			}
		}
		union := len(stems) + len(have) - common
		return union == 0 || float64(common) >= twin*float64(union)
	})
}

// finds reports whether no other article answers a question better: with a
// confidence at which the page would show it. Weak hits count for nothing. A
// phrasing that shares no word with its article is the one that an index
// cannot know by itself.
func (l *locally) finds(q string, article int32) bool {
	hits := l.index.Search(q, index.Context{}, 1)
	return len(hits) == 0 || hits[0].Article == article || hits[0].Confidence < index.KnownAt
}

// write makes the file that the author looks through.
func (p *proposals) write(file, dir, model string) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Questions that %s proposes for the articles in %s.\n# Take out what users would not ask, change what you like, then:\n#   go run ./playground kb expand %s --accept %s\n", model, dir, dir, file)
	for i, a := range p.list {
		fmt.Fprintf(&b, "\n= %s\n# %s\n", a.file, p.titles[i])
		for _, q := range a.questions {
			fmt.Fprintf(&b, "+ %s\n", q)
		}
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		return &command.Problem{What: fmt.Sprintf("The proposals cannot be written to %s: %v.", file, err), Remedy: "Choose another --out.", Cause: err}
	}
	return nil
}

// maxProposals is the size of a proposal file in bytes.
const maxProposals = 8 << 20

func readProposals(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("The file %s cannot be read: %v.", file, err), Remedy: "Name the file that `kb expand DIR` wrote.", Cause: err}
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxProposals+1))
	if err == nil && len(raw) > maxProposals {
		err = &command.Problem{What: fmt.Sprintf("The file %s is over %d bytes.", file, maxProposals), Remedy: "Split it."}
	}
	return raw, err
}

// parseProposals reads "= FILE" and "+ question" lines.
func parseProposals(file string, raw []byte) (list []accepted, err error) {
	number := 0
	for line := range strings.Lines(string(raw)) {
		number++
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		mark, rest, _ := strings.Cut(line, " ")
		rest = strings.Join(strings.Fields(rest), " ")
		switch {
		case line == "" || line[0] == '#':
		case mark == "=" && rest != "":
			list = append(list, accepted{file: rest})
		case mark == "+" && rest != "" && len(list) > 0 && utf8.ValidString(rest):
			a := &list[len(list)-1]
			a.questions = append(a.questions, rest)
		default:
			return nil, &command.Problem{What: fmt.Sprintf("%s:%d: this is no line of proposals.", file, number), Remedy: `Nothing was written. Lines are "= FILE", "+ question" and "# remark".`}
		}
	}
	return list, nil
}

// without returns the questions that are not there yet, each once.
func without(questions, have []string) (out []string) {
	for _, q := range questions {
		if !slices.Contains(have, q) && !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	return out
}
