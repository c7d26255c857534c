package widget_test

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// What a page keeps of the knowledge, and what it fetches of the next version.

// manual is a knowledge base of n articles, the first of them with some words.
func manual(n int, words string) fstest.MapFS {
	fs := fstest.MapFS{}
	verbs, things := []string{"change", "delete", "export", "share", "print", "restore"}, []string{"invoice", "address", "password", "card", "report", "team", "theme"}
	for i := range n {
		verb, thing := verbs[i%len(verbs)], things[i%len(things)]
		body := strings.Repeat(fmt.Sprintf("Open the %s in section %d and choose %s. ", thing, i, verb), 12)
		if i == 0 {
			body = words + " " + body
		}
		text := fmt.Sprintf("---\nid: a%04d\nlocale: en\ntitle: %s %s %d\nquestions: [How do I %s the %s %d?]\n---\n\n%s\n", i, verb, thing, i, verb, thing, i, body)
		fs[fmt.Sprintf("a%04d.md", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return fs
}

// author publishes one version after the other to a liar, which counts what
// it sends.
type author struct {
	*liar
	t     *testing.T
	stage *stage
	keys  *publish.Keys

	mu       sync.Mutex
	version  uint64
	previous [][]byte
	head     publish.Head
	envelope []byte
	files    map[string][]byte
	sent     map[string]int // bytes by hash
}

func (s *stage) author(t *testing.T) *author {
	a := &author{liar: s.liar(t), t: t, stage: s, keys: s.keys, files: map[string][]byte{}, sent: map[string]int{}}
	a.liar.head = func() []byte {
		a.mu.Lock()
		defer a.mu.Unlock()
		return a.envelope
	}
	a.liar.bundle = func(w http.ResponseWriter, hash string) {
		a.mu.Lock()
		defer a.mu.Unlock()
		w.Header().Set("Cache-Control", "no-store") // what is counted is what is asked for
		n, _ := w.Write(a.files[hash])
		a.sent[hash] += n
	}
	return a
}

// publish makes the next version live and returns its entry. change may spoil
// the head before it is signed.
func (a *author) publish(fs fstest.MapFS, change func(*publish.Entry)) publish.Entry {
	a.t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.version++
	made, err := publish.Publish(publish.Options{Site: "test", FS: fs, Keys: a.keys, Version: a.version, Now: time.Now().UnixMilli(), Previous: a.previous})
	if err != nil {
		a.t.Fatal(err)
	}
	for _, f := range made.Files() {
		a.files[publish.Hash(f)] = f
	}
	e := made.Head.Bundles["en"]
	a.previous = append([][]byte{made.Bundles[e.Hash]}, a.previous...)
	if change != nil {
		change(&e)
		made.Head.Bundles["en"] = e
	}
	a.head = made.Head
	if a.envelope, err = publish.SignHead(made.Head, a.keys); err != nil {
		a.t.Fatal(err)
	}
	return e
}

// look makes the page look for a new head and waits until it has.
func (a *author) look(tab *browsertest.Tab) {
	n := count(tab, `seen.trace.filter((x) => x.type === "knowledge").length`)
	tab.Run(fmt.Sprintf(`document.documentElement.lang = "en-X%c"`, 'A'+n%26))
	tab.Wait(fmt.Sprintf(`seen.trace.filter((x) => x.type === "knowledge").length > %d`, n))
}

// last is a field of what the page said about its knowledge last.
func last[T any](tab *browsertest.Tab, field string) T {
	return browsertest.Eval[T](tab, `seen.trace.findLast((x) => x.type === "knowledge").`+field)
}

// use lets the page keep things, and waits until it has kept the bundle.
func (a *author) use(tab *browsertest.Tab, e publish.Entry) {
	ready(tab)
	tab.Click(launcher)
	a.kept(tab, e)
}

func (a *author) kept(tab *browsertest.Tab, e publish.Entry) {
	tab.Wait(fmt.Sprintf(`(JSON.parse(localStorage.getItem("lamplight:test") ?? "{}").kept ?? "").startsWith(%q)`, e.Hash))
}

func TestDeltaInsteadOfWholeBundle(t *testing.T) {
	s := open(t)
	a := s.author(t)
	first := a.publish(manual(200, "In the beginning."), nil)
	tab := a.visitor(t, s)
	ready(tab)
	tab.Click(launcher)

	second := a.publish(manual(200, "In the end."), nil)
	a.look(tab)
	if got := last[int](tab, "fetched"); got != int(second.Deltas[first.Hash].Size) || a.sent[second.Hash] != 0 {
		t.Errorf("the open page fetched %d bytes, %d of the bundle", got, a.sent[second.Hash])
	}
	a.kept(tab, second)

	third := a.publish(manual(200, "To be continued."), nil)
	tab.Open(a.address(s))
	tab.Wait(`seen.trace.some((x) => x.type === "ready" && x.articles === 200)`)
	if got := last[int](tab, "fetched"); got != int(third.Deltas[second.Hash].Size) || a.sent[third.Hash] != 0 {
		t.Errorf("the next page fetched %d bytes, %d of the bundle", got, a.sent[third.Hash])
	}
	t.Logf("one article of 200 edited: %d bytes fetched instead of %d", last[int](tab, "fetched"), third.Size)
	a.kept(tab, third)

	tab.Open(a.address(s))
	tab.Wait(`seen.trace.some((x) => x.type === "ready" && x.articles === 200)`)
	if got := last[int](tab, "fetched"); got != 0 {
		t.Errorf("with nothing new the next page fetched %d bytes", got)
	}
	tab.Run(`lamplight.destroy(true)`)
	tab.Wait(`caches.has("lamplight:test").then((has) => !has)`)
	clean(t, tab)
}

func TestHardening37BadDeltaMeansFullDownload(t *testing.T) {
	s := open(t)
	a := s.author(t)
	base := a.publish(manual(5, "zero"), nil)
	tab := a.visitor(t, s)
	ready(tab)
	varint := func(list ...uint64) (out []byte) {
		for _, v := range list {
			out = binary.AppendUvarint(out, v)
		}
		return out
	}
	header := func(e *publish.Entry, size uint32) []byte {
		from, _ := hex.DecodeString(base.Hash)
		to, _ := hex.DecodeString(e.Hash)
		return binary.LittleEndian.AppendUint32(append(append([]byte("LMPD"), from...), to...), size)
	}
	for i, c := range []struct {
		name  string
		delta func(e *publish.Entry, good []byte) []byte
	}{
		{"of nothing", func(_ *publish.Entry, good []byte) []byte { return good[:40] }},
		{"cut short", func(_ *publish.Entry, good []byte) []byte { return good[:len(good)-3] }},
		{"another format", func(_ *publish.Entry, good []byte) []byte { return append([]byte("LMPX"), good[4:]...) }},
		{"a lie about the size", func(e *publish.Entry, good []byte) []byte {
			return append(header(e, 1<<31), good[72:]...)
		}},
		{"an offset outside", func(e *publish.Entry, _ []byte) []byte {
			return append(header(e, e.Size), varint(uint64(e.Size)<<1, 1<<30)...)
		}},
		{"a length outside", func(e *publish.Entry, _ []byte) []byte { return append(header(e, e.Size), varint(1<<33, 0)...) }},
		{"a number without end", func(e *publish.Entry, _ []byte) []byte {
			return append(header(e, e.Size), strings.Repeat("\xff", 60)...)
		}},
		{"length nothing", func(e *publish.Entry, _ []byte) []byte { return append(header(e, e.Size), varint(0, 0, 0)...) }},
		{"from another base", func(e *publish.Entry, _ []byte) []byte {
			return append(header(e, e.Size), varint(uint64(base.Size)<<1, 0)...)
		}},
		{"more than it says", nil},
	} {
		e := a.publish(manual(5, fmt.Sprint("case ", i)), func(e *publish.Entry) {
			p := e.Deltas[base.Hash]
			if c.delta == nil {
				a.files[p.Hash] = make([]byte, p.Size+1)
				return
			}
			bad := c.delta(e, a.files[p.Hash])
			a.files[publish.Hash(bad)] = bad
			e.Deltas = map[string]publish.Patch{base.Hash: {Hash: publish.Hash(bad), Size: uint32(len(bad))}}
		})
		a.look(tab)
		if got := last[int](tab, "fetched"); got != int(e.Size) || a.sent[e.Hash] != int(e.Size) || a.sent[e.Deltas[base.Hash].Hash] == 0 {
			t.Errorf("%s: %d bytes fetched, %d of the bundle (%d), %d of the delta", c.name, got, a.sent[e.Hash], e.Size, a.sent[e.Deltas[base.Hash].Hash])
		}
		base = e
	}
	clean(t, tab)
}

// A page whose edge is gone, or has turned, starts with what the last page had.
func TestHardening31LastGoodBundleSurvivesThePage(t *testing.T) {
	s := open(t)
	a := s.author(t)
	e := a.publish(manual(5, "good"), nil)
	tab := a.visitor(t, s)
	a.use(tab, e)
	a.liar.head = func() []byte { return []byte(`{"head":"e30","signatures":[]}`) }
	tab.Open(a.address(s))
	tab.Wait(`seen.trace.some((x) => x.type === "ready" && x.articles === 5)`)
	if why := refused(tab); !strings.Contains(why, "not signed") || !last[bool](tab, "stale") {
		t.Errorf("the head was refused because of %q, and that is called stale: %v", why, last[bool](tab, "stale"))
	}
	tab.Run(`caches.open("lamplight:test").then(async (c) => { for (const k of await c.keys()) await c.put(k, new Response("changed")); window.changed = true; })`)
	tab.Wait(`window.changed`)
	tab.Open(a.address(s))
	tab.Wait(`seen.trace.some((x) => x.type === "knowledge")`)
	if n := count(tab, `seen.trace.filter((x) => x.type === "ready" && x.articles > 0).length`); n != 0 {
		t.Error("changed bytes were taken from the shelf")
	}
	clean(t, tab)
}
