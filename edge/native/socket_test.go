package native

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/store"
	"github.com/lamplight-help/lamplight/engine/kb"
)

// TestHardening68HalfOpenSocket: a peer that says nothing for two heartbeats
// is given up and its seat is free; one that pings stays. What the lost peer
// had not been acknowledged goes through on its next socket.
func TestHardening68HalfOpenSocket(t *testing.T) {
	h := newTestHost(t)
	h.server.silence = 400 * time.Millisecond
	s := edgetest.NewSite(t, h)
	asked := ask(t, s, "half open")
	silent, err := s.Dial(asked.Token)
	if err != nil {
		t.Fatal(err)
	}
	lively, err := s.Dial(asked.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer lively.Cut()
	stop, pinging := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(pinging)
		for {
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
				lively.Send(edge.PingFrame)
			}
		}
	}()
	if code := silent.CloseCode(); code != codeSilent {
		t.Errorf("the silent socket closed with %d, want %d", code, codeSilent)
	}
	close(stop)
	<-pinging
	id := edgetest.NewID()
	if err := lively.Send(edge.ClientFrame{T: "send", ID: id, Text: "still here"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := lively.Until(edgetest.Is("ack", id)); err != nil {
		t.Errorf("the pinging socket is gone: %v", err)
	}
	again, err := s.Dial(asked.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Cut()
	if err := again.Send(edge.ClientFrame{T: "send", ID: id, Text: "still here"}); err != nil {
		t.Fatal(err)
	}
	if f, _, err := again.Until(edgetest.Is("ack", id)); err != nil || f.Seq != 3 {
		t.Errorf("the retry got %s (%v)", f.Raw, err)
	}
}

// TestCompression: a bundle travels compressed to who asks for it, and is the
// same bytes afterwards.
func TestCompression(t *testing.T) {
	h := newTestHost(t)
	s := edgetest.NewSite(t, h)
	bundle, err := kb.Marshal(&kb.Source{Site: s.Client.Site, Locale: "en", Index: bytes.Repeat([]byte("lamplight "), 10_000)})
	if err != nil {
		t.Fatal(err)
	}
	hash := edgetest.Hash(bundle)
	head := edge.Head{Site: s.Client.Site, Version: 1, Issued: 1, Expires: 2, Bundles: map[string]edge.BundleRef{"en": {Hash: hash, Size: int64(len(bundle))}}}
	if err := h.server.Publish(s.Client.Site, s.Sign(head), bundle); err != nil {
		t.Fatal(err)
	}
	r, err := s.Do(edgetest.Request{Method: "GET", Path: "bundle/" + hash, Header: http.Header{"Accept-Encoding": {"gzip, br"}}})
	if err != nil || r.Header.Get("Content-Encoding") != "gzip" || len(r.Body) > len(bundle)/3 {
		t.Fatalf("%v, encoding %q, %d of %d bytes", err, r.Header.Get("Content-Encoding"), len(r.Body), len(bundle))
	}
	z, err := gzip.NewReader(bytes.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, bundle) {
		t.Errorf("%d bytes come out, want %d (%v)", len(got), len(bundle), err)
	}
}

// TestSlowReader: what waits for a peer that does not read is bounded. Beyond
// the bound it is closed, and nothing more is kept for it.
func TestSlowReader(t *testing.T) {
	p := &peer{wake: make(chan struct{}, 1)}
	frame := strings.Repeat("x", 1<<20)
	for range 4 {
		p.send(frame)
	}
	if frames, code, _ := p.take(); len(frames) != 4 || code != 0 {
		t.Fatalf("%d frames, code %d: closed within the bound", len(frames), code)
	}
	for range 6 {
		p.send(frame)
	}
	p.close(1000, "too late to matter")
	if frames, code, _ := p.take(); len(frames) != 0 || code != codeSlow {
		t.Errorf("%d frames are kept, code %d, want none and %d", len(frames), code, codeSlow)
	}
}

// TestDatabaseLocked: another program holds the site's file. Whoever writes is
// told to try again, nothing is acknowledged, and afterwards the same id goes
// through once.
func TestDatabaseLocked(t *testing.T) {
	h := newTestHost(t)
	s := edgetest.NewSite(t, h)
	asked := ask(t, s, "locked")
	sock, err := s.Dial(asked.Token)
	if err != nil {
		t.Fatal(err)
	}
	defer sock.Cut()
	st, err := h.server.site(s.Client.Site)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.exclusive(func(db *store.DB) error { _, err := db.Query("PRAGMA busy_timeout = 20"); return err }); err != nil {
		t.Fatal(err)
	}
	other, err := store.Open(filepath.Join(h.dir, s.Client.Site+".db"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	send := func(id string) edgetest.Frame {
		t.Helper()
		if err := sock.Send(edge.ClientFrame{T: "send", ID: id, Text: "hello"}); err != nil {
			t.Fatal(err)
		}
		f, _, err := sock.Until(func(f edgetest.Frame) bool { return f.ID == id })
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	if err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	id := edgetest.NewID()
	if f := send(id); f.Code != "unavailable" || f.Re != "send" {
		t.Errorf("while locked: %s", f.Raw)
	}
	if r, err := s.Do(edgetest.Request{Method: "POST", Path: "escalations", Body: edge.Escalation{ID: edgetest.NewID(), Question: "q", Locale: "en"}}); err != nil || r.Status != 503 {
		t.Errorf("while locked: %d %s %v", r.Status, r.Body, err)
	}
	if err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if f := send(id); f.T != "ack" || f.Seq != 3 {
		t.Errorf("afterwards: %s", f.Raw)
	}
}

// BenchmarkReconnect restarts a host that held 1,000 sockets and reports how
// long it takes until all of them are back and have resumed.
func BenchmarkReconnect(b *testing.B) {
	const visitors = 1000
	h := &testHost{dir: b.TempDir(), log: func(string) {}, limits: unlimited}
	h.start(b)
	b.Cleanup(func() { h.stop(b) })
	s := edgetest.NewSite(b, h)
	asked := make([]edge.Escalated, visitors)
	for i := range asked {
		var err error
		if asked[i], err = s.Ask("question"); err != nil {
			b.Fatal(err)
		}
	}
	socks := make([]*edgetest.Socket, visitors)
	each := func(f func(i int)) {
		var wg sync.WaitGroup
		for w := range 16 {
			wg.Go(func() {
				for i := w; i < visitors; i += 16 {
					f(i)
				}
			})
		}
		wg.Wait()
	}
	connect := func(i int) {
		var err error
		if socks[i], err = s.Dial(asked[i].Token); err != nil {
			b.Error(err)
			return
		}
		if err := socks[i].Send(edge.ClientFrame{T: "resume"}); err != nil {
			b.Error(err)
		}
		if _, _, err := socks[i].Until(edgetest.Is("resumed")); err != nil {
			b.Error(err)
		}
	}
	each(connect)
	for b.Loop() {
		b.StopTimer()
		each(func(i int) { socks[i].Cut() })
		h.Restart(b)
		s.Base = h.URL()
		b.StartTimer()
		each(connect)
	}
	each(func(i int) { socks[i].Cut() })
}

// BenchmarkIdle holds idle visitors on one site and reports what each costs in
// this process, both ends of the connection included, and how long one
// message to one of them takes meanwhile. -benchtime=1x holds 200 of them.
func BenchmarkIdle(b *testing.B) {
	s := benchHost(b)
	visitors := 200
	if b.N > 1 {
		visitors = 2000 // two file descriptors each
	}
	before := memory()
	socks := make([]*edgetest.Socket, visitors)
	var wg sync.WaitGroup
	work := make(chan int)
	for range 8 {
		wg.Go(func() {
			for i := range work {
				asked, err := s.Ask(fmt.Sprint("question ", i))
				if err != nil {
					b.Error(err)
					continue
				}
				if socks[i], err = s.Dial(asked.Token); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for i := range visitors {
		work <- i
	}
	close(work)
	wg.Wait()
	if b.Failed() {
		return
	}
	used := memory() - before
	b.ResetTimer()
	for i := range b.N {
		benchSend(b, socks[i%visitors], edge.ClientFrame{T: "send", ID: edgetest.NewID(), Text: "hello"})
	}
	b.StopTimer()
	b.ReportMetric(float64(used)/float64(visitors)/1024, "KB/visitor")
	b.ReportMetric(float64(visitors), "visitors")
	for _, sock := range socks {
		sock.Cut()
	}
}

func memory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}
