package mailbox

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/engine/wire"
)

var errBad = errors.New("bad event")

// echo answers every byte with itself plus one, refuses 255, and answers
// 254 with the bundle.
type echo struct {
	bundle []byte
	inside func() // called by every HandleBytes
}

func (e *echo) Bundle(b []byte) { e.bundle = b }

func (e *echo) HandleBytes(in, out []byte) ([]byte, error) {
	if e.inside != nil {
		e.inside()
	}
	for _, c := range in {
		switch c {
		case 255:
			return out, errBad
		case 254:
			out = append(out, e.bundle...)
		default:
			out = append(out, c+1)
		}
	}
	return out, nil
}

// send writes events the way a shell does.
func send(t *testing.T, m *Mailbox, events ...byte) uint32 {
	t.Helper()
	box := m.Inbox(uint32(len(events)))
	if box == nil {
		t.Fatalf("no inbox for %d bytes", len(events))
	}
	copy(box, events)
	return m.Handle(uint32(len(events)))
}

func TestHandleAnswersWithTheOutbox(t *testing.T) {
	m := New(&echo{})
	if n := send(t, m, 1, 2, 3); n != 3 || !bytes.Equal(m.Outbox(), []byte{2, 3, 4}) {
		t.Errorf("got %d bytes, %v", n, m.Outbox())
	}
	if n := send(t, m, 9); n != 1 || !bytes.Equal(m.Outbox(), []byte{10}) {
		t.Errorf("the second batch gave %d bytes, %v", n, m.Outbox())
	}
	if n := m.Handle(0); n != 0 {
		t.Errorf("an empty batch gave %d", n)
	}
}

func TestBundleComesBeforeTheEventsThatAnnounceIt(t *testing.T) {
	m := New(&echo{})
	copy(m.Bundle(3), "old")
	copy(m.Bundle(5), "fresh") // the first was never announced
	if n := send(t, m, 254); n != 5 || string(m.Outbox()) != "fresh" {
		t.Errorf("the engine saw %q", m.Outbox())
	}
}

func TestMalformedKeepsTheCommandsBeforeIt(t *testing.T) {
	m := New(&echo{})
	if n := send(t, m, 1, 255, 2); n != Malformed {
		t.Fatalf("got %#x", n)
	}
	if n := m.Handle(0); n != 1 || m.Outbox()[0] != 2 {
		t.Errorf("fetching gave %d, %v", n, m.Outbox())
	}
	if n := send(t, m, 7); n != 1 || m.Outbox()[0] != 8 {
		t.Errorf("afterwards %d, %v", n, m.Outbox())
	}
}

func TestHardening21LengthsOutOfRange(t *testing.T) {
	m := New(&echo{})
	if got := m.Handle(1); got != BadSize {
		t.Errorf("a batch without an inbox gave %#x", got)
	}
	m.Inbox(10)
	for _, n := range []uint32{uint32(len(m.inbox)) + 1, wire.MaxInbox + 1, 1 << 31, ^uint32(0)} {
		if got := m.Handle(n); got != BadSize {
			t.Errorf("Handle(%d) = %#x, want BadSize", n, got)
		}
	}
	for _, n := range []uint32{wire.MaxInbox + 1, 1 << 31, ^uint32(0)} {
		if m.Inbox(n) != nil {
			t.Errorf("Inbox(%d) gave a buffer", n)
		}
	}
	for _, n := range []uint32{0, wire.MaxBundle + 1, 1 << 31, ^uint32(0)} {
		if m.Bundle(n) != nil {
			t.Errorf("Bundle(%d) gave a region", n)
		}
	}
	if got := send(t, m, 1); got != 1 {
		t.Errorf("the mailbox does not work any more: %#x", got)
	}
}

func TestHardening22OutOfOrder(t *testing.T) {
	e := &echo{}
	m := New(e)
	e.inside = func() {
		if got := m.Handle(0); got != Busy {
			t.Errorf("Handle inside Handle = %#x, want Busy", got)
		}
		if m.Inbox(1) != nil || m.Bundle(1) != nil {
			t.Error("a buffer was given away while it was being read")
		}
	}
	send(t, m, 1)
	m.Close()
	for _, m := range []*Mailbox{m, {}} {
		if got := m.Handle(0); got != Closed {
			t.Errorf("Handle after Close = %#x, want Closed", got)
		}
		if m.Inbox(1) != nil || m.Bundle(1) != nil || len(m.Outbox()) != 0 {
			t.Error("a closed mailbox gave a buffer")
		}
	}
}

func TestHardening25MalformedFloodIsBounded(t *testing.T) {
	m := New(&echo{})
	batch := bytes.Repeat([]byte{1}, 4000)
	batch[len(batch)-1] = 255
	for range 1000 {
		send(t, m, batch...)
	}
	if len(m.outbox) > maxKept+len(batch) {
		t.Errorf("the outbox grew to %d bytes", len(m.outbox))
	}
}

// However a shell cuts its events into batches, the commands are the same.
func TestBatchingDoesNotShow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.ByteRange(0, 253), 0, 200).Draw(t, "events")
		m := New(&echo{})
		var got, want []byte
		for _, c := range events {
			want = append(want, c+1)
		}
		for rest := events; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "batch")
			copy(m.Inbox(uint32(n)), rest[:n])
			if m.Handle(uint32(n))&Failed != 0 {
				t.Fatal("refused")
			}
			got, rest = append(got, m.Outbox()...), rest[n:]
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("got %v want %v", got, want)
		}
	})
}
