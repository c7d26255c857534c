package team

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"testing"

	"github.com/lamplight-help/lamplight/edge/seal"
	"github.com/lamplight-help/lamplight/edge/seal/directory"
	"github.com/lamplight-help/lamplight/edge/seal/envelope"
	"github.com/lamplight-help/lamplight/edge/seal/operator"
	"github.com/lamplight-help/lamplight/widget/seal/thread"
)

// person is a seed and its public key.
type person struct{ seed, public []byte }

func newPerson(t *testing.T) person {
	t.Helper()
	seed, err := draw(rand.Reader, seal.SeedSize)
	if err != nil {
		t.Fatal(err)
	}
	public, err := operator.Public(seed)
	if err != nil {
		t.Fatal(err)
	}
	return person{seed, public}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// page seals a question to the current epoch, as a visitor's page does.
func page(t *testing.T, team *directory.Team, text string) *envelope.Envelope {
	t.Helper()
	now := team.Current()
	random, err := draw(rand.Reader, thread.RandomSize)
	must(t, err)
	th, err := thread.New(team.Site, [16]byte{1}, now.Epoch, now.Key, team.Recovery, random)
	must(t, err)
	b, err := th.Seal(thread.Note{Kind: envelope.Message, Direction: envelope.ToTeam, Text: []byte(text), Open: true}, random[:16])
	must(t, err)
	e, err := envelope.Parse(b)
	must(t, err)
	return e
}

// read opens a question with what an agent has.
func read(team *directory.Team, seed []byte, e *envelope.Envelope) (string, error) {
	secrets, err := OpenShare(team, seed)
	if err != nil {
		return "", err
	}
	th, err := operator.Team(team.Site, e, secrets[e.Epoch])
	if err != nil {
		return "", err
	}
	text, err := th.OpenAt(e, envelope.Message, envelope.ToTeam, e.Message)
	return string(text), err
}

func TestHardening78RemovedAgent(t *testing.T) {
	mei, tom, recovery := newPerson(t), newPerson(t), newPerson(t)
	team, secrets, err := New("bank", recovery.public, 1000, rand.Reader)
	must(t, err)
	must(t, Add(team, secrets, "Mei", mei.public, rand.Reader))
	must(t, Add(team, secrets, "Tom", tom.public, rand.Reader))
	old := page(t, team, "before")
	before := *team // what Tom could keep

	must(t, Rotate(team, secrets, []string{ID(tom.public)}, 2000, rand.Reader))
	fresh := page(t, team, "after")

	if got, err := read(team, mei.seed, old); err != nil || got != "before" {
		t.Errorf("who stays reads the old epoch: %q, %v", got, err)
	}
	if got, err := read(team, mei.seed, fresh); err != nil || got != "after" {
		t.Errorf("who stays reads the new epoch: %q, %v", got, err)
	}
	if _, err := read(team, tom.seed, fresh); err == nil {
		t.Error("who left has a share of the new epoch")
	}
	if got, err := read(&before, tom.seed, old); err != nil || got != "before" {
		t.Errorf("what was opened cannot be taken back, and this test says so: %q, %v", got, err)
	}
	if _, err := read(&before, tom.seed, fresh); err == nil {
		t.Error("an old share opens the new epoch")
	}
	// With everything that Tom had and everything that the edge has now, no
	// old secret opens the new one.
	kept, err := OpenShare(&before, tom.seed)
	must(t, err)
	if _, err := operator.Team("bank", fresh, kept[1]); err == nil {
		t.Error("the old secret opens the new epoch's question")
	}
	if _, err := operator.UnwrapSecret("bank", 1, seal.ForNext, kept[1], team.Epochs[0].Next); err == nil {
		t.Error("the old secret unwraps along the chain")
	}
}

func TestNewcomerReadsEverything(t *testing.T) {
	mei, recovery := newPerson(t), newPerson(t)
	team, secrets, err := New("bank", recovery.public, 1, rand.Reader)
	must(t, err)
	questions := []*envelope.Envelope{page(t, team, "q")}
	for range 3 {
		must(t, Rotate(team, secrets, nil, 2, rand.Reader))
		questions = append(questions, page(t, team, "q"))
	}
	must(t, Add(team, secrets, "Mei", mei.public, rand.Reader))
	for i, q := range questions {
		if got, err := read(team, mei.seed, q); err != nil || got != "q" {
			t.Errorf("epoch %d: %q, %v", i+1, got, err)
		}
	}
	again, err := OpenRecovery(team, recovery.seed)
	must(t, err)
	if string(again[4]) != string(secrets[4]) || len(again) != 4 {
		t.Error("the recovery key gives other secrets")
	}
	if _, err := OpenRecovery(team, mei.seed); err == nil {
		t.Error("an agent's key recovers")
	}
}

func TestRefusals(t *testing.T) {
	mei, recovery := newPerson(t), newPerson(t)
	team, secrets, err := New("bank", recovery.public, 1, rand.Reader)
	must(t, err)
	must(t, Add(team, secrets, "Mei", mei.public, rand.Reader))
	if Add(team, secrets, "Mei again", mei.public, rand.Reader) == nil {
		t.Error("the same key twice")
	}
	if Add(team, secrets, "Zero", make([]byte, seal.PublicSize), rand.Reader) == nil {
		t.Error("a key of zeros")
	}
	if Rotate(team, secrets, []string{"nobody"}, 2, rand.Reader) == nil || len(team.Epochs) != 1 {
		t.Error("removing nobody rotates")
	}
	if Rotate(team, Secrets{1: mei.seed}, nil, 2, rand.Reader) == nil || len(team.Epochs) != 1 {
		t.Error("a wrong secret rotates")
	}
}

// The signed part, and what must not pass for it.
func TestDirectory(t *testing.T) {
	recovery := newPerson(t)
	team, secrets, err := New("bank", recovery.public, 1, rand.Reader)
	must(t, err)
	root, key, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	sign := func(m []byte) []directory.Signature {
		return []directory.Signature{{Alg: "ed25519", Key: directory.KeyID(root), Signature: base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, m))}}
	}
	first, file, err := Publish(team, Edition{Version: 1, Mode: directory.On, Issued: 5}, sign)
	must(t, err)
	d, err := directory.Open(first, "bank", [][]byte{root})
	must(t, err)
	if _, err := directory.OpenTeam(file, d); err != nil {
		t.Error(err)
	}
	if _, err := directory.OpenTeam(append(file, ' '), d); err == nil {
		t.Error("a team file with a blank more passes")
	}
	must(t, Rotate(team, secrets, nil, 2, rand.Reader))
	second, _, err := Publish(team, Edition{Version: 2, Mode: directory.On, Issued: 6}, sign)
	must(t, err)
	next, err := directory.Open(second, "bank", [][]byte{root})
	must(t, err)
	if err := next.Follows(d); err != nil {
		t.Error(err)
	}
	if err := d.Follows(d); err != nil {
		t.Error(err)
	}
	if err := d.Follows(next); err != directory.ErrRollback {
		t.Errorf("rollback: %v", err)
	}
	other, _, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	for name, f := range map[string]func() error{
		"another root": func() error { _, err := directory.Open(first, "bank", [][]byte{other}); return err },
		"another site": func() error { _, err := directory.Open(first, "shop", [][]byte{root}); return err },
		"another byte": func() error {
			b := []byte(string(first))
			b[30] ^= 1
			_, err := directory.Open(b, "bank", [][]byte{root})
			return err
		},
		"far ahead": func() error { far := *next; far.Version += 2_000_000; return far.Follows(d) },
		"the epoch's key changed": func() error {
			evil := *d
			evil.Version, evil.Key = 9, recovery.public
			return evil.Follows(d)
		},
		"an older epoch": func() error { back := *d; back.Version = 9; return back.Follows(next) },
		"no expiry": func() error {
			forever := *d
			forever.Expires = 0
			_, err := directory.Sign(forever, sign)
			return err
		},
		"good for too long": func() error {
			long := *d
			long.Expires++
			_, err := directory.Sign(long, sign)
			return err
		},
		"another suite": func() error {
			weak := *d
			weak.Suite = "x25519"
			_, err := directory.Sign(weak, sign)
			return err
		},
	} {
		if f() == nil {
			t.Errorf("%s: it passes", name)
		}
	}
}
