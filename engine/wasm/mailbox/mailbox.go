// Package mailbox is the bytes-only boundary of the engine, without the
// WebAssembly around it.
//
// A shell (the widget in a page, engine/wasm/host under wazero) never calls
// the engine with values. It asks for the inbox, writes event records into
// it, says how many bytes it wrote, and reads command records from the
// outbox:
//
//	shell                          engine
//	  Inbox(n)      ── n bytes ──▶  a buffer of at least n bytes
//	  (writes n bytes of events)
//	  Handle(n)     ── n ────────▶  events run, commands in the outbox
//	                ◀── length ──
//	  Outbox()      ◀── commands ── valid until the next Handle
//
// A knowledge bundle is too large for an event, so it travels beside them:
// the shell asks for a region with Bundle, fills it, and the next Handle
// passes it to the engine before the events of that call, one of which
// announces it.
//
// Nothing a shell passes can trap: a size out of range gives an empty
// region, and Handle answers with a code that has its high bit set. Codes
// are numbers, because a sentence would cost bytes in every page.
package mailbox

import "github.com/lamplight-help/lamplight/engine/wire"

// What Handle returns instead of a length. The high bit marks an error, so
// one comparison in the shell tells them apart.
const (
	Failed    uint32 = 1 << 31    // set in every code below
	BadSize   uint32 = Failed | 1 // more bytes announced than the inbox holds
	Busy      uint32 = Failed | 2 // Handle called from inside Handle, or after a trap in it
	Closed    uint32 = Failed | 3 // Close was called
	Malformed uint32 = Failed | 4 // an event could not be parsed; it and those after it did not run
)

// Handler is the engine as the boundary sees it.
type Handler interface {
	// HandleBytes runs the events in inbox and appends commands to out.
	HandleBytes(inbox, out []byte) ([]byte, error)
	// Bundle hands over a knowledge bundle, which the engine may keep.
	Bundle(b []byte)
}

// Mailbox holds the buffers of one engine. The zero value is closed.
type Mailbox struct {
	engine  Handler
	inbox   []byte // capacity only grows; at most wire.MaxInbox
	outbox  []byte // reused by every Handle
	kept    int    // bytes of outbox that no Handle has delivered yet
	pending []byte // bundle region asked for and not yet handed over
	busy    bool
}

// New opens a mailbox for one engine.
func New(engine Handler) *Mailbox { return &Mailbox{engine: engine} }

// Inbox returns a buffer of at least n bytes, or nil when n is above
// wire.MaxInbox or the mailbox is closed. The buffer moves when it grows: ask
// again before writing a longer batch. Asking from inside Handle gives nil,
// because events are being read from it.
func (m *Mailbox) Inbox(n uint32) []byte {
	if m.engine == nil || m.busy || n > wire.MaxInbox {
		return nil
	}
	if n > uint32(len(m.inbox)) || m.inbox == nil {
		m.inbox = make([]byte, max(n, firstInbox))
	}
	return m.inbox
}

// firstInbox is enough for a hundred pointer events, the most that one
// animation frame was seen to bring.
const firstInbox = 4096

// Handle runs the first n bytes of the inbox and returns the length of the
// outbox, at most 2^31-1, or an error code. On Malformed the events before
// the bad one have run; their commands come first in the outbox of the next
// successful Handle, so that Handle(0) fetches them.
func (m *Mailbox) Handle(n uint32) uint32 {
	switch {
	case m.engine == nil:
		return Closed
	case m.busy:
		return Busy
	case n > uint32(len(m.inbox)):
		return BadSize
	}
	m.busy = true
	if b := m.pending; b != nil {
		m.pending = nil
		m.engine.Bundle(b)
	}
	out, err := m.engine.HandleBytes(m.inbox[:n:n], m.outbox[:m.kept])
	m.outbox, m.kept, m.busy = out, 0, false
	if err == nil {
		return uint32(len(out))
	}
	if len(out) <= maxKept {
		m.kept = len(out)
	}
	return Malformed
}

// maxKept bounds what a shell that sends nothing but malformed batches can
// pile up.
const maxKept = 1 << 16

// Outbox returns the commands of the last Handle. They are overwritten by
// the next one.
func (m *Mailbox) Outbox() []byte { return m.outbox }

// Bundle returns a fresh region of exactly n bytes for a knowledge bundle,
// or nil when n is zero, above wire.MaxBundle, or the mailbox is closed or
// busy. A region that was asked for and never announced is dropped.
func (m *Mailbox) Bundle(n uint32) []byte {
	if m.engine == nil || m.busy || n == 0 || n > wire.MaxBundle {
		return nil
	}
	m.pending = nil // let go of the old one first: both may not fit
	m.pending = make([]byte, n)
	return m.pending
}

// Close lets go of the engine and of every buffer. Later calls answer
// Closed or nil.
func (m *Mailbox) Close() { *m = Mailbox{} }
