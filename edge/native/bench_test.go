package native

import (
	"fmt"
	"sync"
	"testing"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
)

// benchHost is a host that takes frames as fast as they come.
func benchHost(b *testing.B) *edgetest.Site {
	h := &testHost{dir: b.TempDir(), log: func(string) {}, limits: unlimited}
	h.start(b)
	b.Cleanup(func() { h.stop(b) })
	return edgetest.NewSite(b, h)
}

var unlimited = edge.Limits{
	Frames: edge.Rate{Burst: 1 << 30, Every: 1}, Escalations: edge.Rate{Burst: 1 << 30, Every: 1},
	Sessions: edge.Rate{Burst: 1 << 30, Every: 1}, Tickets: edge.Rate{Burst: 1 << 30, Every: 1},
}

func benchSocket(b *testing.B, s *edgetest.Site, token string) *edgetest.Socket {
	sock, err := s.Dial(token)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(sock.Cut)
	return sock
}

func benchSend(b *testing.B, sock *edgetest.Socket, f edge.ClientFrame) {
	if err := sock.Send(f); err != nil {
		b.Error(err)
	}
	if _, _, err := sock.Until(edgetest.Is("ack", f.ID)); err != nil {
		b.Error(err)
	}
}

// BenchmarkRoundTrip is one message from a visitor's socket to the agent's
// screen: sent, stored on disk, delivered. One at a time.
func BenchmarkRoundTrip(b *testing.B) {
	s := benchHost(b)
	asked, err := s.Ask("question")
	if err != nil {
		b.Fatal(err)
	}
	session, err := s.SignIn(s.First, "Mei")
	if err != nil {
		b.Fatal(err)
	}
	visitor, desk := benchSocket(b, s, asked.Token), benchSocket(b, s, session)
	if err := desk.Send(edge.ClientFrame{T: "resume", Conversation: asked.Conversation}); err != nil {
		b.Fatal(err)
	}
	if _, _, err := desk.Until(edgetest.Is("resumed")); err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		id := edgetest.NewID()
		if err := visitor.Send(edge.ClientFrame{T: "send", ID: id, Text: fmt.Sprint("message ", i)}); err != nil {
			b.Fatal(err)
		}
		if _, _, err := desk.Until(edgetest.Is("message", id)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDurable is messages stored and acknowledged per second by 16
// visitors at once, each waiting for its ack.
func BenchmarkDurable(b *testing.B) {
	s := benchHost(b)
	const visitors = 16
	socks := make([]*edgetest.Socket, visitors)
	for i := range socks {
		asked, err := s.Ask("question")
		if err != nil {
			b.Fatal(err)
		}
		socks[i] = benchSocket(b, s, asked.Token)
	}
	b.ResetTimer()
	var wg sync.WaitGroup
	for i, sock := range socks {
		n := b.N / visitors
		if i < b.N%visitors {
			n++
		}
		wg.Go(func() {
			for j := range n {
				benchSend(b, sock, edge.ClientFrame{T: "send", ID: edgetest.NewID(), Text: fmt.Sprint("message ", j)})
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}

// BenchmarkHead is GET head over HTTP, what every page asks for.
func BenchmarkHead(b *testing.B) {
	s := benchHost(b)
	for b.Loop() {
		if r, err := s.Do(edgetest.Request{Method: "GET", Path: "root"}); err != nil || r.Status != 200 {
			b.Fatal(r.Status, err)
		}
	}
}
