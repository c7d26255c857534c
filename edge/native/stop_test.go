package native

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
)

// TestHardening67StopWhileWriting closes the server while visitors write:
// every socket is told to come back (1001), and what was acknowledged is there
// after the next start, in order, for a client that resumes from its cursor.
func TestHardening67StopWhileWriting(t *testing.T) {
	h := newTestHost(t)
	s := edgetest.NewSite(t, h)
	const writers = 8
	asked, acked := make([]edge.Escalated, writers), make([]map[string]int64, writers)
	var wg sync.WaitGroup
	ready := make(chan struct{}, writers)
	for i := range writers {
		asked[i], acked[i] = ask(t, s, fmt.Sprint("writer ", i)), map[string]int64{}
		sock, err := s.Dial(asked[i].Token)
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			defer sock.Cut()
			for n := range 39 { // the burst
				id := edgetest.NewID()
				if sock.Send(edge.ClientFrame{T: "send", ID: id, Text: fmt.Sprint(n)}) != nil {
					break
				}
				f, _, err := sock.Until(func(f edgetest.Frame) bool { return f.ID == id })
				if err != nil || f.T != "ack" {
					break
				}
				acked[i][id] = f.Seq
				if n == 5 {
					ready <- struct{}{}
				}
			}
			if code := sock.CloseCode(); code != 1001 {
				t.Errorf("writer %d: closed with %d, want 1001", i, code)
			}
		})
	}
	for range writers {
		<-ready
	}
	if err := h.server.Close(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if _, err := s.Ask("while stopped"); err == nil || !strings.Contains(err.Error(), "status 503") {
		t.Errorf("a stopped server answers %v", err)
	}
	h.http.Close()
	h.start(t)
	s.Base = h.URL()
	for i := range writers {
		checkStored(t, s.Client, asked[i], acked[i])
	}
}

// TestSecondProcess: two servers on one directory would both believe that they
// own its sockets.
func TestSecondProcess(t *testing.T) {
	h := newTestHost(t)
	if s, err := Open(Config{Dir: h.dir}); err == nil {
		s.Close()
		t.Error("a second server opened the same directory")
	}
	h.Restart(t)
}

// TestHardening56Headers: commas, quotes and bytes beyond ASCII arrive whole,
// and a repeated header is not its first line.
func TestHardening56Headers(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/v1/demo/escalations?after=1", strings.NewReader("body"))
	r.Header["Origin"] = []string{"https://a.example", "https://b.example"}
	r.Header.Set("Authorization", `Bearer a,b "c" é`)
	r.Header.Add("Sec-Websocket-Protocol", "lamplight.v1")
	r.Header.Add("Sec-Websocket-Protocol", "ticket.x, other")
	r.Header.Set("User-Agent", strings.Repeat("u,", 8<<10))
	r.Header.Set("X-Forwarded-For", "203.0.113.1")
	req := readRequest(httptest.NewRecorder(), r)
	if req.Origin != "https://a.example, https://b.example" || req.Authorization != `Bearer a,b "c" é` ||
		req.Protocol != "lamplight.v1, ticket.x, other" || string(req.Body) != "body" || req.Query != "after=1" || req.Peer != "192.0.2.1" {
		t.Errorf("request %+v", req)
	}
}

// TestMetrics: counters move, and hold no name of a site or person.
func TestMetrics(t *testing.T) {
	h := newTestHost(t)
	s := edgetest.NewSite(t, h)
	ask(t, s, "metrics")
	for path, want := range map[string]string{"/healthz": "ok", "/metrics": "lamplight_requests_total 1\n"} {
		r, err := s.Do(edgetest.Request{Method: "GET", Path: path})
		if err != nil || r.Status != 200 || !strings.Contains(string(r.Body), want) || strings.Contains(string(r.Body), s.Client.Site) {
			t.Errorf("%s: %d %s %v", path, r.Status, r.Body, err)
		}
	}
}

// checkStored compares the whole conversation with the acks.
func checkStored(t *testing.T, c edgetest.Client, asked edge.Escalated, acked map[string]int64) {
	t.Helper()
	sock, err := c.Dial(asked.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer sock.Cut()
	stored := map[string]int64{}
	for cursor := int64(0); ; {
		if err := sock.Send(edge.ClientFrame{T: "resume", Cursor: cursor}); err != nil {
			t.Fatal(err)
		}
		end, page, err := sock.Until(edgetest.Is("resumed"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page {
			if _, twice := stored[f.ID]; twice || f.Seq != int64(len(stored)+1) {
				t.Errorf("a gap or a repeat: %s", f.Raw)
			}
			stored[f.ID] = f.Seq
		}
		if cursor = end.Seq; !end.More {
			break
		}
	}
	for id, seq := range acked {
		if stored[id] != seq {
			t.Errorf("message %s was acknowledged as %d and is stored as %d", id, seq, stored[id])
		}
	}
}
