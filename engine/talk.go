package engine

import (
	"github.com/lamplight-help/lamplight/engine/dialogue"
	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/text"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// maxAnswer bounds the blocks of an answer.
const maxAnswer = 400

// talk is the conversation in the page.
type talk struct {
	state  *dialogue.State
	asked  string // the last question, for a person
	tasks  []wire.Task
	form   *dialogue.Form // the task that is being filled, nil for none
	day    int32          // days since 1970 where the visitor is, at dayAt
	dayAt  uint32
	solved uint32 // second since 1970 of the last conversation counted as resolved, 0 none
	wall   uint64 // wall clock at the time origin, ms since 1970
}

// converse takes what the visitor does in the chat.
func (e *Engine) converse(ev *wire.Event) {
	switch ev.Kind {
	case wire.EventPanel:
		e.suggest()
	case wire.EventTyping:
		e.typing(ev.Body.(*wire.Words).Text)
	case wire.EventAsk:
		e.ask(ev.Body.(*wire.Words).Text)
	case wire.EventChoose:
		e.choose(ev)
	case wire.EventRate:
		e.rate(ev)
	case wire.EventPerson:
		e.talk.state.Reached()
		e.offerContext()
	case wire.EventAgreed:
		e.emit(&wire.Escalate{Agreed: true})
	case wire.EventDeclined:
		e.emit(&wire.Escalate{})
	case wire.EventHanded:
		e.talk.state.Reached()
		e.reached()
		e.emit(&wire.Turn{Kind: wire.TurnHanded})
	case wire.EventSaid, wire.EventAway:
	default:
		e.perform(ev)
	}
}

// suggest offers the questions this visitor probably has now.
func (e *Engine) suggest() {
	if !e.base.ready() {
		e.emit(&wire.Suggest{})
		return
	}
	s := &wire.Suggest{}
	for _, article := range e.talk.state.Open(e.priors()).Options {
		s.Options = append(s.Options, e.base.option(article, 0))
	}
	e.emit(s)
}

func (e *Engine) ask(words string) {
	done, goesOn := e.heed(words)
	if done {
		return
	}
	e.answerTo(words)
	if goesOn && e.talk.form != nil {
		e.move(e.talk.form.Again())
	}
}

// answerTo answers words that are not for a task, or begins one.
func (e *Engine) answerTo(words string) {
	e.talk.asked = words
	if !e.base.ready() {
		e.unknown()
		e.emit(&wire.Turn{Kind: wire.TurnUnknown, Person: true})
		return
	}
	t := e.talk.state.Ask(e.base.index, index.Context{Prior: e.priors()}, words)
	e.tell(wire.Traced{Stage: wire.StageDialogue, Code: uint16(t.Kind), Value: t.Confidence, Text: "ask"})
	if task := e.wanted(t.Article, words); task != nil {
		e.begin(task, words)
		return
	}
	if t.Kind == dialogue.Unknown {
		e.unknown()
	}
	e.say(t, words)
}

// article is the one that an event names: by its id, which holds when another
// bundle came meanwhile, else by its number. -1 when there is none.
func (e *Engine) article(ev *wire.Event) int32 {
	if !e.base.ready() {
		return -1
	}
	if id := ev.Body.(*wire.Name).Name; id != "" {
		return e.base.bundle.ByID(id)
	}
	if ev.N < 0 || ev.N >= e.base.bundle.Len() {
		return -1
	}
	return ev.N
}

func (e *Engine) choose(ev *wire.Event) {
	article := e.article(ev)
	if article < 0 {
		e.refuse(ev.Kind, wire.ErrUnknown, "there is no such article")
		return
	}
	e.say(e.talk.state.Choose(article), "")
}

func (e *Engine) rate(ev *wire.Event) {
	t := e.talk.state.Judge(ev.Code == 1)
	key := "unhelpful:"
	if ev.Code == 1 {
		key = "helpful:"
	}
	if article := e.article(ev); article >= 0 {
		e.tally(key + e.base.bundle.ID(article))
	}
	e.emit(&wire.Turn{Kind: wire.TurnRated, Person: t.Person})
}

// turnKinds maps what the dialogue decides to what the page is told.
var turnKinds = [...]wire.TurnKind{
	dialogue.Answer: wire.TurnAnswer, dialogue.Clarify: wire.TurnClarify,
	dialogue.Unknown: wire.TurnUnknown, dialogue.Person: wire.TurnOffer, dialogue.Done: wire.TurnThanks,
	dialogue.Greet: wire.TurnGreet,
}

// say turns a decision into a command, with the answer and its options.
func (e *Engine) say(t dialogue.Turn, words string) {
	if int(t.Kind) >= len(turnKinds) || turnKinds[t.Kind] == 0 {
		return
	}
	turn := &wire.Turn{Kind: turnKinds[t.Kind], Confidence: uint16(t.Confidence), Person: t.Person}
	for _, article := range t.Options {
		turn.Options = append(turn.Options, e.base.option(article, 0))
	}
	stems := make([]string, 0, len(t.Terms))
	for _, term := range t.Terms {
		if term.Start >= 0 && term.Start < term.End && int(term.End) <= len(words) {
			turn.Terms = append(turn.Terms, words[term.Start:term.End])
		}
		stems = append(stems, term.Stem)
	}
	if t.Article >= 0 {
		e.answer(turn, t.Article, stems)
	}
	e.emit(turn)
}

// answer fills in the article.
func (e *Engine) answer(turn *wire.Turn, article int32, stems []string) {
	turn.Article, turn.ID, turn.Title = uint32(article), e.base.bundle.ID(article), e.base.bundle.Title(article)
	raw, err := e.base.bundle.Blocks(article)
	if err != nil {
		e.refuse(wire.EventAsk, wire.ErrBundle, err.Error())
		return
	}
	tree, err := kb.DecodeBlocks(raw)
	if err != nil {
		e.refuse(wire.EventAsk, wire.ErrBundle, err.Error())
		return
	}
	turn.Blocks, _ = flatten(tree, maxAnswer)
	for i := range turn.Blocks {
		turn.Blocks[i].Spans = highlight(turn.Blocks[i].Spans, stems)
	}
	if task := e.taskOf(article); task != nil {
		turn.Task = task.Name
	}
	e.seen.showed(turn.ID)
	e.tally("answered:" + turn.ID)
}

// highlight splits spans so that the words that begin with a matched stem
// stand alone and are marked.
func highlight(spans []wire.Span, stems []string) []wire.Span {
	if len(stems) == 0 {
		return spans
	}
	var out []wire.Span
	var tokens []text.Token
	for _, s := range spans {
		tokens = text.Tokens(tokens[:0], s.Text)
		from := int32(0)
		for _, t := range tokens {
			if t.Start < from || !begins(t.Text, stems) {
				continue
			}
			if t.Start > from {
				out = append(out, piece(s, from, t.Start, 0))
			}
			out = append(out, piece(s, t.Start, t.End, wire.SpanHit))
			from = t.End
		}
		if int(from) < len(s.Text) || from == 0 {
			out = append(out, piece(s, from, int32(len(s.Text)), 0))
		}
	}
	return out
}

// piece cuts a span. Only its first piece begins a cell or a line.
func piece(s wire.Span, from, to int32, mark wire.SpanStyle) wire.Span {
	if from > 0 {
		s.Style &^= wire.SpanCell | wire.SpanBreak
	}
	s.Style |= mark
	s.Text = s.Text[from:to]
	return s
}

func begins(word string, stems []string) bool {
	for _, stem := range stems {
		if len(stem) >= shortest(stem) && len(word) >= len(stem) && word[:len(stem)] == stem {
			return true
		}
	}
	return false
}

// shortest is how many bytes of a stem are worth marking: "the" and "is" are
// not, nor is a single Chinese character; two of them are.
func shortest(stem string) int {
	if stem != "" && stem[0] < 0x80 {
		return 4
	}
	return 6
}
