package operator

import (
	"bytes"
	"crypto/rand"
	"testing"

	"pgregory.net/rapid"

	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/widget/seal/hpke"
	"github.com/lamplight-help/lamplight/widget/seal/thread"
)

func fresh(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// pair is a seed and its public key.
type pair struct{ seed, public []byte }

func newPair(t testing.TB) pair {
	t.Helper()
	seed := fresh(seal.SeedSize)
	public, err := Public(seed)
	if err != nil {
		t.Fatal(err)
	}
	return pair{seed, public}
}

// world is a site's keys, and a question sealed by the page's code.
type world struct {
	team, recovery pair
	page           *thread.Thread
	question       *envelope.Envelope
}

var message = [16]byte{9}

func newWorld(t testing.TB, text string) *world {
	t.Helper()
	w := &world{team: newPair(t), recovery: newPair(t)}
	var err error
	if w.page, err = thread.New("bank", [16]byte{7}, 4, w.team.public, w.recovery.public, fresh(thread.RandomSize)); err != nil {
		t.Fatal(err)
	}
	w.question = w.seal(t, text, envelope.ToTeam, true)
	return w
}

func (w *world) seal(t testing.TB, text string, d envelope.Direction, open bool) *envelope.Envelope {
	t.Helper()
	b, err := w.page.Seal(thread.Note{Kind: envelope.Message, Direction: d, Message: message, Text: []byte(text), Open: open}, fresh(envelope.SaltSize))
	if err != nil {
		t.Fatal(err)
	}
	e, err := envelope.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// What the page's code seals, CIRCL opens: with the team's secret and with the
// recovery key, in both directions, at every length of padding.
func TestOpensWhatPagesSeal(t *testing.T) {
	w := newWorld(t, "Why can't I bind my card? 银行卡")
	team, err := Team("bank", w.question, w.team.seed)
	if err != nil {
		t.Fatal(err)
	}
	recovery, err := Recovery("bank", w.question, w.recovery.seed)
	if err != nil {
		t.Fatal(err)
	}
	for name, th := range map[string]*Thread{"team": team, "recovery": recovery} {
		if got, err := th.OpenAt(w.question, envelope.Message, envelope.ToTeam, message); err != nil || string(got) != "Why can't I bind my card? 银行卡" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		for _, n := range []int{0, 252, 253, 5000, 65532} {
			text := string(fresh(n))
			if got, err := th.OpenAt(w.seal(t, text, envelope.ToVisitor, false), envelope.Message, envelope.ToVisitor, message); err != nil || string(got) != text {
				t.Errorf("%s: %d bytes do not come back: %v", name, n, err)
			}
		}
	}
}

func TestHardening77(t *testing.T) {
	w, other := newWorld(t, "secret"), newWorld(t, "another")
	team, err := Team("bank", w.question, w.team.seed)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(change func(*envelope.Envelope)) *envelope.Envelope {
		e := *w.question
		e.Opening, e.Text = bytes.Clone(e.Opening), bytes.Clone(e.Text)
		change(&e)
		return &e
	}
	begin := func(e *envelope.Envelope) error { _, err := Team("bank", e, w.team.seed); return err }
	open := func(e *envelope.Envelope) error {
		_, err := team.OpenAt(e, envelope.Message, envelope.ToTeam, message)
		return err
	}
	for name, err := range map[string]error{
		"another team's secret":   func() error { _, err := Team("bank", w.question, other.team.seed); return err }(),
		"another recovery key":    func() error { _, err := Recovery("bank", w.question, other.recovery.seed); return err }(),
		"recovery for the team's": func() error { _, err := Team("bank", w.question, w.recovery.seed); return err }(),
		"a short seed":            func() error { _, err := Team("bank", w.question, w.team.seed[1:]); return err }(),
		"another site":            func() error { _, err := Team("shop", w.question, w.team.seed); return err }(),
		"another conversation":    begin(changed(func(e *envelope.Envelope) { e.Conversation[0] ^= 1 })),
		"another epoch":           begin(changed(func(e *envelope.Envelope) { e.Epoch++ })),
		"another thread":          begin(changed(func(e *envelope.Envelope) { e.Thread[0] ^= 1 })),
		"zero enc":                begin(changed(func(e *envelope.Envelope) { clear(e.Team()) })),
		"low order":               begin(changed(func(e *envelope.Envelope) { clear(e.Team()[seal.EncSize-32:]) })),
		"a following envelope":    begin(w.seal(t, "x", envelope.ToTeam, false)),
		"text changed":            open(changed(func(e *envelope.Envelope) { e.Text[5] ^= 1 })),
		"text cut":                open(changed(func(e *envelope.Envelope) { e.Text = e.Text[:20] })),
		"salt changed":            open(changed(func(e *envelope.Envelope) { e.Salt[0] ^= 1 })),
		"recovery part changed":   open(changed(func(e *envelope.Envelope) { e.Opening[2000] ^= 1 })),
		"another direction":       open(changed(func(e *envelope.Envelope) { e.Direction = envelope.ToVisitor })),
		"another message":         open(changed(func(e *envelope.Envelope) { e.Message[3] ^= 1 })),
		"another's thread":        open(other.question),
	} {
		if err == nil {
			t.Errorf("%s: it opens", name)
		}
	}
	if err := open(w.question); err != nil {
		t.Errorf("untouched: %v", err)
	}
}

// Any bit of an envelope, changed: this end and the page's code agree that it
// does not open.
func TestBothEndsAgree(t *testing.T) {
	w := newWorld(t, "secret")
	whole := w.question.Bytes()
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(whole)
		at := rapid.IntRange(0, len(b)*8-1).Draw(t, "bit")
		b[at/8] ^= 1 << (at % 8)
		e, err := envelope.Parse(b)
		if err != nil {
			return
		}
		if th, err := Team("bank", e, w.team.seed); err == nil {
			if _, err := th.OpenAt(e, e.Kind, e.Direction, e.Message); err == nil {
				t.Fatalf("bit %d of byte %d is not authenticated here", at%8, at/8)
			}
		}
		if th, err := thread.Team("bank", e, w.team.seed); err == nil {
			if _, err := th.Open(e); err == nil {
				t.Fatalf("bit %d of byte %d is not authenticated there", at%8, at/8)
			}
		}
	})
}

// Secrets that are wrapped here are unwrapped by desks, and public keys and
// fingerprints are the same at both ends.
func TestSecretsForDesks(t *testing.T) {
	agent, secret := newPair(t), fresh(seal.SeedSize)
	wrapped, err := WrapSecret("bank", 2, seal.ForAgent, agent.public, secret, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, unwrap := range map[string]func(string, uint32, seal.Purpose, []byte, []byte) ([]byte, error){"here": UnwrapSecret, "desk": thread.UnwrapSecret} {
		if got, err := unwrap("bank", 2, seal.ForAgent, agent.seed, wrapped); err != nil || !bytes.Equal(got, secret) {
			t.Errorf("%s: %v", name, err)
		}
		for what, bad := range map[string]func() ([]byte, error){
			"another site":    func() ([]byte, error) { return unwrap("shop", 2, seal.ForAgent, agent.seed, wrapped) },
			"another epoch":   func() ([]byte, error) { return unwrap("bank", 3, seal.ForAgent, agent.seed, wrapped) },
			"another purpose": func() ([]byte, error) { return unwrap("bank", 2, seal.ForNext, agent.seed, wrapped) },
			"another seed":    func() ([]byte, error) { return unwrap("bank", 2, seal.ForAgent, secret, wrapped) },
			"cut":             func() ([]byte, error) { return unwrap("bank", 2, seal.ForAgent, agent.seed, wrapped[1:]) },
		} {
			if _, err := bad(); err == nil {
				t.Errorf("%s: %s unwraps", name, what)
			}
		}
	}
	there, err := hpke.Public(agent.seed)
	if err != nil || !bytes.Equal(there, agent.public) || Fingerprint(there) != thread.Fingerprint(there) {
		t.Errorf("the two ends make different keys of one seed: %v", err)
	}
	if CheckSecret(agent.seed, agent.public) != nil || CheckSecret(secret, agent.public) == nil || CheckSecret(nil, agent.public) == nil {
		t.Error("CheckSecret does not tell secrets apart")
	}
}

func TestKeysThatAreNone(t *testing.T) {
	good := newPair(t).public
	over := bytes.Clone(good) // a coefficient of 4095 where 3328 is the most
	over[0], over[1] = 0xff, 0xff
	low := append(bytes.Clone(good[:seal.PublicSize-32]), make([]byte, 32)...)
	for name, key := range map[string][]byte{"cut": good[1:], "nothing": nil, "out of range": over, "low order": low} {
		if CheckPublic(key) == nil || hpke.CheckPublic(key) == nil {
			t.Errorf("%s: it is a key", name)
		}
		if _, err := WrapSecret("bank", 1, seal.ForAgent, key, good[:32], rand.Reader); err == nil {
			t.Errorf("%s: a secret is wrapped to it", name)
		}
	}
}
