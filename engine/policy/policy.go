package policy

import (
	"github.com/lamplight-help/lamplight/engine/policy/counts"
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Verdict is why help is shown or not. The numbers are part of the trace.
type Verdict uint16

// The verdicts.
const (
	Show        Verdict = 1  // now
	LowRisk     Verdict = 2  // nobody is stuck
	NoHelp      Verdict = 3  // nothing fits
	Holdout     Verdict = 4  // would be shown, but this visitor measures what happens without help
	Off         Verdict = 5  // "not again, anywhere"
	OffPlace    Verdict = 6  // "not again" on this page
	Open        Verdict = 7  // a tip is on the screen already
	CapPlace    Verdict = 8  // enough for this page
	CapSession  Verdict = 9  // enough for this session
	CapDay      Verdict = 10 // enough for today
	CoolDown    Verdict = 11 // too soon after the last
	Moment      Verdict = 12 // worth it, but not now: typing, dragging, or in the middle of something
	Utility     Verdict = 13 // not worth the interruption
	AlreadyHad  Verdict = 14 // everything that fits was shown or declined before
	AwayVerdict Verdict = 15 // the visitor is in another window
	NoPlace     Verdict = 16 // the page has not said where the visitor is
	Early       Verdict = 17 // only an offer of the chat or of a person is left, and it is too early for one
	Talking     Verdict = 18 // the chat is open
)

// Config is every tunable of the policy. Zero fields take the value of Default.
type Config struct {
	Threshold  uint16 // least probability of being stuck for a callout, 1/1000; quieter forms need less
	PerPlace   uint8  // tips per stay at a place
	PerSession uint8  // a session ends after SessionGap without a tip or an outcome
	PerDay     uint8  // by the visitor's clock in UTC
	CoolDown   uint32 // ms after a tip went away
	Fatigue    uint32 // ms added to CoolDown per dismissal in a row, doubled each time
}

// Default is what ships.
var Default = Config{Threshold: 600, PerPlace: 2, PerSession: 5, PerDay: 8, CoolDown: 20_000, Fatigue: 60_000}

// Help is one candidate: an article that fits the place or the signal, or an
// offer of the chat or of a person, which has no article.
type Help struct {
	Article uint32                           // number in the bundle, NoArticle for an offer
	Key     uint32                           // journey.Hash of its id: stable across bundles; of an offer, of what it offers and where
	Forms   Forms                            // that it can take here
	Target  uint32                           // element it would be anchored at, 0 for the place
	Fit     uint16                           // how well it answers the risk, 1/1000
	Past    [wire.FormPerson + 1]counts.Past // how each form fared with everybody, from the bundle
}

// NoArticle is the Article of an offer.
const NoArticle = 1<<32 - 1

// Forms is a set of wire.Form, bit by number.
type Forms uint8

// Has reports whether f is in the set.
func (s Forms) Has(f wire.Form) bool { return s&(1<<f) != 0 }

// FormSet makes a set.
func FormSet(list ...wire.Form) (s Forms) {
	for _, f := range list {
		s |= 1 << f
	}
	return s
}

// Decision is the answer to one question, and its record.
type Decision struct {
	Verdict Verdict
	Choice  int       // index into the candidates, -1 for none; set for Show and Holdout
	Form    wire.Form // with Choice
	Raise   bool      // Show: the tip on the screen takes this stronger form
	Retry   uint32    // ask again at this time, 0 never: a better moment may come
	Gain    int32     // expected benefit, 1/1000
	Cost    int32     // of interrupting now, 1/1000
	Risk    uint16    // 1/1000
	At      uint32
}

// Policy keeps what was shown and what became of it. Call New.
type Policy struct {
	cfg  Config
	seed uint64
	hold bool
	wall uint64

	open   tip
	memory memory
	place  uint32 // present place and how many tips it had
	placed uint8
	trend  trend
}

type tip struct {
	number uint32
	key    uint32
	place  uint32
	target uint32
	at     uint32
	form   wire.Form
	opened bool   // it was opened further
	before uint32 // memory.last before it
}

// New returns the policy of one session. Hello has the seed, the holdout, the
// wall clock and what was remembered.
func New(cfg Config, hello *wire.Hello) *Policy {
	p := &Policy{cfg: cfg.filled(), seed: hello.Seed, wall: hello.Wall}
	p.memory.load(hello.Memory)
	if p.memory.lot == 0 {
		p.memory.lot = 1 + uint16(mix64(hello.Seed^0x686f6c646f7574)%1000)
	}
	p.hold = p.memory.lot <= hello.Holdout
	return p
}

func (c Config) filled() Config {
	d := Default
	if c.Threshold != 0 {
		d.Threshold = c.Threshold
	}
	if c.PerPlace != 0 {
		d.PerPlace = c.PerPlace
	}
	if c.PerSession != 0 {
		d.PerSession = c.PerSession
	}
	if c.PerDay != 0 {
		d.PerDay = c.PerDay
	}
	if c.CoolDown != 0 {
		d.CoolDown = c.CoolDown
	}
	if c.Fatigue != 0 {
		d.Fatigue = c.Fatigue
	}
	return d
}

// Holds reports whether this visitor is in the group that gets no help.
func (p *Policy) Holds() bool { return p.hold }

// Decide answers whether one of the candidates should be shown now. All that it
// remembers is how long an offer has waited for its moment: call Offered when
// the page was told to show it.
func (p *Policy) Decide(m Now, r *predict.Risk, helps []Help) Decision {
	d := Decision{Choice: -1, Risk: r.Probability, At: m.At}
	if d.Verdict, d.Retry = p.barred(m, r); d.Verdict != 0 {
		if d.Verdict == Open && p.open.form == wire.FormBeacon && !p.open.opened {
			p.raise(&d, m, r, helps)
		}
		return d
	}
	p.choose(&d, m, r, helps)
	p.waiting(m.At, d.Verdict == Moment || d.Verdict == Utility)
	return d
}

// mix64 is splitmix64's finaliser: every bit of the seed reaches every bit.
func mix64(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
