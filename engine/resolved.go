package engine

import (
	"github.com/lamplight-help/lamplight/engine/wire"
)

// A conversation in the page is counted once, when the visitor goes: as
// "resolved" under the strict definition (dialogue.State.Resolved), else as
// "unresolved". A visitor who reaches a person within a day of a resolved one
// takes that back: it is counted as "reopened". So resolved less reopened is
// what nobody had to help with.

// reachedWithin is how long a person takes back a resolved conversation, s.
const reachedWithin = 24 * 3600

// solvedTag begins a memory in which the engine's own bytes come before the
// policy's. The policy's memory never begins so: its first byte is a version.
const solvedTag = 0xA1

// settle counts the conversation that ends now.
func (e *Engine) settle() {
	engaged, resolved := e.talk.state.Settle()
	switch {
	case !engaged:
		return
	case !resolved:
		e.tally("unresolved")
		return
	}
	e.tally("resolved")
	e.talk.solved = e.second()
	e.keep()
}

// reached takes back what was counted as resolved within the last day.
func (e *Engine) reached() {
	if at := e.talk.solved; at != 0 && e.second()-at <= reachedWithin {
		e.tally("reopened")
	}
	if e.talk.solved != 0 {
		e.talk.solved = 0
		e.keep()
	}
}

// unknown counts a question without an answer, never its words.
func (e *Engine) unknown() { e.tally("unknown") }

// second is the wall clock in seconds since 1970.
func (e *Engine) second() uint32 { return uint32((e.talk.wall + uint64(e.now)) / 1000) }

// keep asks the page to remember what outlives it.
func (e *Engine) keep() {
	memory := e.policy.Marshal()
	if at := e.talk.solved; at != 0 {
		memory = append([]byte{solvedTag, byte(at), byte(at >> 8), byte(at >> 16), byte(at >> 24)}, memory...)
	}
	e.emit(&wire.Keep{Memory: memory})
}

// recall takes the engine's part out of the memory and leaves the policy's.
func (e *Engine) recall(h *wire.Hello) {
	e.talk.wall = h.Wall
	if m := h.Memory; len(m) >= 5 && m[0] == solvedTag {
		e.talk.solved = uint32(m[1]) | uint32(m[2])<<8 | uint32(m[3])<<16 | uint32(m[4])<<24
		h.Memory = m[5:]
	}
}
