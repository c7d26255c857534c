package sim

import (
	"fmt"
	"math/rand/v2"

	"github.com/lamplight-help/lamplight/edge"
	"github.com/lamplight-help/lamplight/edge/store"
)

const (
	origin = "https://shop.example"
	first  = "the-first-start-token"
	start  = int64(1_763_686_800_000) // ms
)

// Sim is one run.
type Sim struct {
	rng   *rand.Rand
	bug   Bug
	host  *host       // the site object
	spare []*store.DB // for its shards
	now   int64
	pages []*page
	hook  receiver
	step  int
	ops   int
	rate  int   // faults per 100 operations
	kinds []int // faults that this seed has: few at a time find more than all at once
	ids   uint64
	trace func(line string) // nil: nobody listens
	wrong error             // the first violation seen while running
}

// Result is what a run did.
type Result struct {
	Ops      int // operations: acts of people, frames carried, faults
	Messages int // messages and events stored
	Acked    int // acknowledgements that people saw
	Spread   int // 1 when conversations were spread over shards
}

// Run plays ops random operations, heals everything, and checks. The databases
// are one for the site object and one for each shard that there may be; they
// are emptied first and may be used for one run after the other.
func Run(dbs []*store.DB, seed uint64, ops int, bug Bug, trace func(string)) (Result, error) {
	s := &Sim{rng: rand.New(rand.NewPCG(seed, 0x1a3b)), bug: bug, trace: trace, spare: dbs[1:], now: start}
	s.hook.arrived = map[string]int{}
	if err := s.begin(dbs[0]); err != nil {
		return Result{}, err
	}
	for s.ops < ops && s.wrong == nil {
		s.next()
	}
	s.heal()
	if s.wrong == nil {
		s.wrong = s.check()
	}
	return s.result(), s.wrong
}

func (s *Sim) begin(db *store.DB) error {
	s.host = newHost(s, db)
	if err := s.host.empty(); err != nil {
		return err
	}
	s.host.start(nil)
	s.host.configure()
	s.rate = 1 + s.rng.IntN(16)
	for kind := range faultKinds {
		if s.chance(40) {
			s.kinds = append(s.kinds, kind)
		}
	}
	for range 1 + s.rng.IntN(2) {
		s.pages = append(s.pages, &page{sim: s, name: fmt.Sprintf("visitor %d", len(s.pages)+1)})
	}
	for _, name := range []string{"Mei", "Ann"} {
		s.pages = append(s.pages, &page{sim: s, name: name, agent: true})
	}
	return nil
}

func (s *Sim) result() Result {
	r := Result{Ops: s.ops, Messages: int(s.value(`SELECT count(*) FROM messages`))}
	if len(s.host.shards) > 0 {
		r.Spread = 1
	}
	for _, p := range s.pages {
		r.Acked += len(p.sent)
	}
	return r
}

// say adds a line to the story.
func (s *Sim) say(format string, args ...any) {
	if s.trace != nil {
		s.trace(fmt.Sprintf("%4d  ", s.step) + fmt.Sprintf(format, args...))
	}
}

// fault reports a violation; the first one counts.
func (s *Sim) fault(format string, args ...any) {
	if s.wrong == nil {
		s.wrong = fmt.Errorf("step %d: "+format, append([]any{s.step}, args...)...)
		s.say("VIOLATION: %v", s.wrong)
	}
}

func (s *Sim) chance(percent int) bool { return s.rng.IntN(100) < percent }

func (s *Sim) page() *page { return s.pages[s.rng.IntN(len(s.pages))] }

// id makes a client's ULID.
func (s *Sim) id() string {
	s.ids++
	return fmt.Sprintf("01KAHYSPM0%016d", s.ids)
}

// next does one random thing.
func (s *Sim) next() {
	s.step++
	s.ops++
	if len(s.kinds) > 0 && s.chance(s.rate) {
		s.breakSomething(s.kinds[s.rng.IntN(len(s.kinds))])
		return
	}
	if s.host.between() && s.chance(40) {
		s.host.carry(false)
		return
	}
	switch n := s.rng.IntN(100); {
	case n < 26:
		s.page().act()
	case n < 52:
		s.page().carryUp()
	case n < 76:
		s.page().carryDown()
	case n < 87:
		s.page().connect()
	case n < 92:
		s.page().beat()
	case n < 96:
		s.wait(s.rng.Int64N(90_000))
	default:
		s.hook.work(s)
	}
}

// faultKinds is the number of cases below.
const faultKinds = 14

// breakSomething is the list of faults.
func (s *Sim) breakSomething(kind int) {
	p := s.page()
	switch kind {
	case 0:
		p.cut(true, true)
	case 1:
		p.cut(true, false)
	case 2:
		p.cut(false, true)
	case 3:
		p.loseFrame()
	case 4:
		p.repeat()
	case 5:
		p.reload()
	case 6:
		s.object().evict()
	case 7:
		s.object().kill()
	case 8:
		h := s.object()
		h.dieAfterCommit = true
		s.say("%s: will die after its next commit, before it answers", h)
	case 9:
		s.host.redeploy()
	case 10:
		h := s.object()
		h.diskFull = !h.diskFull
		s.say("%s: disk full is %v", h, h.diskFull)
	case 11:
		jump := s.rng.Int64N(8*3_600_000) - 4*3_600_000
		s.now += jump
		s.say("host: the clock jumps by %d s", jump/1000)
	case 12:
		s.hook.down = !s.hook.down
		s.say("receiver: down is %v", s.hook.down)
	case 13:
		s.reshard(1 + s.rng.Int64N(int64(len(s.spare))))
	}
}

// heal takes all faults away and lets everything settle.
func (s *Sim) heal() {
	s.hook.down = false
	for _, h := range s.objects() {
		h.diskFull, h.dieAfterCommit = false, false
	}
	s.say("everything heals")
	for round := 0; round < 60 && s.wrong == nil; round++ {
		s.step++
		s.wait(10_000)
		s.settle()
		for _, p := range s.pages {
			p.beat()
			p.connectWhole()
			p.resend()
			s.settle()
		}
		for len(s.hook.inFlight) > 0 {
			s.hook.work(s)
		}
		s.settle()
	}
}

// settle carries everything everywhere until nothing moves.
func (s *Sim) settle() {
	for range 200 {
		for _, p := range s.pages {
			p.drain()
		}
		if !s.host.between() {
			return
		}
		for s.host.between() {
			s.host.carry(true)
		}
	}
}

// delivery is a hand-off on its way.
type delivery struct {
	edge.Effect
	from *host
}

// receiver is the other system behind a webhook.
type receiver struct {
	down     bool
	inFlight []delivery
	arrived  map[string]int // by webhook-id
}

// work handles one delivery: it arrives or not, and its answer may get lost.
func (r *receiver) work(s *Sim) {
	if len(r.inFlight) == 0 {
		return
	}
	e, from := r.inFlight[0].Effect, r.inFlight[0].from
	r.inFlight = r.inFlight[1:]
	status := 503
	if !r.down {
		r.arrived[s.bug.webhookID(s, e)]++
		status = 200
	}
	if s.step%7 == 0 && !s.healing() {
		s.say("receiver: %s arrives, its answer is lost", e.Delivery)
		return
	}
	s.say("receiver: answers %d to %s", status, e.Delivery)
	from.input(edge.Input{Kind: edge.KindDelivered, Delivered: &edge.Delivered{ID: e.Delivery, Status: status}})
}

func (s *Sim) healing() bool { return s.step > s.ops }
