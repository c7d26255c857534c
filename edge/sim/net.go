package sim

import (
	"slices"
	"strings"

	"github.com/lamplight-help/lamplight/edge"
)

// carryUp brings the oldest frame of the page to the host.
func (p *page) carryUp() {
	l := p.link
	if l == nil || len(l.up) == 0 {
		return
	}
	text := l.up[0]
	l.up = l.up[1:]
	if l.noUp {
		return
	}
	if l.at.links[l.id] == nil {
		return // the host has closed it; the page will notice
	}
	p.sim.say("%s ─► %s", p.name, text)
	l.at.input(edge.Input{Kind: edge.KindFrame, Socket: l.id, Frame: &edge.Frame{Text: text}})
}

// carryDown brings the oldest frame of the host to the page.
func (p *page) carryDown() {
	l := p.link
	switch {
	case l == nil:
	case len(l.down) > 0:
		text := l.down[0]
		l.down = l.down[1:]
		if l.noDown {
			return
		}
		p.sim.say("%s ◄─ %s", p.name, text)
		p.receive(text)
	case l.ended != 0 && !l.noDown:
		p.sim.say("%s: closed with %d", p.name, l.ended)
		p.link = nil
	}
}

// drain carries everything both ways.
func (p *page) drain() {
	for n := 0; p.link != nil && n < 5000; n++ {
		l := p.link
		if len(l.up) == 0 && len(l.down) == 0 && l.ended == 0 {
			return
		}
		p.carryUp()
		p.carryDown()
	}
}

// cut breaks a link; what is on its way is lost. Nobody is told.
func (p *page) cut(up, down bool) {
	if p.link == nil {
		return
	}
	p.sim.say("%s: link cut (up %v, down %v)", p.name, up, down)
	if up {
		p.link.noUp, p.link.up = true, nil
	}
	if down {
		p.link.noDown, p.link.down = true, nil
	}
}

// loseFrame loses one frame of many, as a full buffer does. It is one whose
// loss shows: the next one has a higher seq, or the ack does not come. A state
// that got lost alone would show at the next connection only, so hosts close
// a socket that they cannot send to.
func (p *page) loseFrame() {
	l := p.link
	if l == nil {
		return
	}
	var numbered []int
	for i, text := range l.down {
		if strings.HasPrefix(text, `{"t":"message"`) || strings.HasPrefix(text, `{"t":"ack"`) {
			numbered = append(numbered, i)
		}
	}
	if len(numbered) > 0 {
		i := numbered[p.sim.rng.IntN(len(numbered))]
		p.sim.say("%s: %s is lost", p.name, l.down[i])
		l.down = slices.Delete(l.down, i, i+1)
	}
}

// repeat sends the outbox again although nothing is known to be wrong, and
// swaps two frames that wait: a retry overtakes.
func (p *page) repeat() {
	if p.link == nil {
		return
	}
	p.sim.say("%s: repeats its outbox", p.name)
	p.resend()
	if n := len(p.link.up); n > 1 {
		i := p.sim.rng.IntN(n - 1)
		p.link.up[i], p.link.up[i+1] = p.link.up[i+1], p.link.up[i]
	}
}

// beat is two heartbeats without an answer on a link that is not whole: both
// ends give it up. The host answers pings only on sockets that it has.
func (p *page) beat() {
	l := p.link
	if l == nil {
		return
	}
	dead := l.noUp || l.noDown || l.at.links[l.id] == nil
	if l.noUp && len(l.down) > 0 && !l.noDown && l.at.links[l.id] == nil {
		p.carryDown() // it had arrived before the end did
		return
	}
	if !dead || p.sim.bug.NoHeartbeat && !l.noUp {
		return
	}
	p.sim.say("%s: heartbeat missed", p.name)
	p.drop()
}

// drop gives a link up; the host learns of it.
func (p *page) drop() {
	if p.link == nil {
		return
	}
	l, h := p.link, p.link.at
	p.link = nil
	if h.links[l.id] == nil {
		return
	}
	delete(h.links, l.id)
	h.hangUp(l.id)
	full := h.diskFull
	h.diskFull = false // the core only deletes here; a host repeats it until it works
	h.input(edge.Input{Kind: edge.KindClosed, Socket: l.id})
	h.diskFull = full
}
