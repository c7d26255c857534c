package widget_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// Other keys sign for the site, and pages that know only the old ones follow
// or refuse.

func newKeys(t *testing.T) *publish.Keys {
	t.Helper()
	keys, err := publish.NewKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// rotate lets the liar serve a root that names keys, signed by signers.
func (a *author) rotate(number uint64, keys *publish.Keys, signers ...*publish.Keys) {
	a.t.Helper()
	env, err := publish.SignRoot(publish.Root{Site: "test", Number: number, Issued: time.Now().UnixMilli(), Keys: keys.Public(), Heads: keys.Public()}, signers...)
	if err != nil {
		a.t.Fatal(err)
	}
	before := a.liar.root
	a.liar.root = func(n string) []byte {
		if n == string(rune('0'+number)) {
			return env
		}
		return before(n)
	}
	a.keys = keys
}

func TestHardening38RootSignedByOldAndNewIsFollowed(t *testing.T) {
	s := open(t)
	a := s.author(t)
	e := a.publish(manual(3, "by the first keys"), nil)
	tab := a.visitor(t, s)
	a.use(tab, e)

	second, third := newKeys(t), newKeys(t)
	a.rotate(2, second, s.keys, second)
	a.rotate(3, third, second, third)
	a.publish(manual(3, "by the third keys"), nil)
	a.look(tab)
	if why := refused(tab); why != "" {
		t.Fatal(why)
	}

	// The next page knows the root already: it need not be served any more.
	a.liar.root = func(string) []byte { return nil }
	a.publish(manual(4, "by the third keys, later"), nil)
	tab.Open(a.address(s))
	tab.Wait(`seen.trace.some((x) => x.type === "knowledge")`)
	if why := refused(tab); why != "" {
		t.Error("after a reload: ", why)
	}

	// And whoever has only the first key has lost.
	a.keys = s.keys
	a.publish(manual(5, "by the first keys again"), nil)
	a.look(tab)
	if why := refused(tab); !strings.Contains(why, "not signed") {
		t.Errorf("a head by the first keys: %q", why)
	}
	clean(t, tab)
}

func TestHardening38RootOfTheNewKeyAloneIsRefused(t *testing.T) {
	s := open(t)
	next, other := newKeys(t), newKeys(t)
	for _, c := range []struct {
		name    string
		number  uint64
		signers []*publish.Keys
		want    string
	}{
		{"new key alone", 2, []*publish.Keys{next}, "a key of the last one"},
		{"old key alone", 2, []*publish.Keys{s.keys}, "a key of its own"},
		{"a stranger with the new", 2, []*publish.Keys{other, next}, "a key of the last one"},
	} {
		a := s.author(t)
		a.rotate(c.number, next, c.signers...)
		a.publish(manual(3, "by the next keys"), nil)
		tab := a.visitor(t, s)
		if why := refused(tab); !strings.Contains(why, c.want) {
			t.Errorf("%s: %q", c.name, why)
		}
		if n := count(tab, `seen.trace.filter((x) => x.type === "ready" && x.articles > 0).length`); n != 0 {
			t.Errorf("%s: the engine got it all the same", c.name)
		}
	}
}

// A thief of the head key uses the version numbers up; a new root makes small
// ones good again.
func TestHardening34NewRootForgetsTheHighestVersion(t *testing.T) {
	s := open(t)
	a := s.author(t)
	stored := `localStorage.getItem("lamplight:test") ?? localStorage.setItem("lamplight:test", JSON.stringify({version: "900000"}))`
	a.publish(manual(3, "by the right author"), nil)
	tab := a.visitor(t, s, browsertest.Before(stored))
	if why := refused(tab); !strings.Contains(why, "older") {
		t.Fatalf("version 1 after 900000: %q", why)
	}
	next := newKeys(t)
	a.rotate(2, next, s.keys, next)
	a.publish(manual(3, "by the right author"), nil)
	a.look(tab)
	if why := refused(tab); why != "" {
		t.Error("after the new root: ", why)
	}
	clean(t, tab)
}
