package native

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/lamplight-help/lamplight/edge"
)

// A site's shards are sites of this server whose names no request can say:
// "demo~2" is the second of demo, in a file and a goroutine of its own.

// shardName is what a shard is called; 0 is the site object.
func shardName(site string, shard int64) string {
	if shard == 0 {
		return site
	}
	return fmt.Sprintf("%s~%d", site, shard)
}

// wakeShards opens the files of a site's shards, whose alarms may be due.
func (st *site) wakeShards() {
	files, _ := filepath.Glob(filepath.Join(st.server.cfg.Dir, st.name+"~*.db")) // the pattern is a good one
	for _, f := range files {
		if _, err := st.server.open(strings.TrimSuffix(filepath.Base(f), ".db"), false); err != nil && !errors.Is(err, ErrClosed) {
			st.server.cfg.Log(fmt.Sprintf("site %s: %s: %v", st.name, filepath.Base(f), err))
		}
	}
}

// handOn asks shards and submits what they say with the request that waits.
func (st *site) handOn(j job, ask *edge.Ask) {
	replies := make([]edge.Reply, len(ask.Shards))
	var all sync.WaitGroup
	for i, shard := range ask.Shards {
		all.Go(func() { replies[i] = st.askShard(ask.Request, shard) })
	}
	all.Wait()
	in := edge.Input{Kind: edge.KindAnswered, Request: j.in.Request, Answers: &edge.Answers{Note: ask.Note, Replies: replies}}
	if !st.submit(job{in: in, answer: j.answer}) && j.answer != nil {
		for _, e := range st.server.core.Unstored(st.server.stamp(j.in)) {
			j.answer(e)
		}
	}
}

// askShard is one request to one shard. Only the order to take its place makes it.
func (st *site) askShard(r edge.Request, shard int64) edge.Reply {
	inner := *r.Inner
	inner.Shard, r.Inner = shard, &inner
	to, err := st.server.open(shardName(st.name, shard), inner.Op == edge.OrderPlace)
	if err != nil {
		st.server.cfg.Log(fmt.Sprintf("site %s: shard %d: %v", st.name, shard, err))
	}
	if err != nil || to == nil {
		return edge.Reply{Shard: shard}
	}
	answer := make(chan edge.Effect, 1)
	if !to.submit(job{in: edge.Input{Kind: edge.KindRequest, Request: &r}, answer: func(e edge.Effect) { answer <- e }}) {
		return edge.Reply{Shard: shard}
	}
	e := <-answer
	return edge.Reply{Shard: shard, Status: e.Status, Headers: e.Headers, Body: e.Body}
}

// link is one desk's link to one shard: the shard's end of it is a peer like
// any other, whose frames go to the site object instead of a network.
type link struct {
	shard *site
	id    string // of the shard's socket
	peer  *peer
	end   context.CancelFunc
}

// openLinks opens the links of a desk. What is passed up a link waits in the
// shard's inbox behind the opening, so nothing has to wait for it here.
func (st *site) openLinks(e edge.Effect) {
	for _, shard := range e.Shards {
		to, err := st.server.open(shardName(st.name, shard), false)
		if err != nil || to == nil {
			go st.submit(job{in: edge.Input{Kind: edge.KindUnlinked, Socket: e.Socket, Shard: shard}})
			continue
		}
		l := &link{shard: to, id: newSocketID()}
		l.peer = to.register(l.id)
		st.mu.Lock()
		if st.links[e.Socket] == nil {
			st.links[e.Socket] = map[int64]*link{}
		}
		st.links[e.Socket][shard] = l
		st.mu.Unlock()
		var ctx context.Context
		ctx, l.end = context.WithCancel(context.Background())
		go st.carry(ctx, e.Socket, shard, l)
		s := &edge.Request{Method: "GET", Path: "/v1/" + st.name + "/socket", Protocol: e.Protocol, Origin: e.Origin, Socket: l.id}
		to.submit(job{in: edge.Input{Kind: edge.KindRequest, Request: s}, answer: func(e edge.Effect) {
			if e.Kind != edge.EffectAccept {
				l.peer.close(websocketGone, "")
			}
		}})
	}
}

// carry brings a shard's frames to the site object until the link ends.
func (st *site) carry(ctx context.Context, socket string, shard int64, l *link) {
	for {
		frames, code, _ := l.peer.take()
		for _, text := range frames {
			st.submit(job{in: edge.Input{Kind: edge.KindLinked, Socket: socket, Shard: shard, Frame: &edge.Frame{Text: text}}})
		}
		if code != 0 {
			st.submit(job{in: edge.Input{Kind: edge.KindUnlinked, Socket: socket, Shard: shard}})
			return
		}
		select {
		case <-l.peer.wake:
		case <-ctx.Done():
			return
		}
	}
}

// pass sends a desk's frame up its link to a shard.
func (st *site) pass(e edge.Effect) {
	st.mu.Lock()
	l := st.links[e.Socket][e.Shards[0]]
	st.mu.Unlock()
	if l == nil {
		go st.submit(job{in: edge.Input{Kind: edge.KindUnlinked, Socket: e.Socket, Shard: e.Shards[0]}})
		return
	}
	l.shard.submit(job{in: edge.Input{Kind: edge.KindFrame, Socket: l.id, Frame: &edge.Frame{Text: e.Text}}})
}

// unlink ends the links of a desk that has gone.
func (st *site) unlink(socket string) {
	st.mu.Lock()
	links := st.links[socket]
	delete(st.links, socket)
	st.mu.Unlock()
	for _, l := range links {
		l.end()
		l.shard.unregister(l.id)
		l.shard.submit(job{in: edge.Input{Kind: edge.KindClosed, Socket: l.id}})
	}
}
