package engine

import (
	"github.com/lamplight-help/lamplight/engine/kb"
	"github.com/lamplight-help/lamplight/engine/policy"
	"github.com/lamplight-help/lamplight/engine/predict"
	"github.com/lamplight-help/lamplight/engine/struggle"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// show tells the page to offer the chosen help.
func (e *Engine) show(d *policy.Decision, risk *predict.Risk) {
	h := &e.help.helps[d.Choice]
	at := e.help.anchors[d.Choice]
	a, err := e.base.bundle.Article(at.Article)
	if err != nil {
		e.refuse(wire.EventBundle, wire.ErrBundle, err.Error())
		return
	}
	e.help.tips++
	e.help.since, e.help.article = e.now, a.ID
	s := &wire.Show{
		Tip: e.help.tips, Article: h.Article, ID: a.ID, Form: d.Form, Risk: risk.Probability,
		Anchor: anchorOf(&a.Anchors[at.Anchor], h.Target), Why: append([]wire.Reason(nil), risk.Reasons()...),
		Title: a.Title,
	}
	if short := variant(&a, d.Form); short != nil {
		s.Blocks, _ = flatten(short, maxAnswer)
		s.More = true
	} else {
		s.Blocks, s.More = flatten(a.Blocks, e.cfg.ShortBlocks)
	}
	e.policy.Offered(e.help.tips, h, d, risk.Place)
	e.seen.showed(a.ID)
	e.emit(s)
	e.emit(&wire.Tally{Key: "shown:" + a.ID, N: 1})
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
		e.emit(&wire.Tally{Key: key + e.help.article, N: 1})
	}
	if e.policy.Outcome(ev) {
		if open, _, _ := e.policy.Opened(); open == 0 && ev.Kind != wire.EventMissing {
			e.head.Served(target, place)
		}
		e.emit(&wire.Keep{Memory: e.policy.Marshal()})
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
		line.Target, line.Text = e.help.helps[d.Choice].Target, e.base.bundle.ID(int32(e.help.helps[d.Choice].Article))
	}
	e.tell(line)
}
