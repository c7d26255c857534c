package kb

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge/answer"
	"github.com/lamplight-help/lamplight/edge/answer/web"
	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/playground/command"
)

// keyVariable holds the key of the model's endpoint; among the arguments it
// would show in every list of processes.
const keyVariable = "LAMPLIGHT_MODEL_KEY"

// expand is `kb expand`: it proposes, or with --accept it writes what is left
// of a proposal into the articles.
func expand(env *command.Env, args []string) error {
	f := flags("expand")
	var cfg answer.Config
	f.StringVar(&cfg.Endpoint, "endpoint", "", "address of a chat completions endpoint")
	f.StringVar(&cfg.Model, "model", "", "model, as the endpoint names it")
	f.StringVar((*string)(&cfg.Kind), "kind", string(answer.OpenAI), "openai or workers-ai")
	out := f.String("out", "proposed-questions.txt", "file to write the proposals to")
	per := f.Int("per", 8, "proposals asked for each article")
	accept := f.String("accept", "", "file of proposals to write into the articles")
	rest, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	folder, err := openFolder(rest[0])
	if err != nil {
		return err
	}
	if *accept != "" {
		return acceptInto(env, rest[0], folder, *accept)
	}
	if folder.Diagnostics.Broken() {
		return broken(rest[0], folder.Diagnostics)
	}
	cfg.Key = answer.Secret(os.Getenv(keyVariable))
	service, err := answer.New(cfg, web.NewClient())
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("No model can be asked: %s.", strings.TrimPrefix(err.Error(), "answer: ")), Remedy: "Give --endpoint and --model, and the key in " + keyVariable + ".", Cause: err}
	}
	fmt.Fprintf(env.Stderr, "Titles, texts and questions of %d articles go to %s.\n", len(folder.Pages), hostOf(cfg.Endpoint))
	p, err := propose(env, service, folder, *per)
	if err != nil && p.kept == 0 {
		return asked(err)
	}
	if werr := p.write(*out, rest[0], cfg.Model); werr != nil {
		return werr
	}
	fmt.Fprintf(env.Stdout, "articles\t%d\nproposed\t%d\nkept\t%d\ndropped:same\t%d\ndropped:other\t%d\nfailed\t%d\n",
		len(folder.Pages), p.proposed, p.kept, p.same, p.other, p.failed)
	fmt.Fprintf(env.Stderr, "Look through %s, then: go run ./playground kb expand %s --accept %s\n", *out, rest[0], *out)
	if err != nil {
		return asked(err)
	}
	return nil
}

func hostOf(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return endpoint
	}
	return u.Host
}

// asked turns a failure of the model into a problem with a remedy.
func asked(err error) error {
	remedy := "Run the command again."
	var f *answer.Failure
	if errors.As(err, &f) {
		switch f.Code {
		case answer.Denied:
			remedy = "Put the endpoint's key into " + keyVariable + "."
		case answer.Busy:
			remedy = fmt.Sprintf("Wait %d seconds and run the command again.", max(f.Retry, 1))
		case answer.Unreachable, answer.Slow:
			remedy = "Check the address and whether the model runs."
		case answer.Provider, answer.Broken, answer.TooMuch:
			remedy = "Check that --endpoint is the whole address of chat completions and --model is one it has."
		}
	}
	return &command.Problem{What: fmt.Sprintf("The model did not answer: %v.", strings.TrimPrefix(err.Error(), "answer: ")), Remedy: remedy, Cause: err}
}

// accepted is a proposal file after its author looked through it.
type accepted struct {
	file      string
	questions []string
}

// acceptInto writes the questions of a proposal file into the articles. Every
// file is checked before the first is written.
func acceptInto(env *command.Env, dir string, folder *publish.Folder, file string) error {
	raw, err := readProposals(file)
	if err != nil {
		return err
	}
	list, err := parseProposals(file, raw)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	e := edits{root: root, dir: dir, from: file}
	for _, a := range list {
		if err := e.prepare(folder, a); err != nil {
			return err
		}
	}
	for i, name := range e.files {
		if err := root.WriteFile(name, e.texts[i], 0o644); err != nil {
			return &command.Problem{What: fmt.Sprintf("%s cannot be written, and %d before it were: %v.", name, i, err), Remedy: "Accept again when that is mended; what is there already is not added twice.", Cause: err}
		}
	}
	fmt.Fprintf(env.Stdout, "articles\t%d\nadded\t%d\nsame\t%d\n", len(e.files), e.added, e.same)
	return nil
}

// edits are the new texts of files, before any of them is written.
type edits struct {
	root        *os.Root
	dir, from   string
	files       []string
	texts       [][]byte
	added, same int
}

// prepare makes the new text of one article.
func (e *edits) prepare(folder *publish.Folder, a accepted) error {
	page := pageOf(folder, a.file)
	if page == nil || slices.Contains(e.files, a.file) {
		return &command.Problem{What: fmt.Sprintf("%s names %s, which is no article of %s, or names it twice.", e.from, a.file, e.dir), Remedy: "Nothing was written. Correct the name or take its lines out."}
	}
	fresh := without(a.questions, page.Questions)
	e.added, e.same = e.added+len(fresh), e.same+len(a.questions)-len(fresh)
	if len(fresh) == 0 {
		return nil
	}
	old, err := e.root.ReadFile(a.file)
	if err != nil {
		return err
	}
	text, err := addQuestions(a.file, old, fresh)
	if err != nil {
		return &command.Problem{What: fmt.Sprintf("%s cannot take further questions: %v.", a.file, err), Remedy: "Nothing was written. Add them there by hand and take its lines out.", Cause: err}
	}
	e.files, e.texts = append(e.files, a.file), append(e.texts, text)
	return nil
}

func pageOf(folder *publish.Folder, file string) *publish.Page {
	for _, p := range folder.Pages {
		if p.File == file {
			return p
		}
	}
	return nil
}
