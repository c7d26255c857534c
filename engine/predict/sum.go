package predict

import (
	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// maxParts is how many parts add up beside the prior: three of the product's
// model, and the findings.
const maxParts = 3 + maxFindings

// part is one summand of the log-odds.
type part struct {
	cause   wire.Cause
	count   uint16
	target  uint32
	at      uint32
	alone   float64 // were it the only finding; the same as weight for the model's parts
	weight  float64 // as it counts beside the others
	finding bool
}

// sum is what makes a probability: a base, the model's parts, then the findings,
// strongest first.
type sum struct {
	base     float64
	parts    [maxParts]part
	n        int
	findings float64 // log-odds of all findings, before a product's mix
}

// repeats is how much each further finding counts for, as a divisor that grows
// by this much. Findings about one trouble come together: a dead button is
// pressed in rage, a refused field is rewritten.
const repeats = 0.6

// least is the log-odds below which a part of the model is not worth a reason.
const least = 0.05

// gather collects the parts of the present.
func (h *Head) gather(p *journey.Path) {
	s := &h.sum
	*s = sum{base: priorUnknown}
	scale := 1.0
	if w := h.watch; w != nil {
		s.base, scale = w.Base+w.Prior, w.Signals
		s.learned(wire.CausePath, w.Path, w.At)
		s.learned(wire.CausePace, w.Pace, w.At)
		s.learned(wire.CauseProgress, w.Progress, w.At)
	}
	if h.prior != nil {
		s.base = h.prior(p)
	}
	for used, n := uint32(0), 0; n < maxFindings; n++ {
		i, w := h.strongest(p.Now(), used)
		if i < 0 {
			break
		}
		used |= 1 << i
		e := &h.evidence[i]
		beside := w / (1 + float64(repeats*float64(n)))
		s.findings += beside
		s.parts[s.n] = part{e.cause, e.count, e.target, e.at, float64(w * scale), float64(beside * scale), true}
		s.n++
	}
}

func (s *sum) learned(c wire.Cause, weight float64, at uint32) {
	if weight >= least || weight <= -least {
		s.parts[s.n] = part{cause: c, at: at, alone: weight, weight: weight}
		s.n++
	}
}

// carries is the least log-odds that let path or pace be the cause: it then
// multiplies the odds by e or more. Findings name a cause at any weight: they
// are about something that can be pointed at.
const carries = 1.0

// leading returns the part that carries the probability, -1 for none: the
// strongest finding, unless path or pace are stronger.
func (s *sum) leading() int {
	best := -1
	for i := range s.n {
		v := &s.parts[i]
		if !v.finding && v.weight < carries {
			continue
		}
		if best < 0 || v.weight > s.parts[best].weight {
			best = i
		}
	}
	return best
}

// without is the probability, 1/1000, when the parts in a set of bits are left
// out. Findings that stay count for more without the others beside them.
func (s *sum) without(set uint32) uint16 {
	z, n := s.base, 0
	for i := range s.n {
		v := &s.parts[i]
		switch {
		case set&(1<<i) != 0:
		case v.finding:
			z += v.alone / (1 + float64(repeats*float64(n)))
			n++
		default:
			z += v.weight
		}
	}
	return permille(num.Sigmoid(z))
}

// Otherwise is a counterfactual: what would have kept the visitor below a
// probability.
type Otherwise struct {
	Without     [maxParts]wire.Cause // the fewest parts that had to be missing
	N           int                  // entries of Without that are used
	Probability uint16               // then, 1/1000
}

// Otherwise looks for the smallest set of parts without which the last risk
// would have stayed below a threshold, 1/1000; of sets of one size the one that
// leaves the least. Of a risk that is below it anyway, it tells what the leading
// part makes. When even a visitor of whom nothing was seen is above, all of
// them are named.
func (h *Head) Otherwise(threshold uint16) (o Otherwise) {
	s := &h.sum
	lead := s.leading()
	if lead < 0 {
		return o
	}
	if s.without(0) < threshold {
		return s.otherwise(1 << lead)
	}
	raising := uint32(0) // parts that speak for trouble
	for i := range s.n {
		if s.parts[i].weight > 0 {
			raising |= 1 << i
		}
	}
	best, size, lowest := raising, maxParts+1, uint16(0)
	for set := raising; set != 0; set = (set - 1) & raising {
		p, n := s.without(set), ones(set)
		if p < threshold && (n < size || n == size && p < lowest) {
			best, size, lowest = set, n, p
		}
	}
	return s.otherwise(best)
}

func (s *sum) otherwise(set uint32) (o Otherwise) {
	for i := range s.n {
		if set&(1<<i) != 0 {
			o.Without[o.N] = s.parts[i].cause
			o.N++
		}
	}
	o.Probability = s.without(set)
	return o
}

func ones(set uint32) (n int) {
	for ; set != 0; set &= set - 1 {
		n++
	}
	return n
}
