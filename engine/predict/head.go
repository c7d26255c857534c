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
const MaxReasons = 9

// maxFindings is how many signals are added up.
const maxFindings = 5

// Risk is the estimate after one event.
type Risk struct {
	Probability uint16                  // of being stuck, 1/1000
	Place       uint32                  // journey.Hash of the route where the visitor is
	Target      uint32                  // the element it is about, 0 for the place
	Cause       wire.Cause              // the strongest evidence, 0 for none
	At          uint32                  // when the strongest evidence was last seen
	N           uint8                   // entries of Why that are used
	Why         [MaxReasons]wire.Reason // strongest first; they add up to Probability, the prior among them
	Without     uint16                  // what the probability would be without the strongest evidence, 1/1000
}

// Reasons returns the reasons, strongest first.
func (r *Risk) Reasons() []wire.Reason { return r.Why[:r.N] }

// Config changes the head. The zero value is the one that ships.
type Config struct {
	// Prior returns the log-odds of being stuck at a place before anything is
	// seen of this visitor. Nil means the prior of an unknown product.
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
func New(cfg Config) *Head {
	h := &Head{prior: cfg.Prior}
	if h.prior == nil {
		h.prior = func(*journey.Path) float64 { return priorUnknown }
	}
	return h
}

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

// repeats is how much each further finding counts for, as a divisor that grows
// by this much. Findings about one trouble come together: a dead button is
// pressed in rage, a refused field is rewritten.
const repeats = 0.6

// risk adds the log-odds up, strongest first, and gives each part the change of
// the probability that it makes.
func (h *Head) risk(p *journey.Path) Risk {
	r := Risk{Place: p.Stay().Place}
	z, bare := h.prior(p), h.prior(p)
	first := 0.0 // the log-odds of the strongest finding
	if h.watch != nil {
		z += h.watch.Prior
	}
	before := permille(num.Sigmoid(z))
	r.add(wire.Reason{Cause: wire.CausePrior, Weight: int16(before)})
	z, before = h.learned(&r, z, before)
	r.Without = before
	for used, n := uint32(0), 0; n < maxFindings; n++ {
		i, w := h.strongest(p.Now(), used)
		if i < 0 {
			break
		}
		used |= 1 << i
		e := &h.evidence[i]
		w /= 1 + float64(repeats*float64(n))
		z, bare = z+w, bare+w
		after := permille(num.Sigmoid(z))
		r.add(wire.Reason{Cause: e.cause, Weight: int16(after) - int16(before), Count: e.count, Target: e.target})
		if r.Cause == 0 {
			r.Cause, r.Target, r.At, first = e.cause, e.target, e.at, w
		}
		before = after
	}
	r.Probability, h.alone = before, permille(num.Sigmoid(bare))
	if r.Cause != 0 {
		r.Without = permille(num.Sigmoid(z - first))
	}
	r.sort()
	return r
}

// learned adds what the product's model says of path and pace.
func (h *Head) learned(r *Risk, z float64, before uint16) (float64, uint16) {
	if h.watch == nil {
		return z, before
	}
	for _, part := range [3]struct {
		cause  wire.Cause
		weight float64
	}{{wire.CausePath, h.watch.Path}, {wire.CausePace, h.watch.Pace}, {wire.CauseProgress, h.watch.Progress}} {
		if part.weight < 0.05 && part.weight > -0.05 {
			continue
		}
		z += part.weight
		after := permille(num.Sigmoid(z))
		r.add(wire.Reason{Cause: part.cause, Weight: int16(after) - int16(before)})
		before = after
	}
	return z, before
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
