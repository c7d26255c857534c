package sim

import (
	"encoding/json"
	"slices"

	"github.com/lamplight-help/lamplight/edge"
)

// frame is what a page reads of the edge's frames.
type frame struct {
	T            string     `json:"t"`
	Conversation string     `json:"conversation"`
	ID           string     `json:"id"`
	Seq          int64      `json:"seq"`
	More         bool       `json:"more"`
	State        edge.State `json:"state"`
	Code         string     `json:"code"`
}

func (p *page) receive(text string) {
	var f frame
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		p.sim.fault("%s got %q: %v", p.name, text, err)
		return
	}
	switch f.T {
	case "ack":
		p.acked(f)
		if f.Conversation == p.conv {
			p.place(f)
		}
	case "message":
		p.acked(f)
		if f.Conversation == p.conv {
			p.place(f)
		}
	case "resumed":
		if f.Conversation == p.conv {
			p.resume, p.state = false, f.State
			if f.More || f.Seq > p.cursor {
				p.follow()
			}
		}
	case "queue":
		p.noQueue = false
	case "state":
		if f.Conversation == p.conv {
			p.state = f.State
		}
	case "error":
		p.refusedFrame(f)
	}
}

// acked shows "sent" and only then forgets. A message with the id is as good
// as its ack, and either settles a refusal of an earlier copy.
func (p *page) acked(f frame) {
	it := p.acts[f.ID]
	for _, waiting := range p.outbox {
		if waiting.frame.ID == f.ID {
			it = waiting
		}
	}
	if it == nil {
		return
	}
	if p.sent == nil {
		p.sent = map[string]int64{}
	}
	if _, known := p.sent[f.ID]; !known {
		it.acked = p.sim.step
		p.sent[f.ID] = f.Seq
	}
	delete(p.failed, f.ID)
	p.outbox = slices.DeleteFunc(p.outbox, func(o *item) bool { return o.frame.ID == f.ID })
}

// place books a message at its seq, or asks for what is missing.
func (p *page) place(f frame) {
	if p.log == nil {
		p.log = map[int64]string{}
	}
	switch {
	case f.Seq <= p.cursor:
		if had := p.log[f.Seq]; f.Seq > 0 && had != f.ID {
			p.sim.fault("%s: seq %d was %s and is now %s", p.name, f.Seq, had, f.ID)
		}
	case f.Seq == p.cursor+1 || p.sim.bug.NoGapCheck:
		p.log[f.Seq], p.cursor = f.ID, f.Seq
	case !p.resume:
		p.follow()
	}
}

// retryable are the codes after which a client keeps what it has.
var retryable = []string{"internal", "unavailable", "slow-down"}

func (p *page) refusedFrame(f frame) {
	if slices.Contains(retryable, f.Code) && !(p.sim.bug.GivesUp && f.Code == "unavailable") {
		return
	}
	for _, it := range p.outbox {
		if it.frame.ID == f.ID {
			if p.failed == nil {
				p.failed = map[string]string{}
			}
			p.failed[f.ID] = f.Code
			p.sim.say("%s: shows %s as not sent (%s)", p.name, short(f.ID), f.Code)
		}
	}
	p.outbox = slices.DeleteFunc(p.outbox, func(it *item) bool { return it.frame.ID == f.ID })
}
