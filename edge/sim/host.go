package sim

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/store"
)

// host is one object of the site: database, alarm and the ends of sockets. The
// site object has shards and the ways to them (shards.go).
type host struct {
	sim    *Sim
	db     *store.DB
	core   *edge.Core
	shard  int64 // 0: the site object
	alarm  int64
	inputs uint64
	links  map[string]*link

	shards map[int64]*host
	trunks map[string]*trunk // a desk's socket and a shard; at a shard, its own socket
	orders []*edge.Ask       // of a re-shard, on their way

	diskFull       bool
	dieAfterCommit bool
	deploys        int
}

// link is a socket: two queues of frames, either of which may be cut.
type link struct {
	id       string
	page     *page
	at       *host
	up, down []string
	noUp     bool // what the page sends is lost
	noDown   bool // what the host sends is lost
	ended    int  // close code on its way down, after the frames
}

func newHost(s *Sim, db *store.DB) *host {
	return &host{sim: s, db: db, core: edge.New(limits(0)), links: map[string]*link{}, trunks: map[string]*trunk{}, shards: map[int64]*host{}}
}

// limits differ a little between versions, as in a rolling update.
func limits(version int) edge.Config {
	open := edge.Rate{Burst: 1 << 20, Every: 1}
	frames := edge.Rate{Burst: 30 + int64(version%2), Every: 200}
	return edge.Config{Limits: edge.Limits{Frames: frames, Escalations: open, Sessions: open, Tickets: open, SessionFor: 1 << 40}}
}

// empty makes the database new, faster than opening one.
func (h *host) empty() error {
	rows, err := h.db.Query(`SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err != nil {
		return err
	}
	for _, row := range rows {
		where := ""
		if row[0] == "meta" {
			where = " WHERE key <> 'schema'"
		}
		if err := h.db.Exec("DELETE FROM " + row[0].(string) + where); err != nil {
			return err
		}
	}
	return nil
}

// full is a database on a disk that has room for a few more writes.
type full struct {
	edge.DB
	left int
}

var errFull = errors.New("database or disk is full")

func (f *full) Exec(q string, args ...any) error {
	if !strings.HasPrefix(q, "DELETE") {
		if f.left--; f.left < 0 {
			return errFull
		}
	}
	return f.DB.Exec(q, args...)
}

func (f *full) Query(q string, args ...any) ([][]any, error) {
	if strings.HasPrefix(q, "INSERT") {
		if f.left--; f.left < 0 {
			return nil, errFull
		}
	}
	return f.DB.Query(q, args...)
}

// input runs one input as every host must: begin, handle, commit or roll back,
// and only then the effects.
func (h *host) input(in edge.Input) (answer *edge.Effect) {
	h.inputs++
	in.Now, in.Seed = h.sim.now, binary.LittleEndian.AppendUint64(make([]byte, 24), h.inputs<<8|uint64(h.shard))
	h.exec("BEGIN")
	var db edge.DB = h.db
	if h.sim.bug.DB != nil {
		db = h.sim.bug.DB(db)
	}
	if h.diskFull {
		db = &full{db, h.sim.rng.IntN(4)}
	}
	effects := h.core.Handle(in, db)
	abort := len(effects) > 0 && effects[0].Kind == edge.EffectAbort
	if h.sim.bug.CommitsAborted {
		abort = false
	}
	die := h.dieAfterCommit && in.Kind == edge.KindFrame
	if h.sim.bug.ActsFirst && die { // told, and then not stored
		answer = h.act(in, effects)
		h.exec("ROLLBACK")
		h.dieAfterCommit = false
		h.kill()
		return answer
	}
	if abort {
		h.exec("ROLLBACK")
	} else {
		h.exec("COMMIT")
	}
	for _, e := range effects {
		if e.Kind == edge.EffectReport && strings.Contains(e.Text, "internal") {
			h.sim.fault("the core failed: %s", e.Text)
		}
	}
	if die {
		h.dieAfterCommit = false
		h.kill()
		return nil
	}
	return h.act(in, effects)
}

func (h *host) exec(q string) {
	if err := h.db.Exec(q); err != nil {
		panic(err)
	}
}

// act carries out effects.
func (h *host) act(in edge.Input, effects []edge.Effect) (answer *edge.Effect) {
	for i, e := range effects {
		switch e.Kind {
		case edge.EffectRespond, edge.EffectAccept:
			answer = &effects[i]
		case edge.EffectSend:
			if l := h.links[e.Socket]; l != nil {
				l.down = append(l.down, e.Text)
			} else if t := h.trunks[e.Socket]; t != nil {
				t.down = append(t.down, e.Text)
			}
		case edge.EffectClose:
			if l := h.links[e.Socket]; l != nil {
				l.ended = e.Code
				delete(h.links, e.Socket)
				h.hangUp(e.Socket)
			} else if t := h.trunks[e.Socket]; t != nil && h.shard > 0 {
				t.ended = true
				delete(h.trunks, e.Socket)
			}
		case edge.EffectAlarm:
			h.alarm = e.At
		case edge.EffectDeliver:
			h.sim.hook.inFlight = append(h.sim.hook.inFlight, delivery{e, h})
		case edge.EffectAsk:
			if in.Request == nil {
				h.orders = append(h.orders, e.Ask)
				continue
			}
			answer = h.input(edge.Input{Kind: edge.KindAnswered, Request: in.Request, Answers: h.ask(e.Ask)})
		case edge.EffectLink:
			h.link(e)
		case edge.EffectPass:
			h.pass(e)
		}
	}
	return answer
}

// start is the first input of a new instance.
func (h *host) start(alive []string) {
	h.alarm = 0
	full := h.diskFull
	h.diskFull = false // a host that cannot start is started again later
	h.input(edge.Input{Kind: edge.KindStarted, Sockets: alive})
	h.diskFull = full
	if h.sim.bug.ForgetsAlarm && h.inputs > 3 {
		h.alarm = 0
	}
}

func (h *host) configure() {
	h.input(edge.Input{Kind: edge.KindConfigure, Settings: &edge.Settings{
		Site: "demo", Origins: []string{origin}, DeskOrigins: []string{origin},
		Tokens:   []edge.NewToken{{Secret: first, Role: edge.RoleFirst}},
		Webhooks: []edge.Webhook{{ID: "crm", URL: "https://crm.example/in", Secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}},
	}})
}

// evict ends the instance; its sockets stay (hibernation).
func (h *host) evict() {
	h.sim.say("%s: evicted and awake again, %d sockets stay", h, len(h.links))
	alive := slices.Sorted(maps.Keys(h.links))
	if h.shard > 0 {
		alive = append(alive, slices.Sorted(maps.Keys(h.trunks))...)
	} else {
		h.breakTrunks()
	}
	if h.sim.bug.ForgetsSockets {
		alive = nil
	}
	h.core = edge.New(limits(h.deploys))
	h.start(alive)
}

// kill ends the machine: every socket is gone, and so are deliveries on their
// way. What a socket had been given may have left already, or not.
func (h *host) kill() {
	h.sim.say("%s: killed and started again", h)
	h.breakTrunks()
	h.orders = nil
	for _, id := range slices.Sorted(maps.Keys(h.links)) {
		l := h.links[id]
		l.noUp, l.up = true, nil
		if h.sim.chance(50) {
			l.noDown, l.down = true, nil
		}
	}
	h.links = map[string]*link{}
	h.sim.hook.inFlight = slices.DeleteFunc(h.sim.hook.inFlight, func(d delivery) bool { return d.from == h })
	h.core = edge.New(limits(h.deploys))
	var alive []string
	if h.sim.bug.KeepsDead {
		rows, err := h.db.Query(`SELECT id FROM sockets`)
		if err != nil {
			panic(err)
		}
		for _, row := range rows {
			alive = append(alive, row[0].(string))
		}
	}
	h.start(alive)
}

// redeploy is a kill with another version and the operator's settings again.
func (h *host) redeploy() {
	h.deploys++
	h.sim.say("host: version %d is deployed", h.deploys)
	if h.sim.bug.NewSecret {
		h.exec(`DELETE FROM meta WHERE key = 'secret'`)
	}
	h.kill()
	full := h.diskFull
	h.diskFull = false
	h.configure()
	h.diskFull = full
}

// ring rings a due alarm.
func (h *host) ring() {
	for n := 0; h.alarm > 0 && h.alarm <= h.sim.now && n < 20; n++ {
		h.alarm = 0
		h.sim.say("%s: the alarm rings", h)
		h.input(edge.Input{Kind: edge.KindAlarm})
	}
}

func (h *host) value(q string, args ...any) int64 {
	rows, err := h.db.Query(q, args...)
	if err != nil {
		panic(err)
	}
	if len(rows) == 0 || rows[0][0] == nil {
		return 0
	}
	return rows[0][0].(int64)
}

// request is HTTP without a network.
func (h *host) request(method, path, token, socket, protocol string, body []byte) *edge.Effect {
	r := &edge.Request{Method: method, Path: "/v1/demo/" + path, Peer: "192.0.2.1", Origin: origin, ContentType: "application/json",
		Body: body, Socket: socket, Protocol: protocol}
	if token != "" {
		r.Authorization = "Bearer " + token
	}
	at := h
	if shard := edge.ShardOf(protocol); shard > 0 && socket != "" {
		if at = h.shards[shard]; at == nil {
			return nil
		}
	}
	return at.input(edge.Input{Kind: edge.KindRequest, Request: r})
}
