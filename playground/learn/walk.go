package learn

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/predict/course"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/playground/miniwob"
)

// Walk is one session as the engine would have seen it, with the times at
// which goals were reached.
type Walk struct {
	Group  string // user, or whatever must not stand on both sides
	Name   string // where it comes from, for a problem
	Events []wire.Event
	End    uint32   // ms
	Goals  []uint32 // ms, in order
}

// EpisodeWalk is a try at a task. The goal is reached at its end, or not.
func EpisodeWalk(e *miniwob.Episode) Walk {
	w := Walk{Group: e.Group, Events: miniwob.Map(e), End: uint32(e.Dur)}
	if e.OK != 0 {
		w.Goals = []uint32{w.End}
	}
	return w
}

// EventWalk is a session of recorded events. Goals are those that the host
// reported.
func EventWalk(group string, events []wire.Event) Walk {
	w := Walk{Group: group, Events: events}
	for i := range events {
		w.End = max(w.End, events[i].At)
		if events[i].Kind == wire.EventGoal {
			w.Goals = append(w.Goals, w.End)
		}
	}
	return w
}

// Pace of moments: besides every step, a walk is looked at before every act
// that came late, and at a few fixed times.
const late = 2000 // ms

// Step is one moment of a walk: what the course knew, and what came of it.
type Step struct {
	Group  string
	Walk   int // number of the walk
	At     uint32
	Misses bool    // no goal was reached afterwards
	Left   float64 // logarithm of 1 plus the seconds until the goal; -1 when missed
	Weight float64 // of all steps of a walk together 1
	Place  uint32
	Keys   [course.Keys]uint32
	Row    []float32
}

// Steps runs a walk through the engine's own stages and returns its moments:
// every step, or with only those at the times given.
func (w *Walk) Steps(number int, only []uint32) (out []Step) {
	p, c := journey.New(), new(course.Course)
	look := func(at uint32) {
		own := p.Gap.Median(0)
		s := Step{Group: w.Group, Walk: number, At: at, Place: p.Stay().Place, Keys: c.Present(at, own), Row: make([]float32, course.Columns)}
		c.Row(s.Row, at, own)
		s.Misses, s.Left = w.outcome(at)
		out = append(out, s)
	}
	fixed := only
	if only == nil {
		fixed = Times
	}
	last := uint32(0)
	for _, ev := range w.Events {
		ev.At = min(max(ev.At, last), w.End)
		for len(fixed) > 0 && fixed[0] < ev.At {
			if fixed[0] < w.End {
				look(fixed[0])
			}
			fixed = fixed[1:]
		}
		if only == nil && ev.At-last > late {
			look(ev.At)
		}
		last = ev.At
		if p.Apply(&ev) && c.Observe(p, &ev) && only == nil && ev.At < w.End {
			look(ev.At)
		}
	}
	for _, at := range fixed {
		if at < w.End && at >= last {
			look(at)
		}
	}
	for i := range out {
		out[i].Weight = 1 / float64(len(out))
	}
	return out
}

// outcome is whether a goal was missed after a time, and how long it took.
func (w *Walk) outcome(at uint32) (misses bool, left float64) {
	for _, g := range w.Goals {
		if g > at {
			return false, log1s(g - at)
		}
	}
	return true, -1
}
