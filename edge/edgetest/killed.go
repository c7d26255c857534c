package edgetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
)

// Killable is a Host that a test can end with SIGKILL and bring back.
type Killable interface {
	Host
	Kill()
	Resume(t testing.TB) // on the same data; the URL may change
}

const (
	kills   = 5
	writers = 4
	// underLoad is how many acks a round waits for before it kills, so that
	// the signal hits in the middle of the writing.
	underLoad = 60
)

// KilledUnderLoad ends a host with SIGKILL in the middle of four writers, five
// times. Writers do as PROTOCOL.md asks: what was not acknowledged is sent
// again with the same id. In the end every acknowledged message is stored
// exactly once, under the seq of its ack. Line 65 of the hardening list.
func KilledUnderLoad(t *testing.T, h Killable) {
	s := NewSite(t, h)
	underKills(t, s, h, kills, func(int) {})
}

// KilledWhileSpreading does the same while the site is being spread over
// another number of shards each time, and ends with one object again.
func KilledWhileSpreading(t *testing.T, h Killable) {
	s := NewSite(t, h)
	admin, err := s.SignIn(s.First, "Mei")
	must(t, admin, err)
	layouts := []int64{4, 3, 2, 4}
	spread := func(n int64) {
		body := Request{Method: "POST", Path: "shards", Token: admin, Body: map[string]int64{"shards": n}}
		for end := time.Now().Add(Patience); ; time.Sleep(20 * time.Millisecond) {
			if r, err := s.Do(body); err == nil && r.Status == 202 { // the last one may have to end first
				return
			} else if time.Now().After(end) {
				t.Fatalf("reshard to %d: %d %s %v", n, r.Status, r.Body, err)
			}
		}
	}
	underKills(t, s, h, len(layouts), func(round int) { spread(layouts[round]) }, func() {
		spread(1)
		s.Reshard(t, admin, 1)
	})
}

// underKills lets writers write, does something while they do, and kills.
func underKills(t *testing.T, s *Site, h Killable, rounds int, meanwhile func(round int), after ...func()) {
	list := make([]*writer, writers)
	for i := range list {
		list[i] = &writer{asked: s.ask(t, fmt.Sprint("writer ", i)), acked: map[string]int64{}}
	}
	for round := range rounds {
		acks := make(chan struct{}, 1<<16)
		var killed atomic.Bool
		var wg sync.WaitGroup
		for _, w := range list {
			wg.Go(func() {
				for !killed.Load() { // a socket may also end because its conversation moves
					w.run(t, s.Client, acks, nil)
					time.Sleep(10 * time.Millisecond)
				}
			})
		}
		meanwhile(round)
		for range underLoad {
			select {
			case <-acks:
			case <-time.After(Patience):
				t.Error("no acks")
			}
		}
		killed.Store(true)
		h.Kill()
		wg.Wait()
		h.Resume(t)
		s.Base = h.URL()
	}
	for _, f := range after {
		f()
	}
	total := 0
	for _, w := range list {
		total += len(w.acked)
		w.check(t, s)
	}
	t.Logf("%d kills, %d writers, %d acknowledged messages, all stored exactly once", rounds, writers, total)
}

// writer is a visitor with an outbox of one message.
type writer struct {
	asked edge.Escalated
	acked map[string]int64 // id to seq
	id    string           // not yet acknowledged, "" for none
	text  string
	n     int
}

// run sends one message after the other until the host is gone, or stop
// closes. The one without an ack is the first of the next round.
func (w *writer) run(t *testing.T, c Client, acks chan<- struct{}, stop <-chan struct{}) {
	sock, err := c.Dial(w.asked.Token)
	if err != nil {
		return // killed while dialling
	}
	defer sock.Cut()
	for {
		select {
		case <-stop:
			if w.id == "" {
				return
			}
		default:
		}
		if w.id == "" {
			w.n++
			w.id, w.text = NewID(), fmt.Sprint("message ", w.n)
		}
		if sock.Send(edge.ClientFrame{T: "send", ID: w.id, Text: w.text}) != nil {
			return
		}
		f, _, err := sock.Until(func(f Frame) bool { return f.ID == w.id && (f.T == "ack" || f.T == "error") })
		switch {
		case err != nil:
			return
		case f.Code == "slow-down", f.Code == "unavailable":
			time.Sleep(time.Duration(f.Retry) * time.Millisecond)
		case f.T == "error":
			t.Errorf("refused: %s", f.Raw)
			return
		default:
			w.acked[w.id], w.id = f.Seq, ""
			acks <- struct{}{}
		}
	}
}

// check compares the whole conversation with the acks.
func (w *writer) check(t *testing.T, s *Site) {
	t.Helper()
	list := history(t, s, w.asked)
	checkGapFree(t, list)
	stored := map[string]int64{}
	for _, m := range list {
		if _, twice := stored[m.ID]; twice {
			t.Errorf("message %s is stored twice", m.ID)
		}
		stored[m.ID] = m.Seq
	}
	for id, seq := range w.acked {
		if stored[id] != seq {
			t.Errorf("message %s was acknowledged as %d and is stored as %d", id, seq, stored[id])
		}
	}
}
