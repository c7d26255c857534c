package policy

import "github.com/lamplight-help/lamplight/engine/wire"

// Offered notes that the page was told to show a help as this tip.
func (p *Policy) Offered(number uint32, h *Help, d *Decision, place uint32) {
	p.open = tip{number: number, key: h.Key, place: place, target: h.Target, at: d.At}
	if p.place != place {
		p.place, p.placed = place, 0
	}
	p.placed++
	p.session++
	p.memory.add(h.Key, p.day(d.At))
}

// Opened is the tip that is on the screen, and what it is about; 0 for none.
func (p *Policy) Opened() (number, place, target uint32) {
	return p.open.number, p.open.place, p.open.target
}

// Withdrawn notes that the page was told to take the tip away.
func (p *Policy) Withdrawn(now uint32) { p.closed(now) }

func (p *Policy) closed(now uint32) {
	p.open = tip{}
	p.last = max(now, 1)
}

// Outcome takes what became of a tip, and reports whether what must be
// remembered has changed: then send Keep with Marshal.
func (p *Policy) Outcome(ev *wire.Event) bool {
	if p.open.number == 0 || uint32(ev.N) != p.open.number {
		return false
	}
	switch ev.Kind {
	case wire.EventShown:
		p.open.shown = true
	case wire.EventMissing:
		p.session -= min(p.session, 1)
		p.placed -= min(p.placed, 1)
		p.closed(ev.At)
	case wire.EventDismissed:
		p.tired++
		p.closed(ev.At)
	case wire.EventAccepted, wire.EventFollowed:
		p.tired = 0
		p.closed(ev.At)
	case wire.EventNever:
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
