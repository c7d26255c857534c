package publish

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/kb"
)

// world is a reader and the blobs it can fetch.
type world struct {
	*Reader
	blobs map[string][]byte
	got   []string // what was fetched
}

func newWorld(t testing.TB, keys *Keys) *world {
	w := &world{blobs: map[string][]byte{}}
	w.Reader = &Reader{Root: Root{Site: "demo", Number: 1, Keys: testKeys(t, 9).Public(), Heads: keys.Public()}, Locale: "en",
		Fetch: func(hash string) (io.ReadCloser, error) {
			w.got = append(w.got, hash)
			b, ok := w.blobs[hash]
			if !ok {
				return nil, os.ErrNotExist
			}
			return io.NopCloser(bytes.NewReader(b)), nil
		}}
	return w
}

// serve makes what was published fetchable.
func (w *world) serve(p *Published) {
	for _, m := range []map[string][]byte{p.Bundles, p.Deltas, p.Media} {
		for hash, b := range m {
			w.blobs[hash] = b
		}
	}
}

// take updates and expects success.
func (w *world) take(t *testing.T, p *Published) Outcome {
	t.Helper()
	w.serve(p)
	out, err := w.Update(p.Envelope, start)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// refuse updates, expects the refusal, and expects that nothing changed.
func (w *world) refuse(t *testing.T, env []byte, want RefusalCode) {
	t.Helper()
	before, seen := w.Bundle(), w.Seen()
	_, err := w.Update(env, start)
	var r *Refusal
	if !errors.As(err, &r) || r.Code != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if !bytes.Equal(before, w.Bundle()) || seen != w.Seen() {
		t.Error("a refusal changed what is in use")
	}
}

func signedHead(t testing.TB, keys *Keys, change func(h *Head)) []byte {
	t.Helper()
	p := publishOne(t, 5, "a.md", article("a", "x"))
	change(&p.Head)
	payload, err := json.Marshal(p.Head)
	if err != nil {
		t.Fatal(err)
	}
	env, err := seal(envelope{Head: b64.EncodeToString(payload)}, headContext, payload, keys)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func TestHardening31BadMissingOrOtherTenantsSignature(t *testing.T) {
	w := newWorld(t, testKeys(t, 1))
	p := publishOne(t, 5, "a.md", article("a", "x"))
	w.take(t, p)
	e, _ := openEnvelope(p.Envelope)
	with := func(change func(e *envelope)) []byte {
		c := e
		c.Signatures = append([]Signature(nil), e.Signatures...)
		change(&c)
		b, _ := json.Marshal(c)
		return b
	}
	w.refuse(t, with(func(e *envelope) { e.Signatures = nil }), BadSignature)
	w.refuse(t, with(func(e *envelope) { e.Signatures = e.Signatures[1:] }), BadSignature)
	w.refuse(t, with(func(e *envelope) { e.Signatures[0].Signature = strings.Repeat("A", 86) }), BadSignature)
	w.refuse(t, with(func(e *envelope) { e.Signatures[0].Alg = AlgMLDSA65 }), BadSignature)
	w.refuse(t, with(func(e *envelope) { e.Head = "A" + e.Head[1:] }), BadSignature)
	w.refuse(t, with(func(e *envelope) { e.Head = "!" }), BadHead)
	w.refuse(t, []byte("{"), BadHead)
	w.refuse(t, bytes.Repeat([]byte(" "), MaxEnvelope+1), BadHead)
	w.refuse(t, signedHead(t, testKeys(t, 2), func(*Head) {}), BadSignature)
	w.refuse(t, signedHead(t, testKeys(t, 1), func(h *Head) { h.Site = "other" }), OtherSite)

	w.Root.Quantum = true
	w.refuse(t, with(func(e *envelope) { e.Signatures = e.Signatures[:1] }), BadSignature)
	light, err := Light(p.Envelope)
	if err != nil {
		t.Fatal(err)
	}
	w.Root.Quantum = false
	if _, err := w.Update(light, start); err != nil {
		t.Errorf("the light envelope is refused: %v", err)
	}
}

// A head signed as a root, or the other way round, is a signature over other
// bytes.
func TestHardening31NoSignatureForAnotherPurpose(t *testing.T) {
	keys := testKeys(t, 1)
	p := publishOne(t, 1, "a.md", article("a", "x"))
	payload, _ := json.Marshal(p.Head)
	env, _ := seal(envelope{Head: b64.EncodeToString(payload)}, rootContext, payload, keys)
	newWorld(t, keys).refuse(t, env, BadSignature)
}

func TestHardening32Rollback(t *testing.T) {
	w := newWorld(t, testKeys(t, 1))
	old := publishOne(t, 4, "a.md", article("a", "old"))
	w.take(t, publishOne(t, 5, "a.md", article("a", "new")))
	w.serve(old)
	w.refuse(t, old.Envelope, Rollback)
}

func TestHardening33ExpiredHeadIsStale(t *testing.T) {
	w := newWorld(t, testKeys(t, 1))
	p := publishOne(t, 5, "a.md", article("a", "x"))
	w.take(t, p)
	was := w.Bundle()
	for name, now := range map[string]int64{"expired": p.Head.Expires + 1, "dated tomorrow": start - day - 1} {
		out, err := w.Update(p.Envelope, now)
		if err != nil || !out.Stale || out.Changed || !bytes.Equal(was, w.Bundle()) {
			t.Errorf("%s: %+v %v", name, out, err)
		}
	}
	fresh := newWorld(t, testKeys(t, 1))
	fresh.serve(p)
	if out, err := fresh.Update(p.Envelope, p.Head.Expires+1); err != nil || !out.Stale || fresh.Bundle() == nil {
		t.Errorf("without a bundle a stale one is better than none: %+v %v", out, err)
	}
}

func TestHardening34FastForwardAndTheWayBack(t *testing.T) {
	keys, next := testKeys(t, 1), testKeys(t, 2)
	w := newWorld(t, keys)
	w.take(t, publishOne(t, 5, "a.md", article("a", "x")))
	w.refuse(t, signedHead(t, keys, func(h *Head) { h.Version = 1 << 63 }), FastForward)
	w.refuse(t, signedHead(t, keys, func(h *Head) { h.Version = 5 + MaxJump + 1 }), FastForward)
	w.refuse(t, signedHead(t, keys, func(h *Head) { h.Version = 0 }), FastForward)

	// A thief with the head key goes to the edge of what is allowed. A root
	// with other head keys makes small numbers good again.
	stolen := publishOne(t, 5+MaxJump, "a.md", article("a", "stolen"))
	w.take(t, stolen)
	root, err := SignRoot(Root{Site: "demo", Number: 2, Issued: start, Keys: testKeys(t, 9).Public(), Heads: next.Public()}, testKeys(t, 9))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Rotate(root); err != nil {
		t.Fatal(err)
	}
	w.refuse(t, stolen.Envelope, BadSignature)
	p, err := Publish(Options{Site: "demo", FS: folder("a.md", article("a", "back")), Keys: next, Version: 6, Now: start})
	if err != nil {
		t.Fatal(err)
	}
	if out := w.take(t, p); !out.Changed || w.Seen() != 6 {
		t.Errorf("after the new root: %+v, seen %d", out, w.Seen())
	}
}

func TestHardening35MixOfHeadAndFile(t *testing.T) {
	w := newWorld(t, testKeys(t, 1))
	a, b := publishOne(t, 1, "a.md", article("a", "first")), publishOne(t, 2, "a.md", article("a", "other"))
	w.take(t, a)
	w.blobs[b.Head.Bundles["en"].Hash] = a.Bundles[a.Head.Bundles["en"].Hash]
	w.refuse(t, b.Envelope, WrongHash)

	// Right bytes, wrong place: a head that names another site's bundle.
	other, err := Publish(Options{Site: "other", FS: folder("a.md", article("a", "x")), Keys: testKeys(t, 1), Version: 3, Now: start})
	if err != nil {
		t.Fatal(err)
	}
	w.serve(other)
	w.refuse(t, signedHead(t, testKeys(t, 1), func(h *Head) { h.Bundles = other.Head.Bundles }), OtherSite)
}

// endless never ends and counts what was taken.
type endless struct{ taken int }

func (e *endless) Read(b []byte) (int, error) { e.taken += len(b); return len(b), nil }
func (e *endless) Close() error               { return nil }

func TestHardening36EndlessDataIsCut(t *testing.T) {
	w := newWorld(t, testKeys(t, 1))
	w.take(t, publishOne(t, 1, "a.md", article("a", "x")))
	next := publishOne(t, 2, "a.md", article("a", "y"))
	e := &endless{}
	w.Fetch = func(string) (io.ReadCloser, error) { return e, nil }
	w.refuse(t, next.Envelope, WrongSize)
	if size := int(next.Head.Bundles["en"].Size); e.taken > 2*size+1024 {
		t.Errorf("%d bytes were taken for a bundle of %d", e.taken, size)
	}
	bomb := signedHead(t, testKeys(t, 1), func(h *Head) {
		h.Version, h.Bundles = 3, map[string]Entry{"en": {Hash: strings.Repeat("a", 64), Size: kb.MaxBundle + 1}}
	})
	e.taken = 0
	w.refuse(t, bomb, WrongSize)
	if e.taken != 0 {
		t.Error("a bundle over the cap was fetched at all")
	}
	short := next.Bundles[next.Head.Bundles["en"].Hash]
	w.Fetch = func(string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(short[:len(short)-1])), nil
	}
	w.refuse(t, next.Envelope, WrongSize)
}

func TestHardening38RootSignedByTheNewKeyAlone(t *testing.T) {
	old, fresh, heads := testKeys(t, 9), testKeys(t, 8), testKeys(t, 1)
	next := Root{Site: "demo", Number: 2, Issued: start, Keys: fresh.Public(), Heads: heads.Public()}
	try := func(name string, r Root, ok bool, signers ...*Keys) {
		t.Helper()
		env, err := SignRoot(r, signers...)
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(t, heads)
		if err := w.Rotate(env); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
		if !ok && w.Root.Number != 1 {
			t.Errorf("%s changed the root", name)
		}
	}
	try("new key alone", next, false, fresh)
	try("old key alone", next, false, old)
	try("head key", next, false, heads, fresh)
	try("both", next, true, old, fresh)
	skip, other, none := next, next, next
	skip.Number, other.Site, none.Heads = 3, "other", nil
	try("a number skipped", skip, false, old, fresh)
	try("another site", other, false, old, fresh)
	try("no head keys", none, false, old, fresh)
}

func TestHardening39NamesThatArePaths(t *testing.T) {
	w := newWorld(t, testKeys(t, 1))
	good := Entry{Hash: strings.Repeat("a", 64), Size: 10}
	for _, locale := range []string{"../en", "/en", "en/..", "EN", "en\x00", "ｅｎ", "е", ""} {
		w.refuse(t, signedHead(t, testKeys(t, 1), func(h *Head) { h.Bundles = map[string]Entry{locale: good} }), BadName)
	}
	for _, hash := range []string{"../../etc/passwd", "/" + strings.Repeat("a", 63), strings.Repeat("A", 64), strings.Repeat("a", 65), "", strings.Repeat("а", 32)} {
		w.refuse(t, signedHead(t, testKeys(t, 1), func(h *Head) { h.Bundles = map[string]Entry{"en": {Hash: hash, Size: 1}} }), BadName)
		w.refuse(t, signedHead(t, testKeys(t, 1), func(h *Head) {
			e := good
			e.Deltas = map[string]Patch{strings.Repeat("b", 64): {Hash: hash, Size: 1}}
			h.Bundles = map[string]Entry{"en": e}
		}), BadName)
	}
	if _, err := (Store{Dir: t.TempDir()}).Blob("../head.json"); err == nil {
		t.Error("the store opened a path")
	}
	if len(w.got) != 0 {
		t.Errorf("something was fetched: %q", w.got)
	}
}

func TestHardening48InterruptedAtAnyWrite(t *testing.T) {
	dir := t.TempDir()
	store := Store{Dir: dir}
	first := publishOne(t, 1, "a.md", article("a", "first"))
	if err := store.Write(first); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("power cut")
	for left := 0; ; left++ {
		cut := Store{Dir: dir, write: failAfter(left, broken)}
		err := cut.Write(publishOne(t, 2, "a.md", article("a", "second"), "b.md", article("b", "more")))
		if err == nil {
			break
		}
		live, err := store.Head()
		if err != nil || !bytes.Equal(live, first.Envelope) {
			t.Fatalf("after %d writes the old head is gone: %v", left, err)
		}
		for _, e := range first.Head.Bundles {
			if b, err := store.Blob(e.Hash); err != nil || CheckBundle(b, e) != nil {
				t.Fatalf("after %d writes the old bundle is gone: %v", left, err)
			}
		}
	}
	if live, _ := store.Head(); bytes.Equal(live, first.Envelope) {
		t.Error("the second publish never arrived")
	}
}

// failAfter writes n files, then leaves half of the next one beside its
// place and fails, as a power cut does.
func failAfter(n int, err error) func(string, []byte) error {
	return func(path string, b []byte) error {
		if n--; n < 0 {
			return errors.Join(err, os.WriteFile(filepath.Join(filepath.Dir(path), ".new-cut"), b[:len(b)/2], 0o644))
		}
		return replaceFile(path, b)
	}
}

func TestHardening48BrokenFolderPublishesNothing(t *testing.T) {
	_, err := Publish(Options{Site: "demo", Keys: testKeys(t, 1), Version: 1, Now: start,
		FS: folder("a.md", article("a", "x"), "b.md", "---\nid: b\ntitel: B\n---\n")})
	var d Diagnostics
	if !errors.As(err, &d) {
		t.Fatalf("got %v", err)
	}
	want := `b.md:3:1: error: There is no field "titel". Did you mean "title"? [unknown-field]`
	if d.Error() != want {
		t.Errorf("got  %s\nwant %s", d.Error(), want)
	}
}
