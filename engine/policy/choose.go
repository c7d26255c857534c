package policy

import (
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// barred answers with the first rule that forbids any help now, and with when
// it ends; 0 when none does.
func (p *Policy) barred(m Now, r *predict.Risk) (Verdict, uint32) {
	placed := p.placed
	if m.Place != p.place {
		placed = 0
	}
	switch {
	case r.Probability < p.cfg.Threshold:
		return LowRisk, 0
	case p.hold:
		return Holdout, 0
	case p.memory.everywhere:
		return Off, 0
	case p.memory.offAt(m.Place):
		return OffPlace, 0
	case p.open.number != 0:
		return Open, 0
	case m.Away:
		return AwayVerdict, 0
	case p.session >= p.cfg.PerSession:
		return CapSession, 0
	case p.memory.today(p.day(m.At)) >= p.cfg.PerDay:
		return CapDay, 0
	case placed >= p.cfg.PerPlace:
		return CapPlace, 0
	case p.last != 0 && m.At-p.last < p.coolDown():
		return CoolDown, p.last + p.coolDown()
	}
	return 0, 0
}

func (p *Policy) day(at uint32) uint32 { return uint32((p.wall + uint64(at)) / 86_400_000) }

// coolDown grows with dismissals.
func (p *Policy) coolDown() uint32 {
	c := p.cfg.CoolDown
	for i := uint8(0); i < min(p.tired, 5); i++ {
		c += p.cfg.Fatigue << i
	}
	return c
}

// choose takes the best candidate that was not had before.
func (p *Policy) choose(d *Decision, m Now, r *predict.Risk, helps []Help) {
	d.Verdict, d.Cost = NoHelp, m.Cost()
	best := int32(-1)
	for i := range helps {
		h := &helps[i]
		if p.memory.had(h.Key) {
			if d.Verdict == NoHelp {
				d.Verdict = AlreadyHad
			}
			continue
		}
		gain := int32(r.Probability) * int32(h.Fit) / 1000 * p.draw(h) / 1000
		if gain > best {
			best, d.Choice, d.Gain = gain, i, gain
		}
	}
	switch {
	case d.Choice < 0:
		return
	case m.Clear != 0:
		d.Verdict, d.Retry = Moment, m.Clear
	case d.Gain <= d.Cost:
		d.Verdict, d.Retry = Utility, m.At+PausedAfter
	default:
		d.Verdict, d.Form = Show, form(&helps[d.Choice], r)
	}
	if d.Verdict != Show {
		d.Choice = -1
	}
}

// form takes the strongest form that the risk justifies, else the quietest
// that the help can take.
func form(h *Help, r *predict.Risk) wire.Form {
	most := wire.FormHint
	switch {
	case r.Probability >= 950 && h.Target == 0:
		most = wire.FormCard
	case r.Probability >= 700:
		most = wire.FormCallout
	}
	for f := most; f >= wire.FormBeacon; f-- {
		if h.Forms.Has(f) {
			return f
		}
	}
	for f := most + 1; f <= wire.FormPerson; f++ {
		if h.Forms.Has(f) {
			return f
		}
	}
	return wire.FormCallout
}

// draw is the share of cases in which a help is expected to help, 1/1000.
func (p *Policy) draw(h *Help) int32 { return 800 }
