package sim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/lamplight-help/lamplight/edge"
)

// A site spread over shards: objects of their own with their own databases and
// failures, and the ways between them and the site object.

// trunk is a desk's link to a shard: two queues, as a link has.
type trunk struct {
	desk     string // socket of the site object
	shard    int64
	id       string // socket of the shard
	up, down []string
	ended    bool // the shard has closed it, or has died
	hungUp   bool // the site object has, or has died
}

// String names an object in the story.
func (h *host) String() string {
	if h.shard == 0 {
		return "host"
	}
	return fmt.Sprint("shard ", h.shard)
}

// at is the object of a shard's number, nil when there is none.
func (h *host) at(shard int64) *host {
	if shard == 0 {
		return h
	}
	return h.shards[shard]
}

// objects are the site object and its shards.
func (s *Sim) objects() []*host {
	list := []*host{s.host}
	for _, k := range slices.Sorted(maps.Keys(s.host.shards)) {
		list = append(list, s.host.shards[k])
	}
	return list
}

func (s *Sim) object() *host {
	list := s.objects()
	return list[s.rng.IntN(len(list))]
}

// query reads from all objects, value adds up.
func (s *Sim) query(q string, args ...any) [][]any {
	var all [][]any
	for _, h := range s.objects() {
		rows, err := h.db.Query(q, args...)
		if err != nil {
			panic(err)
		}
		all = append(all, rows...)
	}
	return all
}

func (s *Sim) value(q string, args ...any) int64 {
	total := int64(0)
	for _, h := range s.objects() {
		total += h.value(q, args...)
	}
	return total
}

// wait lets time pass everywhere.
func (s *Sim) wait(ms int64) {
	s.now += ms
	for _, h := range s.objects() {
		h.ring()
	}
}

// reshard is the operator who wants another number of shards.
func (s *Sim) reshard(n int64) {
	s.say("the operator asks for %d shards", n)
	body, err := json.Marshal(map[string]int64{"shards": n})
	if err != nil {
		panic(err)
	}
	s.host.input(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: "POST", Path: "/v1/demo/shards",
		ContentType: "application/json", Body: body, Operator: true}})
}

// ask brings a request to shards and their answers back. Outside of healing
// some never arrive, and some answers are lost.
func (h *host) ask(a *edge.Ask) *edge.Answers {
	out := &edge.Answers{Note: a.Note}
	loss := 5
	if a.Request.Inner.Op != "" {
		loss = 20 // a re-shard has few steps, and each has to bear it
	}
	for _, k := range a.Shards {
		reply := edge.Reply{Shard: k}
		if h.sim.healing() || !h.sim.chance(loss) {
			reply = h.askShard(a.Request, k)
		}
		if !h.sim.healing() && h.sim.chance(loss) {
			reply = edge.Reply{Shard: k}
		}
		out.Replies = append(out.Replies, reply)
	}
	return out
}

func (h *host) askShard(r edge.Request, k int64) edge.Reply {
	inner := *r.Inner
	inner.Shard, r.Inner = k, &inner
	to := h.shards[k]
	if to == nil && inner.Op == edge.OrderPlace {
		to = newHost(h.sim, h.sim.spare[k-1])
		to.shard, h.shards[k] = k, to
		if err := to.empty(); err != nil {
			panic(err)
		}
		to.start(nil)
	}
	if to == nil {
		return edge.Reply{Shard: k}
	}
	if h.sim.bug.LosesArrivals && inner.Op == "arrive" && !h.sim.healing() {
		to.kill() // before it could commit
		return edge.Reply{Shard: k, Status: 204}
	}
	e := to.input(edge.Input{Kind: edge.KindRequest, Request: &r})
	if e == nil {
		return edge.Reply{Shard: k}
	}
	return edge.Reply{Shard: k, Status: e.Status, Headers: e.Headers, Body: e.Body}
}

// link opens a desk's links.
func (h *host) link(e edge.Effect) {
	for _, k := range e.Shards {
		t := &trunk{desk: e.Socket, shard: k, id: fmt.Sprintf("%s-%d", e.Socket, k)}
		h.trunks[trunkName(t.desk, k)] = t
		to := h.shards[k]
		if to == nil {
			t.ended = true
			continue
		}
		to.trunks[t.id] = t
		r := &edge.Request{Method: "GET", Path: "/v1/demo/socket", Origin: e.Origin, Protocol: e.Protocol, Socket: t.id}
		if a := to.input(edge.Input{Kind: edge.KindRequest, Request: r}); a == nil || a.Kind != edge.EffectAccept {
			t.ended = true
			delete(to.trunks, t.id)
		}
	}
}

func trunkName(desk string, shard int64) string { return fmt.Sprintf("%s/%d", desk, shard) }

func (h *host) pass(e edge.Effect) {
	name := trunkName(e.Socket, e.Shards[0])
	if h.trunks[name] == nil {
		h.trunks[name] = &trunk{desk: e.Socket, shard: e.Shards[0], ended: true}
	}
	h.trunks[name].up = append(h.trunks[name].up, e.Text)
}

// hangUp ends the links of a desk's socket.
func (h *host) hangUp(desk string) {
	for _, t := range h.trunks {
		if t.desk == desk && h.shard == 0 {
			t.hungUp = true
		}
	}
}

// breakTrunks is what the end of an instance does to its links.
func (h *host) breakTrunks() {
	for _, t := range h.trunks {
		if h.shard > 0 {
			t.ended, t.up, t.down = true, nil, t.down[:len(t.down)/2]
		} else {
			t.hungUp, t.up, t.down = true, nil, nil
		}
	}
	if h.shard > 0 {
		h.trunks = map[string]*trunk{}
	}
}

// between reports whether something is on its way between the objects.
func (h *host) between() bool {
	if len(h.orders) > 0 {
		return true
	}
	for _, t := range h.trunks {
		if t.busy() {
			return true
		}
	}
	return false
}

func (t *trunk) busy() bool { return len(t.up) > 0 || len(t.down) > 0 || t.ended || t.hungUp }

// carry brings something to the other side: an order of a re-shard, or a
// frame, or the news that a link has ended. whole: nothing gets lost.
func (h *host) carry(whole bool) {
	if len(h.orders) > 0 && (whole || h.sim.chance(40)) {
		a := h.orders[0]
		h.orders = h.orders[1:]
		h.sim.say("host: %s to shards %v", a.Request.Inner.Op, a.Shards)
		answers := h.ask(a)
		h.input(edge.Input{Kind: edge.KindAnswered, Answers: answers})
		return
	}
	var busy []string
	for _, name := range slices.Sorted(maps.Keys(h.trunks)) {
		if h.trunks[name].busy() {
			busy = append(busy, name)
		}
	}
	if len(busy) > 0 {
		name := busy[h.sim.rng.IntN(len(busy))]
		h.carryTrunk(name, h.trunks[name])
	}
}

func (h *host) carryTrunk(name string, t *trunk) {
	to := h.shards[t.shard]
	alive := to != nil && to.trunks[t.id] == t
	switch {
	case t.hungUp:
		delete(h.trunks, name)
		if alive {
			delete(to.trunks, t.id)
			full := to.diskFull
			to.diskFull = false
			to.input(edge.Input{Kind: edge.KindClosed, Socket: t.id})
			to.diskFull = full
		}
	case len(t.down) > 0 && (len(t.up) == 0 || h.sim.chance(50)):
		text := t.down[0]
		t.down = t.down[1:]
		h.input(edge.Input{Kind: edge.KindLinked, Socket: t.desk, Shard: t.shard, Frame: &edge.Frame{Text: text}})
	case len(t.up) > 0 && alive:
		text := t.up[0]
		t.up = t.up[1:]
		to.input(edge.Input{Kind: edge.KindFrame, Socket: t.id, Frame: &edge.Frame{Text: text}})
	default:
		delete(h.trunks, name)
		h.input(edge.Input{Kind: edge.KindUnlinked, Socket: t.desk, Shard: t.shard})
	}
}

// checkHomes: a re-shard has come to its end, and every conversation is in one
// object, where it belongs.
func (s *Sim) checkHomes() error {
	var l edge.Layout
	a := s.host.input(edge.Input{Kind: edge.KindRequest, Request: &edge.Request{Method: "GET", Path: "/v1/demo/shards", Operator: true}})
	if a == nil || json.Unmarshal(a.Body, &l) != nil || l.Next != 0 {
		return fmt.Errorf("re-shard: it never ended: %+v", l)
	}
	for _, h := range s.objects() {
		rows, err := h.db.Query(`SELECT id, leaving FROM conversations`)
		if err != nil {
			panic(err)
		}
		for _, r := range rows {
			if id := r[0].(string); edge.HomeOf(id, l.Shards) != h.shard || r[1] != int64(0) {
				return fmt.Errorf("re-shard: %s is in %s and at home in %d of %d", short(id), h, edge.HomeOf(id, l.Shards), l.Shards)
			}
		}
	}
	return nil
}
