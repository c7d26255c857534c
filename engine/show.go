package engine

import (
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// show tells the page to offer the chosen help, or to give the tip on the
// screen a stronger form.
func (e *Engine) show(d *policy.Decision, risk *predict.Risk) {
	h := &e.help.helps[d.Choice]
	s := &wire.Show{Form: d.Form, Risk: risk.Probability, Why: append([]wire.Reason(nil), risk.Reasons()...)}
	if h.Article != policy.NoArticle && !e.fill(s, h, e.help.anchors[d.Choice]) {
		return
	}
	if !d.Raise {
		e.help.tips++
		e.help.since = e.now
	}
	s.Tip, e.help.label = e.help.tips, e.label(h, d.Form)
	e.policy.Offered(s.Tip, h, d, risk.Place)
	e.emit(s)
	e.help.drawn = d.Raise
	if d.Raise {
		e.try(e.help.label, false)
	}
}

// fill puts the article into s, in the author's own telling for the form when
// there is one. It reports false when the article is damaged.
func (e *Engine) fill(s *wire.Show, h *policy.Help, at kb.Found) bool {
	a, err := e.base.bundle.Article(at.Article)
	if err != nil {
		e.refuse(wire.EventBundle, wire.ErrBundle, err.Error())
		return false
	}
	s.Article, s.ID, s.Title, s.Anchor = h.Article, a.ID, a.Title, anchorOf(&a.Anchors[at.Anchor], h.Target)
	if short := variant(&a, s.Form); short != nil {
		s.Blocks, _ = flatten(short, maxAnswer)
		s.More = true
	} else {
		s.Blocks, s.More = flatten(a.Blocks, e.cfg.ShortBlocks)
	}
	e.seen.showed(a.ID)
	return true
}

func anchorOf(a *kb.Anchor, target uint32) wire.Anchor {
	return wire.Anchor{Target: target, Help: a.Help, Role: roleOf(a.Role), Name: a.Name, Selector: a.Selector}
}

// outcomeKeys are how outcomes are counted.
var outcomeKeys = [...]string{
	wire.EventMissing - wire.EventShown: "missing:", wire.EventOpened - wire.EventShown: "opened:",
	wire.EventDismissed - wire.EventShown: "dismissed:", wire.EventAccepted - wire.EventShown: "accepted:",
	wire.EventFollowed - wire.EventShown: "followed:", wire.EventNever - wire.EventShown: "never:",
}

// outcome takes what became of a tip.
func (e *Engine) outcome(ev *wire.Event) {
	number, place, target := e.policy.Opened()
	if number == 0 || uint32(ev.N) != number {
		e.refuse(ev.Kind, wire.ErrUnknown, "no tip of this number is open")
		return
	}
	if key := outcomeKeys[ev.Kind-wire.EventShown]; key != "" {
		e.count(key)
	}
	e.tried(ev.Kind)
	if e.policy.Outcome(ev) {
		if open, _, _ := e.policy.Opened(); open == 0 && ev.Kind != wire.EventMissing {
			e.head.Served(target, place)
		}
		e.keep()
	}
}

func (e *Engine) tellSignal(s *struggle.Signal) {
	if e.traced() {
		e.tell(wire.Traced{Stage: wire.StageStruggle, Code: uint16(s.Cause), Target: s.Target,
			Value: int32(s.Confidence), Text: struggle.Name(s.Cause)})
	}
}

func (e *Engine) tellDecision(d *policy.Decision) {
	line := wire.Traced{Stage: wire.StagePolicy, Code: uint16(d.Verdict), Value: d.Gain}
	if d.Choice >= 0 {
		h := &e.help.helps[d.Choice]
		line.Target, line.Text = h.Target, e.label(h, d.Form)
	}
	e.tell(line)
}
