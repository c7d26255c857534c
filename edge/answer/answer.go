package answer

import (
	"context"
	"strings"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// Types of events.
const (
	TypeSentence = "sentence"
	TypeDone     = "done"    // the last: everything that came is the answer
	TypeRefused  = "refused" // the last: take back what came, there is no answer
	TypeFailed   = "failed"  // the last: take back what came, there was a fault
)

// Event is one thing that a page hears. Text is plain text in all of them: a
// sentence of the answer, or the public sentence of a refusal or a failure.
type Event struct {
	Type      string     `json:"type"`
	Text      string     `json:"text,omitempty"`
	Citations []Citation `json:"citations,omitempty"` // of a sentence, at least one
	Code      string     `json:"code,omitempty"`      // of refused and failed
	Retry     int        `json:"retry,omitempty"`     // of failed: seconds, 0 when unknown
	Dropped   int        `json:"dropped,omitempty"`   // of done: sentences that were kept back
}

// Citation names the article that says a sentence.
type Citation struct {
	Source  int    `json:"source"` // from 1, in the order of the sources
	Article string `json:"article"`
	Title   string `json:"title"`
}

// Ask is one question and what was found for it, best first.
type Ask struct {
	Question string
	Locale   string // of the articles
	Articles []kb.Article
}

const (
	// keptShare is the least share of a reply's content words that must come
	// through. With more gone, what is left answers another question.
	keptShare = 0.5
	// hopeless is the number of sentences after which a reply of which nothing
	// came through is cut off.
	hopeless = 6
	// maxSentences ends an answer. The rules ask for six.
	maxSentences = 10
)

// Answer asks the model and calls emit with each event as early as it is
// certain. It returns the error of emit, after which nothing more is emitted;
// everything else that goes wrong is an event.
func (s *Service) Answer(ctx context.Context, ask Ask, emit func(Event) error) error {
	sources := Sources(ask.Articles, s.cfg.Limits)
	switch {
	case data(ask.Question, s.cfg.Limits.Question) == "":
		return emit(last(TypeRefused, &Failure{Code: NoQuestion}, ask.Locale))
	case len(sources) == 0:
		return emit(last(TypeRefused, &Failure{Code: NoArticles}, ask.Locale))
	}
	t := &telling{sources: sources, check: newChecker(sources, ask.Locale), emit: emit, said: map[string]bool{}}
	t.split = splitter{max: s.cfg.Limits.Sentence, to: t.sentence}
	f := s.complete(ctx, Prompt(ask.Question, sources, s.cfg.Limits), s.cfg.Limits.Tokens, t.words)
	if f == nil && !t.enough {
		t.tail()
	}
	if t.gone != nil {
		return t.gone
	}
	e := t.end(f, ask.Locale)
	if f != nil {
		s.cfg.Log(f)
	}
	return emit(e)
}

// telling is one answer on its way.
type telling struct {
	sources []Source
	check   *checker
	split   splitter
	emit    func(Event) error
	said    map[string]bool // folded sentences
	start   string          // of the reply, while it may be noAnswer
	begun   bool

	kept, dropped     int // sentences
	keptWords, weight int // content words
	refused           bool
	enough            bool
	gone              error // of emit
}

// words takes the next words of the reply.
func (t *telling) words(w string) error {
	if !t.begun {
		t.start += w
		head := strings.TrimLeft(t.start, " \n*\"'")
		if strings.HasPrefix(head, noAnswer) {
			t.refused, t.enough = true, true
			return errEnough
		}
		if len(head) < len(noAnswer) && strings.HasPrefix(noAnswer, head) {
			return nil
		}
		t.begun, w, t.start = true, t.start, ""
	}
	return t.split.push(w)
}

// tail judges what is left when the reply has ended.
func (t *telling) tail() {
	if !t.begun {
		t.split.push(t.start) // its error is kept in t.gone
	}
	t.split.close()
}

// sentence judges one sentence and emits it when it passes.
func (t *telling) sentence(raw string) error {
	v := t.check.judge(raw)
	if v.text == "" || t.said[fold(v.text)] {
		return t.more(v)
	}
	t.said[fold(v.text)] = true
	t.weight += v.weight
	if !v.kept {
		t.dropped++
		return t.more(v)
	}
	t.kept, t.keptWords = t.kept+1, t.keptWords+v.weight
	e := Event{Type: TypeSentence, Text: v.text}
	for _, n := range v.cited {
		e.Citations = append(e.Citations, Citation{n, t.sources[n-1].Article, t.sources[n-1].Title})
	}
	if t.gone = t.emit(e); t.gone != nil {
		t.enough = true
		return errEnough
	}
	return t.more(v)
}

// more decides whether to read on.
func (t *telling) more(v verdict) error {
	if strings.HasPrefix(v.text, noAnswer) {
		t.refused, t.enough = true, true
	}
	if t.kept >= maxSentences || t.kept == 0 && t.dropped >= hopeless {
		t.enough = true
	}
	if t.enough {
		return errEnough
	}
	return nil
}

// end decides how the answer ends.
func (t *telling) end(f *Failure, locale string) Event {
	switch {
	case f != nil && f.Code == Withheld:
		return last(TypeRefused, f, locale)
	case f != nil:
		return last(TypeFailed, f, locale)
	case t.refused:
		return last(TypeRefused, &Failure{Code: NotInThem}, locale)
	case t.kept == 0 || float64(t.keptWords) < keptShare*float64(t.weight):
		return last(TypeRefused, &Failure{Code: Unsupported}, locale)
	}
	return Event{Type: TypeDone, Dropped: t.dropped}
}

func last(kind string, f *Failure, locale string) Event {
	return Event{Type: kind, Code: f.Code, Text: Sentence(f.Code, locale), Retry: f.Retry}
}
