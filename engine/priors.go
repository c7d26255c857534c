package engine

import (
	"github.com/lamplight-help/lamplight/engine/index"
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/struggle"
)

// How much more probable an article is here and now, 1/1000 of what
// index.Prior allows.
const (
	priorStruggle = 900 // anchored where the latest struggle was
	priorFocus    = 700 // at the field that has the focus
	priorRoute    = 500 // at this page
	priorSignal   = 250 // answers a struggle of this session, anywhere
)

// priors lists the articles that are more probable here and now: for the
// search, and for the questions that are offered before the first word. One
// article may be listed more than once; the strongest entry counts.
func (e *Engine) priors() []index.Prior {
	if !e.base.ready() {
		return nil
	}
	var out []index.Prior
	add := func(found []kb.Found, weight int32) {
		for _, at := range found {
			if e.base.hides(at.Article) {
				continue
			}
			out = append(out, index.Prior{Article: at.Article, Weight: weight})
		}
	}
	add(e.anchored(e.help.key.target), priorStruggle)
	focus, _ := e.path.Focus()
	add(e.anchored(focus), priorFocus)
	if p := e.path.Place(e.path.Stay().Place); p != nil {
		add(e.base.bundle.AppendRoute(nil, p.Route), priorRoute)
	}
	for i := len(e.seen.signals) - 1; i >= 0 && i >= len(e.seen.signals)-2; i-- {
		name := struggle.Name(e.seen.signals[i].Cause)
		add(e.base.bundle.AppendPlaces(nil, kb.BySignal, name), priorSignal)
	}
	return out
}
