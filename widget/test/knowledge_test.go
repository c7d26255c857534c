package widget_test

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// A page takes no knowledge that its site has not signed, and keeps what it
// has when something worse comes along.

// liar is an edge that serves what a test puts into it.
type liar struct {
	url    string
	head   func() []byte
	bundle func(w http.ResponseWriter, hash string)
	root   func(number string) []byte // nil is 404
}

func (s *stage) liar(t *testing.T) *liar {
	l := &liar{
		head:   func() []byte { return s.made.Envelope },
		bundle: func(w http.ResponseWriter, hash string) { w.Write(s.made.Bundles[hash]) },
		root:   func(string) []byte { return nil },
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/v1/test/head", func(w http.ResponseWriter, r *http.Request) { w.Write(l.head()) })
	mux.HandleFunc("/v1/test/bundle/{hash}", func(w http.ResponseWriter, r *http.Request) { l.bundle(w, r.PathValue("hash")) })
	mux.HandleFunc("/v1/test/root/{number}", func(w http.ResponseWriter, r *http.Request) {
		if envelope := l.root(r.PathValue("number")); envelope != nil {
			w.Write(envelope)
			return
		}
		http.NotFound(w, r)
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	l.url = server.URL
	return l
}

// visitor opens a page that asks the liar and knows the site's real key.
func (l *liar) visitor(t *testing.T, s *stage, options ...browsertest.Option) *browsertest.Tab {
	t.Helper()
	tab := browsertest.New(t, append(options, browsertest.Before(watch))...)
	tab.Open(l.address(s))
	tab.Wait(`seen.trace.some((x) => x.type === "knowledge")`)
	return tab
}

// address is a page that asks the liar and knows the site's real key.
func (l *liar) address(s *stage) string {
	key := s.keys.Public()[0]
	tagged := fmt.Sprintf(`<script src="lamplight.js" data-site="test" data-holdout="0" data-edge=%q data-key="%s:%s" async></script>`,
		l.url, publish.KeyID(key.Key), base64.RawURLEncoding.EncodeToString(key.Key))
	return s.page(page{html: strings.Replace(host(form), script, tagged, 1)})
}

// refused is why the knowledge was not taken, "" when it was.
func refused(tab *browsertest.Tab) string {
	return browsertest.Eval[string](tab, `seen.trace.findLast((x) => x.type === "knowledge").error ?? ""`)
}

// signed is a head of the site, changed and signed by its own key.
func (s *stage) signed(t *testing.T, keys *publish.Keys, change func(h *publish.Head)) []byte {
	t.Helper()
	h := s.made.Head
	h.Bundles = map[string]publish.Entry{"en": s.made.Head.Bundles["en"]}
	change(&h)
	env, err := publish.SignHead(h, keys)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func TestTrueHeadIsTaken(t *testing.T) {
	s := open(t)
	if why := refused(s.liar(t).visitor(t, s)); why != "" {
		t.Error(why)
	}
}

func TestHardening31To36FalseKnowledgeIsRefused(t *testing.T) {
	s := open(t)
	other, err := publish.NewKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UnixMilli()
	good := s.made.Head.Bundles["en"]
	same := func(*publish.Head) {}
	raw := func(b []byte) func() []byte { return func() []byte { return b } }
	for _, c := range []struct {
		name   string
		head   func() []byte
		bundle func(w http.ResponseWriter, hash string)
		stored string // version seen before
		want   string
	}{
		{"31 other key", raw(s.signed(t, other, same)), nil, "", "not signed"},
		{"31 no signature", raw([]byte(`{"head":"e30","signatures":[]}`)), nil, "", "not signed"},
		{"31 another site's head", raw(s.signed(t, s.keys, func(h *publish.Head) { h.Site = "other" })), nil, "", "another site"},
		{"31 not a head", raw([]byte("<!doctype html>")), nil, "", "JSON"},
		{"32 rollback", raw(s.signed(t, s.keys, same)), nil, "7", "older"},
		{"34 fast-forward", raw(s.signed(t, s.keys, func(h *publish.Head) { h.Version = 5_000_000 })), nil, "7", "jumps"},
		{"35 another file under the hash", nil, func(w http.ResponseWriter, hash string) { w.Write(make([]byte, good.Size)) }, "", "not the one"},
		{"36 endless stream", nil, func(w http.ResponseWriter, hash string) {
			for range 1 << 14 {
				if _, err := w.Write(make([]byte, 1<<12)); err != nil {
					return
				}
			}
		}, "", "longer"},
		{"36 shorter than it says", nil, func(w http.ResponseWriter, hash string) { w.Write(s.made.Bundles[hash][:good.Size-1]) }, "", "not the one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := s.liar(t)
			if c.head != nil {
				l.head = c.head
			}
			if c.bundle != nil {
				l.bundle = c.bundle
			}
			var options []browsertest.Option
			if c.stored != "" {
				options = append(options, browsertest.Before(fmt.Sprintf(`localStorage.setItem("lamplight:test", JSON.stringify({version: %q}))`, c.stored)))
			}
			tab := l.visitor(t, s, options...)
			if why := refused(tab); !strings.Contains(why, c.want) {
				t.Errorf("refused because of %q, not of %q", why, c.want)
			}
			if n := count(tab, `seen.trace.filter((x) => x.type === "ready" && x.articles > 0).length`); n != 0 {
				t.Error("the engine got it all the same")
			}
			clean(t, tab)
		})
	}
	t.Run("33 expired", func(t *testing.T) {
		l := s.liar(t)
		l.head = raw(s.signed(t, s.keys, func(h *publish.Head) { h.Issued, h.Expires = now-2000, now-1000 }))
		tab := l.visitor(t, s)
		if !browsertest.Eval[bool](tab, `seen.trace.findLast((x) => x.type === "knowledge").stale === true`) {
			t.Error("an expired head is not called stale")
		}
	})
}

func TestWorseKnowledgeLaterKeepsTheGoodOne(t *testing.T) {
	s := open(t)
	l := s.liar(t)
	tab := l.visitor(t, s)
	tab.Wait(`seen.trace.some((x) => x.type === "ready" && x.articles > 0)`)
	l.head = func() []byte { return []byte(`{"head":"e30","signatures":[]}`) }
	tab.Run(`document.documentElement.lang = "zh"`) // the page looks again
	tab.Wait(`seen.trace.filter((x) => x.type === "knowledge").length === 2`)
	if why := refused(tab); !strings.Contains(why, "not signed") {
		t.Errorf("refused because of %q", why)
	}
	rage(tab, browsertest.CSS("#next"))
	tab.Wait(tip)
}
