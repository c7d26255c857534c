package predict

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/predict/model"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// MaxReasons is how many reasons a Risk carries: the prior, three of the
// product's model, and maxFindings signals.
const MaxReasons = 1 + maxParts

// maxFindings is how many signals are added up.
const maxFindings = 5

// Risk is the estimate after one event.
type Risk struct {
	Probability uint16                  // of being stuck, 1/1000
	Place       uint32                  // journey.Hash of the route where the visitor is
	Target      uint32                  // the element it is about, 0 for the place
	Cause       wire.Cause              // what carries the probability, 0 for nothing
	At          uint32                  // when that was last seen
	N           uint8                   // entries of Why that are used
	Why         [MaxReasons]wire.Reason // strongest first; they add up to Probability, the prior among them
}

// Reasons returns the reasons, strongest first.
func (r *Risk) Reasons() []wire.Reason { return r.Why[:r.N] }

// Config changes the head. The zero value is the one that ships.
type Config struct {
	// Prior returns the log-odds of being stuck at a place before anything is
	// seen of this visitor. Nil means the prior of an unknown product, or what
	// the product's model says.
	Prior func(p *journey.Path) float64
}

// priorUnknown is the log-odds of an unknown product: about 3 in 100.
const priorUnknown = -3.5

// Head keeps the evidence. The zero value is not usable: call New.
type Head struct {
	prior    func(*journey.Path) float64
	evidence [maxEvidence]evidence
	watch    *model.Watch // nil before a product has taught anything
	alone    uint16       // probability by the signals alone at the last event
	sum      sum          // of the last event
}

// Teach lets a product's model speak as well, from now on; nil ends it.
func (h *Head) Teach(m *model.Model) {
	h.watch = nil
	if m != nil {
		h.watch = model.NewWatch(m)
	}
}

// Watch is what the product's model says at present, nil without one.
func (h *Head) Watch() *model.Watch { return h.watch }

// New returns a head that has seen nothing.
func New(cfg Config) *Head { return &Head{prior: cfg.Prior} }

// Update takes the signals of one event and returns the risk after it.
func (h *Head) Update(p *journey.Path, ev *wire.Event, signals []struggle.Signal) Risk {
	h.relieve(p, ev)
	for i := range signals {
		h.take(&signals[i])
	}
	if h.watch != nil {
		h.watch.Observe(p, ev, float64(h.alone)/1000)
	}
	return h.risk(p)
}

// Signals is the sum of the findings at the last event, in log-odds and before
// a product's mix.
func (h *Head) Signals() float64 { return h.sum.findings }

// Alone is the probability by the findings alone at the last event, 1/1000,
// over the prior of an unknown product.
func (h *Head) Alone() uint16 { return h.alone }

// risk adds the log-odds up and gives each part the change of the probability
// that it makes: first the prior, then the model's parts, then the findings,
// strongest first.
func (h *Head) risk(p *journey.Path) Risk {
	h.gather(p)
	s := &h.sum
	h.alone = permille(num.Sigmoid(priorUnknown + s.findings))
	z := s.base
	before := permille(num.Sigmoid(z))
	r := Risk{Place: p.Stay().Place}
	r.add(wire.Reason{Cause: wire.CausePrior, Weight: int16(before)})
	for i := range s.n {
		v := &s.parts[i]
		z += v.weight
		after := permille(num.Sigmoid(z))
		r.add(wire.Reason{Cause: v.cause, Weight: int16(after) - int16(before), Count: v.count, Target: v.target})
		before = after
	}
	r.Probability = before
	if i := s.leading(); i >= 0 {
		r.Cause, r.Target, r.At = s.parts[i].cause, s.parts[i].target, s.parts[i].at
	}
	r.sort()
	return r
}

func (r *Risk) add(v wire.Reason) {
	r.Why[r.N] = v
	r.N++
}

// sort puts the strongest reason first; equal ones keep their order.
func (r *Risk) sort() {
	for i := 1; i < int(r.N); i++ {
		for j := i; j > 0 && r.Why[j].Weight > r.Why[j-1].Weight; j-- {
			r.Why[j], r.Why[j-1] = r.Why[j-1], r.Why[j]
		}
	}
}

// permille rounds a probability to 1/1000.
func permille(p float64) uint16 { return uint16(float64(p*1000) + 0.5) }
