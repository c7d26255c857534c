package loop

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/lamplight-help/lamplight/widget/browsertest"
)

// line is the way between a visitor and the edge. When it is cut, open
// connections end and everything below /v1/ fails; the product's own pages
// still load, as from a cache.
type line struct {
	net.Listener
	mu   sync.Mutex
	open []net.Conn
	down bool
}

// Accept remembers the connection, so that it can be cut.
func (l *line) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		l.mu.Lock()
		l.open = append(l.open, c)
		l.mu.Unlock()
	}
	return c, err
}

func (l *line) cut(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
	for _, c := range l.open {
		c.Close()
	}
	l.open = nil
}

func (l *line) isDown() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.down
}

// behind puts a line in front of a stage.
func behind(t *testing.T, s stage) (stage, *line) {
	t.Helper()
	target, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		if r.In.Header.Get("Origin") != "" {
			r.Out.Header.Set("Origin", s.url) // the edge knows this page under its own address
		}
	}}
	l := &line{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if l.isDown() && strings.HasPrefix(r.URL.Path, "/v1/") {
			panic(http.ErrAbortHandler)
		}
		pass.ServeHTTP(w, r)
	}))
	l.Listener = server.Listener
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	return stage{server.URL, s.token}, l
}

const arrived = `[...document.querySelectorAll(".from-visitor .text")].filter((e) => e.textContent === "sent while offline").length`

// TestOffline: the network drops before "send". The message waits, survives a
// reload, and arrives once when the network is back.
func TestOffline(t *testing.T) {
	s, w := onNative(t), english
	far, line := behind(t, s)
	tab := visitor(t, far, w, "/demo/security")
	ask(tab, w.question)
	tab.Click(browsertest.Text(".ll.panel button", w.asks))
	tab.Click(browsertest.Text(".consent button", w.send))
	desk := agent(t, s, w, "Mei")
	pick(desk, w.question)

	tab.Offline(true)
	line.cut(true)
	tab.Click(browsertest.CSS(".composer textarea"))
	tab.Type("sent while offline\r")
	inPanel(tab, "sent while offline")
	tab.Wait(`/wait|offline/i.test((` + browsertest.CSS(".ll.panel") + `).textContent)`)
	tab.Shot("offline")
	tab.Offline(false)
	tab.Reload()
	open(tab)
	inPanel(tab, "sent while offline")
	if n := browsertest.Eval[int](desk, arrived); n != 0 {
		t.Fatal("the message arrived although the edge was cut off: nothing was tested")
	}
	line.cut(false)
	desk.Wait(arrived + " > 0")
	tab.Reload()
	open(tab)
	inPanel(tab, "sent while offline")
	desk.Reload()
	desk.Wait(arrived + " === 1")
}
