package native

import (
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/store"
)

const (
	inboxSize = 1024
	batchSize = 64 // inputs in one transaction
	// alarmMax keeps a timer re-checking the wall clock, which may jump.
	alarmMax = time.Minute
)

// job is one input on its way through the loop. answer is called once with the
// effect that answers a request, nil for every other kind.
type job struct {
	in     edge.Input
	answer func(edge.Effect)
	// alone, when set, runs between two batches instead of an input.
	alone func()
}

// site is one site's goroutine, database and sockets.
type site struct {
	name   string
	server *Server
	db     *store.DB
	inbox  chan job
	done   chan struct{} // closed when the loop has ended
	alarm  int64         // ms, 0 for none; the loop's own
	tended int64         // ms: the last look after it; the loop's own

	mu      sync.Mutex
	closed  bool // no more jobs
	senders sync.WaitGroup
	sockets map[string]*peer
	links   map[string]map[int64]*link // by desk's socket and shard
}

// openSite opens the database and runs the first input.
func (s *Server) openSite(name, path string) (*site, error) {
	db, err := store.Open(path)
	if err != nil {
		return nil, err
	}
	st := &site{name: name, server: s, db: db, inbox: make(chan job, inboxSize),
		done: make(chan struct{}), sockets: map[string]*peer{}, links: map[string]map[int64]*link{}}
	if err := st.start(); err != nil {
		db.Close()
		return nil, err
	}
	go st.loop()
	go st.wakeShards()
	return st, nil
}

func (st *site) start() error {
	effects := st.commit([]job{{in: st.server.stamp(edge.Input{Kind: edge.KindStarted})}})
	for _, e := range effects[0] {
		if e.Kind == edge.EffectAbort {
			return fmt.Errorf("open site %s: %s", st.name, lastReport(effects[0]))
		}
	}
	st.run(job{}, effects[0])
	return nil
}

func lastReport(effects []edge.Effect) string {
	line := "the database cannot be written"
	for _, e := range effects {
		if e.Kind == edge.EffectReport {
			line = e.Text
		}
	}
	return line
}

// stamp adds the world's part to an input.
func (s *Server) stamp(in edge.Input) edge.Input {
	in.Now = s.cfg.Now()
	in.Seed = make([]byte, edge.SeedSize)
	rand.Read(in.Seed)
	return in
}

// submit queues an input. It reports false when the site is closing.
func (st *site) submit(j job) bool {
	st.mu.Lock()
	if st.closed {
		st.mu.Unlock()
		return false
	}
	st.senders.Add(1)
	st.mu.Unlock()
	defer st.senders.Done()
	st.inbox <- j
	return true
}

// loop owns the database until the inbox closes.
func (st *site) loop() {
	defer close(st.done)
	timer := time.NewTimer(alarmMax)
	defer timer.Stop()
	for {
		timer.Reset(st.untilAlarm())
		select {
		case j, ok := <-st.inbox:
			if !ok {
				return
			}
			st.turn(st.gather(j))
		case <-timer.C:
			st.tend()
			if st.alarm > 0 && st.server.cfg.Now() >= st.alarm {
				st.alarm = 0
				st.turn([]job{{in: edge.Input{Kind: edge.KindAlarm}}})
			}
		}
	}
}

// tendEvery is how often a site is looked after; see edge.KindTended.
const tendEvery = 24 * time.Hour

// tend looks after the site when a day has passed since the last time.
func (st *site) tend() {
	if now := st.server.cfg.Now(); now-st.tended >= tendEvery.Milliseconds() {
		if st.tended > 0 {
			st.turn([]job{{in: edge.Input{Kind: edge.KindTended}}})
		}
		st.tended = now
	}
}

func (st *site) untilAlarm() time.Duration {
	if st.alarm == 0 {
		return alarmMax
	}
	wait := time.Duration(st.alarm-st.server.cfg.Now()) * time.Millisecond
	return min(max(wait, 0), alarmMax)
}

// gather takes what else has queued up, without waiting.
func (st *site) gather(first job) []job {
	batch := []job{first}
	for len(batch) < batchSize {
		select {
		case j, ok := <-st.inbox:
			if !ok {
				return batch
			}
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// turn runs a batch and then, after the commit, its effects.
func (st *site) turn(batch []job) {
	for i, j := range batch {
		if j.alone != nil { // what came before it first, then it, then the rest
			st.turn(batch[:i])
			j.alone()
			st.turn(batch[i+1:])
			return
		}
	}
	if len(batch) == 0 {
		return
	}
	for i := range batch {
		batch[i].in = st.server.stamp(batch[i].in)
	}
	for i, effects := range st.commit(batch) {
		st.run(batch[i], effects)
	}
}

// commit runs the batch in one transaction. Every input has a savepoint of its
// own, so that one that fails takes nothing else with it.
func (st *site) commit(batch []job) [][]edge.Effect {
	all, err := st.transact(batch)
	st.server.counts.inputs.Add(int64(len(batch)))
	if err == nil {
		st.server.counts.commits.Add(1)
		return all
	}
	st.db.Exec("ROLLBACK") // fails when SQLite has rolled back by itself
	st.server.cfg.Log(fmt.Sprintf("site %s: transaction: %v", st.name, err))
	all = make([][]edge.Effect, len(batch))
	for i, j := range batch {
		all[i] = append([]edge.Effect{{Kind: edge.EffectAbort}}, st.server.core.Unstored(j.in)...)
	}
	return all
}

func (st *site) transact(batch []job) ([][]edge.Effect, error) {
	if err := st.db.Exec("BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	all := make([][]edge.Effect, len(batch))
	for i, j := range batch {
		if err := st.db.Exec("SAVEPOINT turn"); err != nil {
			return nil, err
		}
		all[i] = st.server.core.Handle(j.in, st.db)
		if len(all[i]) > 0 && all[i][0].Kind == edge.EffectAbort {
			st.server.counts.aborts.Add(1)
			if err := st.db.Exec("ROLLBACK TO turn"); err != nil {
				return nil, err
			}
		}
		if err := st.db.Exec("RELEASE turn"); err != nil {
			return nil, err
		}
	}
	return all, st.db.Exec("COMMIT")
}

// run carries out the effects of one input, in order.
func (st *site) run(j job, effects []edge.Effect) {
	for _, e := range effects {
		switch e.Kind {
		case edge.EffectRespond, edge.EffectFetch:
			j.answer(e)
			j.answer = nil
		case edge.EffectAccept:
			st.register(e.Socket)
			j.answer(e)
			j.answer = nil
		case edge.EffectSend:
			st.peer(e.Socket).send(e.Text)
		case edge.EffectClose:
			st.peer(e.Socket).close(e.Code, e.Text)
		case edge.EffectAlarm:
			st.alarm = e.At
		case edge.EffectDeliver:
			go st.deliver(e)
		case edge.EffectAsk:
			go st.handOn(j, e.Ask)
			j.answer = nil
		case edge.EffectLink:
			st.openLinks(e)
		case edge.EffectPass:
			st.pass(e)
		case edge.EffectScrub:
			st.scrub()
		case edge.EffectReport:
			st.server.cfg.Log("site " + st.name + ": " + e.Text)
		}
	}
	if j.answer != nil {
		j.answer(edge.Effect{})
	}
}

// scrub empties the write-ahead log, which still holds what secure_delete has
// zeroed in the database itself.
func (st *site) scrub() {
	if _, err := st.db.Query("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		st.server.cfg.Log("site " + st.name + ": scrub: " + err.Error())
	}
}

// goingAway asks every client to come back in a moment.
func (st *site) goingAway() {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, p := range st.sockets {
		p.close(int(websocket.StatusGoingAway), "stopping")
	}
}

// stop ends the loop after everything that was queued, and closes the file.
func (st *site) stop() error {
	st.mu.Lock()
	st.closed = true
	st.mu.Unlock()
	st.senders.Wait()
	close(st.inbox)
	<-st.done
	return st.db.Close()
}
