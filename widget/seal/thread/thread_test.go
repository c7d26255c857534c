package thread

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/widget/seal/hpke"
	"pgregory.net/rapid"
)

// world is a site's keys and one conversation.
type world struct {
	teamSeed, recoverySeed []byte
	team, recovery         []byte
	conversation, message  [16]byte
	page                   *Thread
}

func fresh(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{teamSeed: fresh(hpke.SeedSize), recoverySeed: fresh(hpke.SeedSize)}
	copy(w.conversation[:], fresh(16))
	copy(w.message[:], fresh(16))
	var err error
	if w.team, err = hpke.Public(w.teamSeed); err != nil {
		t.Fatal(err)
	}
	if w.recovery, err = hpke.Public(w.recoverySeed); err != nil {
		t.Fatal(err)
	}
	if w.page, err = New("bank", w.conversation, 4, w.team, w.recovery, fresh(RandomSize)); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) note(text string, open bool) Note {
	return Note{envelope.Message, envelope.ToTeam, w.message, []byte(text), open}
}

func (w *world) sealed(t testing.TB, n Note) *envelope.Envelope {
	t.Helper()
	b, err := w.page.Seal(n, fresh(envelope.SaltSize))
	if err != nil {
		t.Fatal(err)
	}
	e, err := envelope.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestBothRecipientsOpen(t *testing.T) {
	w := newWorld(t)
	first := w.sealed(t, w.note("Why can't I bind my card?", true))
	next := w.sealed(t, w.note("Are you there?", false))
	team, err := Team("bank", first, w.teamSeed)
	if err != nil {
		t.Fatal(err)
	}
	recovery, err := Recovery("bank", first, w.recoverySeed)
	if err != nil {
		t.Fatal(err)
	}
	for name, thread := range map[string]*Thread{"team": team, "recovery": recovery} {
		if got, err := thread.Open(first); err != nil || string(got) != "Why can't I bind my card?" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if got, err := thread.Open(next); err != nil || string(got) != "Are you there?" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	reply, err := team.Seal(Note{envelope.Message, envelope.ToVisitor, w.message, []byte("Yes."), false}, fresh(16))
	if err != nil {
		t.Fatal(err)
	}
	e, err := envelope.Parse(reply)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := w.page.OpenAt(e, envelope.Message, envelope.ToVisitor, w.message); err != nil || string(got) != "Yes." {
		t.Errorf("the page reads %q, %v", got, err)
	}
	if _, err := team.Seal(w.note("x", true), fresh(16)); err != seal.ErrNoStart {
		t.Errorf("the team begins a thread: %v", err)
	}
}

func TestHardening77(t *testing.T) {
	w := newWorld(t)
	first := w.sealed(t, w.note("secret", true))
	other := newWorld(t)
	team, err := Team("bank", first, w.teamSeed)
	if err != nil {
		t.Fatal(err)
	}
	swap := func(change func(e *envelope.Envelope)) *envelope.Envelope {
		e := *first
		e.Opening, e.Text = bytes.Clone(first.Opening), bytes.Clone(first.Text)
		change(&e)
		return &e
	}
	for name, c := range map[string]func() error{
		"another team's secret": func() error { _, err := Team("bank", first, other.teamSeed); return err },
		"recovery's for the team's": func() error {
			_, err := Team("bank", first, w.recoverySeed)
			return err
		},
		"another recovery key": func() error { _, err := Recovery("bank", first, other.recoverySeed); return err },
		"another site":         func() error { _, err := Team("shop", first, w.teamSeed); return err },
		"another conversation": func() error {
			_, err := Team("bank", swap(func(e *envelope.Envelope) { e.Conversation[0] ^= 1 }), w.teamSeed)
			return err
		},
		"another epoch": func() error {
			_, err := Team("bank", swap(func(e *envelope.Envelope) { e.Epoch++ }), w.teamSeed)
			return err
		},
		"a following envelope": func() error {
			_, err := Team("bank", w.sealed(t, w.note("x", false)), w.teamSeed)
			return err
		},
		"zero enc": func() error {
			_, err := Team("bank", swap(func(e *envelope.Envelope) { clear(e.Team()) }), w.teamSeed)
			return err
		},
		"text changed": func() error { _, err := team.Open(swap(func(e *envelope.Envelope) { e.Text[5] ^= 1 })); return err },
		"text cut": func() error {
			_, err := team.Open(swap(func(e *envelope.Envelope) { e.Text = e.Text[:20] }))
			return err
		},
		"salt changed": func() error { _, err := team.Open(swap(func(e *envelope.Envelope) { e.Salt[0] ^= 1 })); return err },
		"the recovery part changed": func() error {
			_, err := team.Open(swap(func(e *envelope.Envelope) { e.Opening[2000] ^= 1 }))
			return err
		},
		"another direction": func() error {
			_, err := team.Open(swap(func(e *envelope.Envelope) { e.Direction = envelope.ToVisitor }))
			return err
		},
		"another kind": func() error {
			_, err := team.Open(swap(func(e *envelope.Envelope) { e.Kind = envelope.Context }))
			return err
		},
		"another message's id": func() error {
			_, err := team.Open(swap(func(e *envelope.Envelope) { e.Message[3] ^= 1 }))
			return err
		},
		"replayed as another message": func() error {
			_, err := team.OpenAt(first, envelope.Message, envelope.ToTeam, other.message)
			return err
		},
		"in a thread of another conversation": func() error {
			_, err := other.page.Open(first)
			return err
		},
		"with the right id in another's thread": func() error {
			_, err := other.page.Open(swap(func(e *envelope.Envelope) { e.Thread = other.page.ID }))
			return err
		},
	} {
		if err := c(); err == nil {
			t.Errorf("%s: it opens", name)
		}
	}
	if got, err := team.Open(first); err != nil || string(got) != "secret" {
		t.Errorf("untouched: %q, %v", got, err)
	}
}

// Any single bit of an envelope, changed, and it does not open.
func TestEveryBitCounts(t *testing.T) {
	w := newWorld(t)
	whole := w.sealed(t, w.note("secret", true)).Bytes()
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(whole)
		at := rapid.IntRange(0, len(b)*8-1).Draw(t, "bit")
		b[at/8] ^= 1 << (at % 8)
		e, err := envelope.Parse(b)
		if err != nil {
			return
		}
		if thread, err := Team("bank", e, w.teamSeed); err == nil {
			if _, err := thread.Open(e); err == nil {
				t.Fatalf("bit %d of byte %d is not authenticated", at%8, at/8)
			}
		}
	})
}

func TestTextsOfEveryLength(t *testing.T) {
	w := newWorld(t)
	for _, n := range []int{0, 1, 252, 253, 5000, envelope.MessageCap, 65532} {
		text := fresh(n)
		e := w.sealed(t, Note{envelope.Context, envelope.ToTeam, w.message, text, false})
		if got, err := w.page.Open(e); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%d bytes do not come back: %v", n, err)
		}
	}
	if _, err := w.page.Seal(w.note(string(make([]byte, 65533)), false), fresh(16)); err != envelope.ErrTooLong {
		t.Errorf("65533 bytes: %v", err)
	}
}

func BenchmarkNew(b *testing.B) {
	w := newWorld(b)
	for b.Loop() {
		New("bank", w.conversation, 1, w.team, w.recovery, fresh(RandomSize))
	}
}
