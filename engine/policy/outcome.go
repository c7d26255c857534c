package policy

import (
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// Offered notes that the page was told to show a help as this tip, or to give
// the tip on the screen a stronger form.
func (p *Policy) Offered(number uint32, h *Help, d *Decision, place uint32) {
	if d.Raise {
		p.open.form, p.open.at = d.Form, d.At
		return
	}
	p.open = tip{number: number, key: h.Key, place: place, target: h.Target, at: d.At, form: d.Form, before: p.memory.last}
	if p.place != place {
		p.place, p.placed = place, 0
	}
	p.placed++
	p.memory.add(h.Key, p.day(d.At), p.second(d.At))
}

// Held notes a help that would have been shown to somebody outside the group
// that gets none. It counts like one that was, so that both groups meet the
// same decisions in the same number.
func (p *Policy) Held(h *Help, d *Decision, place uint32) {
	p.Offered(0, h, d, place)
	p.closed(d.At)
}

// Opened is the tip that is on the screen, and what it is about; 0 for none.
func (p *Policy) Opened() (number, place, target uint32) {
	return p.open.number, p.open.place, p.open.target
}

// Recovered reports whether the visitor got on without the tip on the screen:
// what was left of the risk is far below what showed it. A minute after that,
// evidence fades by itself and says nothing.
func (p *Policy) Recovered(now uint32, r *predict.Risk) bool {
	return p.open.number != 0 && now-p.open.at < fadesAfter && int32(r.Probability)*1000 < int32(p.cfg.Threshold)*strengths[wire.FormBeacon].least/3
}

// fadesAfter is when a falling risk is no longer the visitor's doing, ms.
const fadesAfter = 60_000

// Withdrawn notes that the page was told to take the tip away.
func (p *Policy) Withdrawn(now uint32) { p.closed(now) }

func (p *Policy) closed(now uint32) {
	p.inVain(now)
	p.open = tip{}
	p.memory.last = max(p.second(now), 1)
}

// Outcome takes what became of a tip, and reports whether what must be
// remembered has changed: then send Keep with Marshal.
func (p *Policy) Outcome(ev *wire.Event) bool {
	if p.open.number == 0 || uint32(ev.N) != p.open.number {
		return false
	}
	switch ev.Kind {
	case wire.EventShown:
	case wire.EventOpened:
		p.open.opened = true
		return false
	case wire.EventMissing:
		p.placed -= min(p.placed, 1)
		p.memory.missed(p.open.before)
		if p.open.form == wire.FormPerson {
			p.trend.nobody = max(ev.At, 1)
			p.memory.keys.drop(p.open.key)
		}
		p.open = tip{}
	case wire.EventDismissed:
		p.memory.outcome(p.open.form, false)
		p.closed(ev.At)
	case wire.EventAccepted, wire.EventFollowed:
		p.memory.outcome(p.open.form, true)
		p.closed(ev.At)
	case wire.EventNever:
		p.memory.outcome(p.open.form, false)
		p.never(wire.Scope(ev.Code))
		p.closed(ev.At)
	default:
		return false
	}
	return true
}

func (p *Policy) never(s wire.Scope) {
	switch s {
	case wire.ScopePlace:
		p.memory.offPlace(p.open.place)
	case wire.ScopeEverywhere:
		p.memory.everywhere = true
	}
}

// Marshal returns what must be remembered for the next page.
func (p *Policy) Marshal() []byte { return p.memory.marshal() }
