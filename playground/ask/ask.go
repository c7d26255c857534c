// Package ask is the playground's `ask`: one question, the articles that the
// page would find, and why.
package ask

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/engine/dialogue"
	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/text"
	"github.com/lamplight-help/lamplight/playground/command"
)

// Commands lists the one command of this package.
func Commands() []command.Command {
	return []command.Command{{
		Name:    "ask",
		Usage:   `--kb DIR-OR-BUNDLE [--locale L] [--top N] "question"`,
		Summary: "what the knowledge base answers, with scores and matched words",
		Run:     run,
	}}
}

// base is a knowledge base in one locale, from a folder or a bundle.
type base struct {
	locale string
	titles []string // by article number
	ids    []string
	index  *index.Index
}

func run(env *command.Env, args []string) error {
	set := flag.NewFlagSet("ask", flag.ContinueOnError)
	set.SetOutput(env.Stderr)
	set.Usage = func() {}
	from := set.String("kb", "", "folder of articles, or a bundle file")
	locale := set.String("locale", "", "which locale of a folder; without it the question decides")
	top := set.Int("top", 5, "how many hits to print")
	if err := set.Parse(args); err != nil {
		return errors.Join(command.ErrUsage, err)
	}
	question := strings.Join(set.Args(), " ")
	if *from == "" || strings.TrimSpace(question) == "" {
		return fmt.Errorf("%w: --kb and a question are needed", command.ErrUsage)
	}
	b, err := load(*from, *locale, question)
	if err != nil {
		return err
	}
	b.answer(env, question, *top)
	return nil
}

// load reads a folder or a bundle.
func load(from, locale, question string) (*base, error) {
	info, err := os.Stat(from)
	if err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("%s cannot be read.", from), Remedy: "Give a folder of articles or a bundle file.", Cause: err}
	}
	if info.IsDir() {
		return loadFolder(from, locale, question)
	}
	bytes, err := os.ReadFile(from)
	if err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("%s cannot be read.", from), Remedy: "Check its rights.", Cause: err}
	}
	return loadBundle(from, bytes)
}

func loadBundle(name string, bytes []byte) (*base, error) {
	broken := func(err error) error {
		return &command.Problem{What: fmt.Sprintf("%s is not a whole bundle: %v.", name, err), Remedy: "Publish again, or give a folder of articles.", Cause: err}
	}
	bundle, err := kb.Open(bytes)
	if err != nil {
		return nil, broken(err)
	}
	x, err := index.Open(bundle.Index())
	if err != nil {
		return nil, broken(err)
	}
	b := &base{locale: bundle.Locale(), index: x}
	for n := range bundle.Len() {
		b.titles, b.ids = append(b.titles, bundle.Title(n)), append(b.ids, bundle.ID(n))
	}
	return b, nil
}

// loadFolder builds the index that publishing the folder would build.
func loadFolder(dir, locale, question string) (*base, error) {
	folder := publish.Read(os.DirFS(dir))
	if folder.Diagnostics.Broken() {
		return nil, &command.Problem{What: fmt.Sprintf("The articles in %s have errors: %v", dir, folder.Diagnostics), Remedy: "Mend them; `kb check` lists them all."}
	}
	if locale == "" {
		locale = guess(folder.Locales(), question)
	}
	var articles []kb.Article
	for _, page := range folder.Pages {
		if page.Locale == locale {
			articles = append(articles, page.Article)
		}
	}
	if len(articles) == 0 {
		return nil, &command.Problem{What: fmt.Sprintf("%s has no articles in %q.", dir, locale), Remedy: "It has " + strings.Join(folder.Locales(), ", ") + "; choose with --locale."}
	}
	slices.SortFunc(articles, func(a, b kb.Article) int { return strings.Compare(a.ID, b.ID) })
	bytes, err := index.Build(articles, locale)
	if err != nil {
		return nil, err
	}
	x, err := index.Open(bytes)
	if err != nil {
		return nil, err
	}
	b := &base{locale: locale, index: x}
	for i := range articles {
		b.titles, b.ids = append(b.titles, articles[i].Title), append(b.ids, articles[i].ID)
	}
	return b, nil
}

// guess picks the locale whose script the question is in, else the first.
func guess(locales []string, question string) string {
	want := "en"
	for _, r := range question {
		if s := text.ScriptOf(r); s == text.Solid || s == text.Kana {
			want = "zh"
		}
	}
	for _, l := range locales {
		if text.Language(l) == want {
			return l
		}
	}
	if len(locales) > 0 {
		return locales[0]
	}
	return want
}

// kinds are the words for what the dialogue would do.
var kinds = map[dialogue.Kind]string{
	dialogue.Answer: "answer", dialogue.Clarify: "clarify", dialogue.Unknown: "unknown",
}

// answer prints what the dialogue would do, then the hits, one a line.
func (b *base) answer(env *command.Env, question string, top int) {
	turn := dialogue.New().Ask(b.index, index.Context{}, question)
	kind := kinds[turn.Kind]
	if kind == "" {
		kind = "other"
	}
	fmt.Fprintf(env.Stdout, "%s\tconfidence %.3f\tlocale %s\t%d articles\n", kind, float64(turn.Confidence)/1000, b.locale, len(b.ids))
	for i, h := range b.index.Search(question, index.Context{}, top) {
		var words []string
		for _, t := range h.Terms {
			words = append(words, question[t.Start:t.End]+"="+t.Stem)
		}
		fmt.Fprintf(env.Stdout, "%d\tscore %.3f\tconfidence %.3f\t%s\t%s\t[%s]\n", i+1, float64(h.Score)/1e6,
			float64(h.Confidence)/1000, b.ids[h.Article], b.titles[h.Article], strings.Join(words, " "))
	}
}
