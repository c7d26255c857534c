package edgetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lamplight-help/lamplight/edge"
)

// testShards spreads a site over shards and back while visitors and desks go
// on: nothing that was acknowledged is lost or moves, every cursor stays good.
func testShards(t *testing.T, h Host) {
	if _, forgets := h.(interface{ ForgetsLinks() }); forgets {
		return // its desks would reconnect for ever
	}
	s := NewSite(t, h)
	admin, err := s.SignIn(s.First, "Mei")
	must(t, admin, err)
	runAll(t, s, []scenario{
		{name: "one at first", req: Request{Method: "GET", Path: "shards", Token: admin}, status: 200, has: []string{`"shards":1`}},
		{name: "none", req: Request{Method: "POST", Path: "shards", Token: admin, Body: `{"shards":0}`}, status: 400, code: "bad-request"},
		{name: "too many", req: Request{Method: "POST", Path: "shards", Token: admin, Body: `{"shards":65}`}, status: 400, code: "bad-request"},
		{name: "not an author's", req: Request{Method: "POST", Path: "shards", Token: s.Author, Body: `{"shards":2}`}, status: 403, code: "forbidden"},
	})
	t.Run("while people write", func(t *testing.T) { reshardUnderLoad(t, s, admin) })
	t.Run("a site of 4", func(t *testing.T) {
		s, admin := ofFour(t, h)
		t.Run("conversation", func(t *testing.T) { roundTrip(t, s) })
		t.Run("two tabs", func(t *testing.T) { twoTabs(t, s) })
		t.Run("duplicates", func(t *testing.T) { duplicates(t, s) })
		t.Run("cut and resume", func(t *testing.T) { cutAndResume(t, s) })
		t.Run("Hardening70 both take", func(t *testing.T) { bothTake(t, s) })
		t.Run("Hardening70 both reply", func(t *testing.T) { bothReply(t, s) })
		t.Run("release", func(t *testing.T) { releases(t, s) })
		t.Run("Hardening88 once", func(t *testing.T) { spreadHook(t, s, admin) })
		s, _ = ofFour(t, h) // the rate of escalations is the whole site's
		t.Run("queue", func(t *testing.T) { spreadQueue(t, s) })
		s, admin = ofFour(t, h)
		t.Run("erase", func(t *testing.T) { spreadErase(t, s, admin) })
	})
}

// ofFour is a site of four shards and its admin's session.
func ofFour(t *testing.T, h Host) (*Site, string) {
	s := NewSite(t, h)
	admin, err := s.SignIn(s.First, "Mei")
	s.Reshard(t, must(t, admin, err), 4)
	return s, admin
}

// Reshard spreads the site over n shards and waits until it is.
func (s *Site) Reshard(t testing.TB, admin string, n int64) {
	t.Helper()
	body := Request{Method: "POST", Path: "shards", Token: admin, Body: map[string]int64{"shards": n}}
	if r, err := s.Do(body); err != nil || r.Status != 202 {
		t.Fatalf("reshard to %d: %d %s %v", n, r.Status, r.Body, err)
	}
	for end := time.Now().Add(Patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var l edge.Layout
		r, err := s.Do(Request{Method: "GET", Path: "shards", Token: admin})
		if err == nil && json.Unmarshal(r.Body, &l) == nil && l.Next == 0 && l.Shards == n {
			return
		}
	}
	t.Fatalf("the re-shard to %d did not end", n)
}

const (
	shardWriters = 8
	shardSteps   = 3 // re-shards while they write
)

func reshardUnderLoad(t *testing.T, s *Site, admin string) {
	list := make([]*writer, shardWriters)
	for i := range list {
		list[i] = &writer{asked: s.ask(t, fmt.Sprint("writer ", i)), acked: map[string]int64{}}
	}
	desk := &watcher{site: s, token: admin, seen: map[string][]string{}}
	for _, w := range list {
		desk.seen[w.asked.Conversation] = nil
	}
	acks, stop := make(chan struct{}, 1<<16), make(chan struct{})
	var people sync.WaitGroup
	for _, w := range list {
		people.Go(func() {
			for !closed(stop) || w.id != "" {
				w.run(t, s.Client, acks, stop)
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	watching, written := make(chan struct{}), make(chan struct{})
	go func() { defer close(watching); desk.watch(written) }()
	for _, n := range []int64{4, 3, 1} {
		for range 2 * shardWriters {
			<-acks
		}
		s.Reshard(t, admin, n)
	}
	time.Sleep(500 * time.Millisecond)
	close(stop)
	people.Wait()
	close(written)
	<-watching
	total := 0
	for _, w := range list {
		total += len(w.acked)
		w.check(t, s)
		var ids []string
		for _, m := range history(t, s, w.asked) {
			ids = append(ids, m.ID)
		}
		if seen := desk.seen[w.asked.Conversation]; !slices.Equal(seen, ids) {
			t.Errorf("the desk saw %d of %d messages, or in another order", len(seen), len(ids))
		}
	}
	t.Logf("%d re-shards under %d writers, %d acknowledged messages, all stored exactly once; the desk reconnected %d times", shardSteps, shardWriters, total, desk.dials-1)
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// watcher is a desk that follows conversations as PROTOCOL.md asks.
type watcher struct {
	site  *Site
	token string
	seen  map[string][]string // ids in order, by conversation
	dials int
}

func (w *watcher) watch(stop <-chan struct{}) {
	for last := false; !last; time.Sleep(20 * time.Millisecond) {
		last = closed(stop) // and once more, for what came in the end
		if sock, err := w.site.Dial(w.token); err == nil {
			w.dials++
			w.follow(sock, stop, last)
			sock.Cut()
		} else {
			last = false
		}
	}
}

// follow reads until the socket ends, or stop closes; in the last round until
// everything is there.
func (w *watcher) follow(sock *Socket, stop <-chan struct{}, last bool) {
	open := len(w.seen)
	resume := func(c string) {
		_ = sock.Send(edge.ClientFrame{T: "resume", Conversation: c, Cursor: int64(len(w.seen[c]))}) // a lost socket shows in Next
	}
	for c := range w.seen {
		resume(c)
	}
	for !(closed(stop) && !last) {
		f, err := sock.next(200 * time.Millisecond)
		switch {
		case err == ErrQuiet:
			continue
		case err != nil:
			return
		case f.T == "message" && f.Seq == int64(len(w.seen[f.Conversation]))+1:
			w.seen[f.Conversation] = append(w.seen[f.Conversation], f.ID)
		case f.T == "message" && f.Seq > int64(len(w.seen[f.Conversation])), f.T == "error" && f.Re == "resume", f.T == "resumed" && f.More:
			resume(f.Conversation)
		case f.T == "resumed":
			if open--; last && open <= 0 {
				return
			}
		}
	}
}

// spreadQueue: the queue is one, whatever shards its conversations are in.
func spreadQueue(t *testing.T, s *Site) {
	var want []string
	for i := range 8 {
		want = append(want, s.ask(t, fmt.Sprint("spread ", i)).Conversation)
	}
	session, err := s.SignIn(s.First, "Ann")
	desk := s.dial(t, must(t, session, err))
	send(t, desk, edge.ClientFrame{T: "queue"})
	q := until(t, desk, Is("queue"))
	var got []string
	for _, item := range q.Items {
		if slices.Contains(want, item.Conversation) {
			got = append(got, item.Conversation)
		}
	}
	if !slices.Equal(got, want) || q.Agents < 1 {
		t.Errorf("the queue has %v of %v, %d agents", got, want, q.Agents)
	}
	r, err := s.Do(Request{Method: "GET", Path: "queue", Token: session})
	var over struct{ Items []edge.Item }
	if err != nil || json.Unmarshal(r.Body, &over) != nil || len(over.Items) != len(q.Items) {
		t.Errorf("over HTTP: %d %s %v", r.Status, r.Body, err)
	}
	asked := s.ask(t, "comes later")
	until(t, desk, func(f Frame) bool {
		return f.T == "item" && f.Item.Conversation == asked.Conversation && f.Item.State == edge.Offered
	})
	r, err = s.Do(Request{Method: "GET", Path: "presence"})
	var here struct{ Lines []edge.Presence }
	if err != nil || json.Unmarshal(r.Body, &here) != nil || here.Lines[0].Waiting < 9 || here.Lines[0].Agents < 1 {
		t.Errorf("presence: %d %s %v", r.Status, r.Body, err)
	}
}

// spreadErase: a visitor is forgotten in every shard.
func spreadErase(t *testing.T, s *Site, admin string) {
	for i := range 6 {
		_, err := s.Escalate(edge.Escalation{ID: NewID(), Question: fmt.Sprint("mine ", i), Locale: "en", Visitor: "v_spread"})
		must(t, i, err)
	}
	whole := func(path, has string) {
		t.Helper()
		scenario{req: Request{Method: "POST", Path: path, Token: admin, Body: `{"visitor":"v_spread"}`}, status: 200, has: []string{has}}.run(t, s)
	}
	whole("visitor", `"mine 5"`)
	whole("forget", `{"conversations":6}`)
	whole("forget", `{"conversations":0}`)
}

// spreadHook: a signed event finds its conversation's shard, and when it comes
// again after the conversation has moved, it is known there too.
func spreadHook(t *testing.T, s *Site, admin string) {
	d := s.newHook(t, admin)
	hookOnce(t, s, d)
	asked := s.ask(t, "answered by another system")
	r := Request{Method: "GET", Path: "conversations/" + asked.Conversation, Token: asked.Token}
	event := d.signed(t, "spread", answered(asked.Conversation, "spread", "from afar"))
	scenario{name: "first", req: event, origin: "-", status: 200, has: []string{`"seq":4`}}.run(t, s)
	for _, n := range []int64{3, 4} {
		s.Reshard(t, admin, n)
		scenario{name: "again", req: event, origin: "-", status: 200, has: []string{`"seq":4`}}.run(t, s)
		scenario{name: "once", req: r, status: 200, has: []string{`"seq":4,`, `"via":"Other Desk"`}, hasNot: []string{`"seq":5`}}.run(t, s)
	}
}
