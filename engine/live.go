package engine

import (
	"github.com/lamplight-help/lamplight/engine/dialogue"
	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// maxLive bounds the hits while typing, maxComplete the questions that are
// offered to finish what is being typed.
const (
	maxLive     = 5
	maxComplete = 3
)

// typing answers while the question is being typed: whole questions that
// begin so, and the best hits. Only what the hits are asked by is offered:
// going through every question of a large base would cost milliseconds a key.
func (e *Engine) typing(words string) {
	t := &wire.Turn{Kind: wire.TurnLive}
	if e.base.ready() && words != "" {
		var phrasings []string
		for _, h := range e.base.index.Search(words, index.Context{Prior: e.priors(), Typing: true}, 2*maxLive) {
			if len(t.Options) < maxLive {
				t.Options = append(t.Options, e.base.option(h.Article, h.Confidence))
			}
			phrasings = append(phrasings, e.base.bundle.Questions(h.Article)...)
		}
		for _, i := range dialogue.Complete(words, phrasings, maxComplete) {
			t.Completion = append(t.Completion, phrasings[i])
		}
	}
	e.emit(t)
}
