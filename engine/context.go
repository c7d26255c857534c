package engine

import (
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// How much of a session may go to a person. Enough to understand, no more.
const (
	maxSignals = 20
	maxShown   = 20
)

// seen remembers what a person would want to know.
type seen struct {
	signals []wire.Seen
	shown   []string
}

// signal notes one signal, the oldest making room. The same cause on the same
// element is one entry with the latest count.
func (s *seen) signal(v struggle.Signal, name string) {
	for i := range s.signals {
		if o := &s.signals[i]; o.Cause == v.Cause && o.Name == name && v.At-o.At < 60_000 {
			o.At, o.Count = v.At, max(o.Count, v.Count)
			return
		}
	}
	if len(s.signals) == maxSignals {
		s.signals = append(s.signals[:0], s.signals[1:]...)
	}
	s.signals = append(s.signals, wire.Seen{Cause: v.Cause, At: v.At, Count: v.Count, Name: name})
}

// showed notes that an article was in front of the visitor.
func (s *seen) showed(id string) {
	for _, o := range s.shown {
		if o == id {
			return
		}
	}
	if len(s.shown) == maxShown {
		s.shown = append(s.shown[:0], s.shown[1:]...)
	}
	s.shown = append(s.shown, id)
}

// offerContext shows the visitor exactly what would go to a person.
func (e *Engine) offerContext() {
	e.emit(&wire.Context{
		Question: e.talk.asked,
		Locale:   e.locale,
		Visits:   e.path.AppendVisits(nil),
		Signals:  append([]wire.Seen(nil), e.seen.signals...),
		Shown:    append([]string(nil), e.seen.shown...),
	})
}
