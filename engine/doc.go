// Package engine decides, in the page, who needs help and what to say.
//
// It is a pure function with a memory: Handle takes one wire.Event and returns
// the wire.Commands that follow. It does no I/O, reads no clock and draws no
// random numbers; time is a field of the event and the seed comes in Hello.
// The same events give the same commands on every build, byte for byte.
//
//	          ┌──────────────────────────── Engine.Handle ────────────────────────────┐
//	Event ───▶│ journey ─▶ struggle ─▶ predict ─▶ policy ─▶ Show, Hide                │───▶ Commands
//	          │    │                                 ▲                                │
//	Ask ─────▶│    └─▶ priors ─▶ index ─▶ dialogue ──┼─▶ Turn, Suggest                │
//	          │                   ▲                  │                                │
//	Bundle ──▶│                   kb ────────────────┘         Context, Escalate      │
//	          └────────────────────────────────────────────────────────────────────────┘
//
// Bottom-up, each package knows only those before it:
//
//   - wire: the vocabulary, and its canonical binary codec.
//   - journey: events become a Path: places, controls, presses, the visitor's pace.
//   - struggle: the Path gives signals, one file for each way of being stuck.
//   - predict: Path and signals give the probability of failing, with reasons.
//   - policy: whether that is worth an interruption now, and in which form.
//   - text, kb, index: words, articles, and the search between them.
//   - dialogue: question by question, what kind of answer to give.
//
// This package wires them. engine.go dispatches, session.go opens and closes,
// help.go carries a risk to a Show, talk.go carries words to a Turn, context.go
// collects what a person would be sent.
package engine
