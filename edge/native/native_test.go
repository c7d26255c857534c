package native

import (
	"flag"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
)

// testHost is a Server behind a real listener with a clock that can be moved.
type testHost struct {
	server *Server
	http   *httptest.Server
	dir    string
	ahead  atomic.Int64 // ms
	log    func(string)
	limits edge.Limits
}

func newTestHost(t testing.TB) *testHost {
	h := &testHost{dir: t.TempDir(), log: func(line string) { t.Log(line) }}
	h.start(t)
	t.Cleanup(func() { h.stop(t) })
	return h
}

func (h *testHost) start(t testing.TB) {
	s, err := Open(Config{Dir: h.dir, Log: h.log, Limits: h.limits, LoopbackWebhooks: true,
		Now: func() int64 { return time.Now().UnixMilli() + h.ahead.Load() }})
	if err != nil {
		t.Fatal(err)
	}
	h.server, h.http = s, httptest.NewServer(s.Handler())
}

func (h *testHost) stop(t testing.TB) {
	if err := h.server.Close(); err != nil {
		t.Error(err)
	}
	h.http.CloseClientConnections()
	h.http.Close()
}

func (h *testHost) URL() string { return h.http.URL }

func (h *testHost) Configure(t testing.TB, s edge.Settings) {
	t.Helper()
	if err := h.server.Configure(s); err != nil {
		t.Fatal(err)
	}
}

// keep gives the log to somebody else.
func (h *testHost) keep(log func(string)) { h.server.cfg.Log = log; h.log = log }

// Advance moves the clock and wakes every site, as a timer would.
func (h *testHost) Advance(ms int64) {
	h.ahead.Add(ms)
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	for _, st := range h.server.sites {
		st.submit(job{in: edge.Input{Kind: edge.KindAlarm}})
	}
}

func (h *testHost) Restart(t testing.TB) {
	h.stop(t)
	h.start(t)
}

// TestConformance runs the shared suite, and then looks whether the log has
// taken note of anything that is nobody's business.
func TestConformance(t *testing.T) {
	var mu sync.Mutex
	var lines []string
	edgetest.Run(t, func(t *testing.T) edgetest.Host {
		h := newTestHost(t)
		h.keep(func(line string) {
			mu.Lock()
			defer mu.Unlock()
			lines = append(lines, line)
		})
		return h
	})
	mu.Lock()
	defer mu.Unlock()
	if len(lines) == 0 && !strings.Contains(flag.Lookup("test.run").Value.String(), "/") { // one group alone may have nothing to say
		t.Error("the log is empty; this test does not look at it")
	}
	checkLog(t, strings.Join(lines, "\n"))
}

// checkLog looks for what no log may hold: words of people, secrets of the
// suite, and everything that opens something.
func checkLog(t *testing.T, log string) {
	t.Helper()
	for _, secret := range edgetest.NeverLogged {
		if found := secret.FindString(log); found != "" {
			t.Errorf("the log holds %q", found)
		}
	}
}
