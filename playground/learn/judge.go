package learn

import (
	"slices"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/playground/miniwob"
)

// Judged is one moment at which the head that runs in pages spoke, with a
// product's model, and what came of it.
type Judged struct {
	Group       string
	At          uint32
	Happens     bool // help was sought within Horizon, the episode failed, or the goal was missed
	Said        model.Said
	Signals     float64 // log-odds of the findings
	Probability float64
}

// session is an engine without its policy: path, detectors and head.
type session struct {
	path      *journey.Path
	detectors *struggle.Detectors
	head      *predict.Head
	risk      predict.Risk
}

func newSession(m *model.Model) *session {
	s := &session{path: journey.New(), head: predict.New(predict.Config{})}
	pace := struggle.Config{}
	if m != nil {
		pace.Pace = m.Pace
	}
	s.detectors = struggle.New(pace)
	s.head.Teach(m)
	return s
}

// do takes an event, and before it the ticks that the detectors asked for.
func (s *session) do(ev wire.Event) {
	for wake := s.detectors.NextWake(); wake != 0 && wake < ev.At && wake > s.path.Now(); wake = s.detectors.NextWake() {
		s.step(wire.Event{Act: wire.Act{Kind: wire.EventTick, At: wake}})
	}
	s.step(ev)
}

func (s *session) step(ev wire.Event) {
	if s.path.Apply(&ev) {
		s.risk = s.head.Update(s.path, &ev, s.detectors.Observe(s.path, &ev))
	}
}

// count takes an event of which only the number is known: no detector sees it.
func (s *session) count(ev wire.Event) {
	if s.path.Apply(&ev) {
		s.risk = s.head.Update(s.path, &ev, nil)
	}
}

// look judges at a time.
func (s *session) look(group string, at uint32, happens bool) Judged {
	j := Judged{Group: group, At: at, Happens: happens, Signals: s.head.Signals(), Probability: float64(s.risk.Probability) / 1000}
	if w := s.head.Watch(); w != nil {
		j.Said = w.Said()
	}
	return j
}

func tickAt(at uint32) wire.Event { return wire.Event{Act: wire.Act{Kind: wire.EventTick, At: at}} }

// Judge runs a recording through the head with a model, which may be nil. The
// model must not have learned from it.
func Judge(m *model.Model, r *Recording) (out []Judged) {
	for i := range r.Sessions {
		out = append(out, judgeSession(m, &r.Sessions[i])...)
	}
	for _, e := range r.Episodes {
		out = append(out, JudgeEpisode(m, e)...)
	}
	if r.goals() {
		for i := range r.Walks {
			out = append(out, judgeWalk(m, &r.Walks[i])...)
		}
	}
	for i := range r.Trails {
		w := r.Trails[i].Walk()
		out = append(out, judgeWalk(m, &w)...)
	}
	return out
}

// judgeSession looks at the end of every stay that is not at a help place.
func judgeSession(m *model.Model, v *Session) (out []Judged) {
	s := newSession(m)
	for i := range v.Stays {
		stay := &v.Stays[i]
		help := slices.Contains(v.Help, stay.Place)
		for _, ev := range stay.events(help) {
			s.count(ev)
		}
		end := stay.At + stay.Dwell
		s.count(tickAt(end))
		if !help {
			out = append(out, s.look(v.User, end, v.seeks(i, end)))
		}
	}
	return out
}

// JudgeEpisode runs an episode through the head and looks at the fixed Times,
// each time at what was known then.
func JudgeEpisode(m *model.Model, e *miniwob.Episode) (out []Judged) {
	for _, at := range Times {
		if uint32(e.Dur) <= at {
			break
		}
		s := newSession(m)
		for _, ev := range miniwob.Map(until(e, at)) {
			ev.At = min(ev.At, at)
			s.do(ev)
		}
		s.do(tickAt(at))
		out = append(out, s.look(e.Group, at, e.OK == 0))
	}
	return out
}

// judgeWalk looks after every arrival and every press.
func judgeWalk(m *model.Model, w *Walk) (out []Judged) {
	s := newSession(m)
	for _, ev := range w.Events {
		s.do(ev)
		if (ev.Kind == wire.EventPlace || ev.Kind == wire.EventClick) && s.path.Now() < w.End {
			misses, _ := w.outcome(s.path.Now())
			out = append(out, s.look(w.Group, s.path.Now(), misses))
		}
	}
	return out
}
