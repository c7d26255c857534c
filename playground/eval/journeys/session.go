package journeys

import (
	"fmt"

	"github.com/lamplight-help/lamplight/engine"
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/struggle/corpus"
	"github.com/lamplight-help/lamplight/engine/wire"
	"github.com/lamplight-help/lamplight/playground/learn"
)

const (
	perSession = 6      // journeys
	between    = 15_000 // ms between two of them
	numbers    = 1000   // element numbers that a journey may use
)

// session plays journeys one after the other to one engine, as one visitor.
func (w *world) session(who *persona, d *draws, sum *tally) error {
	s := &sitting{who: who, draws: d, path: journey.New(), engine: engine.New(engine.Config{}), counted: map[string]int{}}
	s.send(&wire.Event{Act: wire.Act{Kind: wire.EventHello}, Body: &wire.Hello{ABI: wire.ABI, Locale: "en",
		Seed: uint64(d.next(1 << 30)), Wall: 1_763_686_800_000}})
	s.engine.Bundle(w.bundle)
	s.send(&wire.Event{Act: wire.Act{Kind: wire.EventBundle, N: int32(len(w.bundle))}})
	trouble := false
	for i := range uint32(perSession) {
		list := w.quiet
		if d.next(100) < who.trouble {
			list, trouble = w.trouble, true
		}
		s.play(&list[d.next(len(list))], i*numbers)
	}
	s.until(s.now + between)
	if s.broken != nil {
		return s.broken
	}
	s.count(sum, trouble)
	if w.record != nil {
		w.record.Walks = append(w.record.Walks, learn.EventWalk(fmt.Sprint(sum.sessions, who.name), s.events))
		for key, n := range s.counted {
			w.record.Counts.Add(key, n)
		}
	}
	return nil
}

// sitting is a session in progress.
type sitting struct {
	who    *persona
	draws  *draws
	engine *engine.Engine
	path   *journey.Path // a second one, to judge the moments
	now    uint32
	wake   uint32
	open   uint32 // tip on the screen, 0 none
	answer wire.Event
	broken error

	alerts, boundary, withdrawn int
	forms                       [wire.FormPerson + 1]int

	events  []wire.Event
	counted map[string]int // by key, as the page would report it
}

func (s *sitting) count(sum *tally, trouble bool) {
	sum.sessions++
	for f, n := range s.forms {
		sum.forms[f] += n
	}
	sum.alerts, sum.boundary, sum.withdrawn = sum.alerts+s.alerts, sum.boundary+s.boundary, sum.withdrawn+s.withdrawn
	if !trouble {
		sum.unaided++
		sum.onUnaided += s.alerts
		return
	}
	sum.stuck++
	sum.helped += min(s.alerts, 1)
}

// play sends one journey. Its elements get numbers of their own, and its times
// follow what was before.
func (s *sitting) play(c *corpus.Case, base uint32) {
	start := s.now + between
	frozen := false
	for _, e := range c.Events {
		e.At += start
		if e.Target != 0 {
			e.Target += base
		}
		if b, ok := e.Body.(*wire.Element); ok {
			moved := *b
			moved.Owner, moved.Form = shift(b.Owner, base), shift(b.Form, base)
			e.Body = &moved
		}
		if !frozen {
			s.until(e.At)
		}
		frozen = e.Kind == wire.EventFreeze
		s.send(&e)
	}
}

func shift(id, base uint32) uint32 {
	if id == 0 {
		return 0
	}
	return id + base
}

// until lets time pass: the ticks that come due, and the visitor's answer.
func (s *sitting) until(at uint32) {
	for {
		tick := s.wake != 0 && s.wake < at
		reply := s.answer.Kind != 0 && s.answer.At < at
		switch {
		case reply && (!tick || s.answer.At <= s.wake):
			e := s.answer
			s.answer = wire.Event{}
			if s.open == uint32(e.N) {
				s.open = 0
				s.send(&e)
			}
		case tick:
			e := wire.Event{Act: wire.Act{Kind: wire.EventTick, At: s.wake}}
			s.wake = 0
			s.send(&e)
		default:
			return
		}
	}
}

func (s *sitting) send(e *wire.Event) {
	s.now = max(s.now, e.At)
	mirror := *e
	s.path.Apply(&mirror)
	s.events = append(s.events, *e)
	for _, c := range s.engine.Handle(e) {
		switch c := c.(type) {
		case *wire.Wake:
			s.wake = c.At
		case *wire.Hide:
			s.withdrawn++
			s.open = 0
		case *wire.Tally:
			s.counted[c.Key] += int(c.N)
		case *wire.Show:
			s.shown(c, &mirror)
		case *wire.Refuse:
			s.broken = fmt.Errorf("the engine refuses a %s: %w", e.Kind, c.Code)
		}
	}
	if s.answer.Kind == wire.EventShown { // the page answers at once
		shown := s.answer
		s.answer = s.reply(uint32(shown.N))
		s.send(&shown)
	}
}

func (s *sitting) shown(c *wire.Show, e *wire.Event) {
	s.alerts++
	s.forms[c.Form]++
	if policy.Look(s.path, e).AtBoundary() {
		s.boundary++
	}
	s.open = c.Tip
	s.answer = wire.Event{Act: wire.Act{Kind: wire.EventShown, At: s.now, N: int32(c.Tip)}}
}

// reply is what the visitor will do with a tip; nothing for a kind of 0.
func (s *sitting) reply(tip uint32) wire.Event {
	kind := s.who.answer[s.draws.next(len(s.who.answer))]
	if kind == 0 {
		return wire.Event{}
	}
	return wire.Event{Act: wire.Act{Kind: kind, At: s.now + s.who.after, N: int32(tip)}}
}
