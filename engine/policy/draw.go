package policy

import (
	"github.com/lamplight-help/lamplight/engine/num"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// What a help is believed to be worth before anything is counted: four good
// outcomes in five.
const (
	priorGood = 4
	priorBad  = 1
)

// draw is one sample, 1/1000, of the share of cases in which this help in this
// form helps: Thompson sampling. The less is known, the wider the draws, so
// that a variant that was rarely shown gets its chance; the more is known, the
// closer to the truth. The sample depends on the seed, the help and the form
// only, so that it does not change from one event to the next.
func (p *Policy) draw(h *Help, f wire.Form) int32 {
	local, past := p.memory.forms[f], h.Past[f]
	helped := min(past.Helped, past.Shown)
	good := float64(priorGood) + float64(helped) + float64(local.good)
	bad := float64(priorBad) + float64(past.Shown-helped) + float64(local.bad)
	all := good + bad
	mean := good / all
	deviation := num.Sqrt(float64(mean*(1-mean)) / (all + 1))
	v := mean + float64(deviation*normal(p.seed^uint64(h.Key)<<8^uint64(f)))
	return int32(float64(min(max(v, 0.02), 0.98) * 1000))
}

// normal is one sample of the standard normal distribution: the sum of twelve
// uniform ones less six, which needs no logarithm and ends at six deviations.
// A Beta distribution is close to a normal one once a few outcomes are known;
// the clamp in draw does the rest.
func normal(seed uint64) float64 {
	sum := 0.0
	for i := uint64(1); i <= 12; i++ {
		sum += float64(mix64(seed+i)>>11) / (1 << 53)
	}
	return sum - 6
}
