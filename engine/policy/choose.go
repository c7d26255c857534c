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
	case !p.enough(r.Probability, wire.FormBeacon):
		return LowRisk, 0
	case m.Place == 0:
		return NoPlace, 0
	case p.memory.everywhere:
		return Off, 0
	case p.memory.offAt(m.Place):
		return OffPlace, 0
	case p.open.number != 0:
		return Open, 0
	case m.Talking:
		return Talking, 0
	case m.Away:
		return AwayVerdict, 0
	case p.memory.sessionAt(p.second(m.At)) >= p.cfg.PerSession:
		return CapSession, 0
	case p.memory.onDay(p.day(m.At)) >= p.cfg.PerDay:
		return CapDay, 0
	case placed >= p.cfg.PerPlace:
		return CapPlace, 0
	case p.cooling(m.At) != 0:
		return CoolDown, m.At + p.cooling(m.At)
	}
	return 0, 0
}

// second and day are wall clock times, since 1970.
func (p *Policy) second(at uint32) uint32 { return uint32((p.wall + uint64(at)) / 1000) }
func (p *Policy) day(at uint32) uint32    { return uint32((p.wall + uint64(at)) / 86_400_000) }

// cooling is how long the cool-down still lasts, ms, rounded up to a second;
// 0 when it is over. It grows with every dismissal in a row, and reaches over
// pages.
func (p *Policy) cooling(at uint32) uint32 {
	if p.memory.last == 0 {
		return 0
	}
	c := p.cfg.CoolDown
	for i := uint8(0); i < min(p.memory.tired, 5); i++ {
		c += p.cfg.Fatigue << i
	}
	since := p.second(at) - min(p.memory.last, p.second(at))
	if since >= (c+999)/1000 {
		return 0
	}
	return ((c+999)/1000 - since) * 1000
}

// How strong a form is. Benefit is the share of a help's worth that reaches
// the visitor in this form, intrusion the share of the cost of interrupting,
// both 1/1000; least is the probability of being stuck below which the form is
// not used, 1/1000 of Config.Threshold.
type strength struct{ benefit, intrusion, least int32 }

var strengths = [...]strength{
	wire.FormBeacon:  {350, 150, 600},
	wire.FormHint:    {600, 450, 800},
	wire.FormCallout: {850, 1000, 1000},
	wire.FormCard:    {900, 1100, 1000},
	wire.FormChat:    {920, 1600, 1300},
	wire.FormPerson:  {950, 1800, 1450},
}

// enough reports whether a probability is high enough for a form. While an
// offer waits for its moment a tenth less is enough: evidence fades meanwhile,
// and that is not the visitor's doing.
func (p *Policy) enough(probability uint16, f wire.Form) bool {
	least := int32(p.cfg.Threshold) * strengths[f].least
	if p.trend.waits {
		least -= least / 10
	}
	return int32(probability)*1000 >= least
}

// choose takes the help and form with the most to gain, of those that were not
// had before.
func (p *Policy) choose(d *Decision, m Now, r *predict.Risk, helps []Help) {
	d.Verdict, d.Cost = NoHelp, m.Cost()
	best, early, left := int32(0), uint32(0), p.articlesLeft(helps)
	for i := range helps {
		h := &helps[i]
		if p.memory.had(h.Key) {
			if d.Verdict == NoHelp && h.Article != NoArticle {
				d.Verdict = AlreadyHad
			}
			continue
		}
		for f := wire.FormBeacon; f <= wire.FormPerson; f++ {
			if !h.Forms.Has(f) || !p.enough(r.Probability, f) {
				continue
			}
			if at := p.ripe(f, m.At, left); at != m.At {
				early = soonest(early, at)
				continue
			}
			gain, cost := p.weigh(m, r, h, f)
			if d.Choice < 0 || gain-cost > best {
				best, d.Choice, d.Form, d.Gain, d.Cost = gain-cost, i, f, gain, cost
			}
		}
	}
	p.conclude(d, m, best, early)
}

// articlesLeft reports whether an article fits that was not had before.
func (p *Policy) articlesLeft(helps []Help) bool {
	for i := range helps {
		if helps[i].Article != NoArticle && !p.memory.had(helps[i].Key) {
			return true
		}
	}
	return false
}

// raise looks for a stronger form of the beacon on the screen.
func (p *Policy) raise(d *Decision, m Now, r *predict.Risk, helps []Help) {
	best := int32(0)
	for i := range helps {
		h := &helps[i]
		if h.Key != p.open.key || m.Clear != 0 || m.Away {
			continue
		}
		for f := wire.FormHint; f <= wire.FormCard; f++ {
			if !h.Forms.Has(f) || !p.enough(r.Probability, f) {
				continue
			}
			if gain, cost := p.weigh(m, r, h, f); gain-cost > best {
				best = gain - cost
				d.Verdict, d.Raise, d.Choice, d.Form, d.Gain, d.Cost = Show, true, i, f, gain, cost
			}
		}
	}
}

// weigh returns what a help in a form is expected to bring and to cost now.
// Dismissals in a row make everything that covers the page dearer, so that
// somebody who waves tips away meets quieter ones.
func (p *Policy) weigh(m Now, r *predict.Risk, h *Help, f wire.Form) (gain, cost int32) {
	s := strengths[f]
	gain = int32(r.Probability) * int32(min(h.Fit, 1000)) / 1000 * p.draw(h, f) / 1000 * s.benefit / 1000
	cost = m.Cost() * s.intrusion / 1000
	if f > wire.FormHint {
		cost = cost * (2 + int32(min(p.memory.tired, 6))) / 2
	}
	return gain, cost
}

// conclude turns the best candidate into a verdict. Early is when a form that
// must wait may be used, 0 for none.
func (p *Policy) conclude(d *Decision, m Now, best int32, early uint32) {
	switch {
	case d.Choice < 0:
		if early != 0 {
			d.Verdict, d.Retry = Early, early
		}
		return
	case m.Clear != 0:
		d.Verdict, d.Retry = Moment, m.Clear
	case best <= 0:
		d.Verdict, d.Retry = Utility, soonest(m.At+PausedAfter, early)
	case !m.AtBoundary() && d.Form > wire.FormHint && p.defers(m.At):
		d.Verdict, d.Retry = Moment, m.At+PausedAfter
	case p.hold:
		d.Verdict = Holdout
		return
	default:
		d.Verdict = Show
		return
	}
	d.Choice, d.Form = -1, 0
}

// soonest returns the smaller of two times, of which 0 means never.
func soonest(a, b uint32) uint32 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
